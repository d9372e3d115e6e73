"""提前审核: a family has a child checked days before the opening; whoever would check its request does. Then it books at once."""

from collections.abc import Sequence
from uuid import UUID

from services.booking.domain.child import masked_at_home
from services.booking.seen.group import applicants, look
from services.booking.seen.staff import checker
from services.booking.seen.unheard import known_group
from services.booking.store import children as kids
from services.booking.store import early_checks as store
from services.booking.store.groups import GroupBook
from services.booking.usecases.review import written
from services.booking.words import refusals
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import BadInput, Conflict, NotFound
from shared.events.family import EarlyCheckDecided
from shared.kernel.identity import Identity
from shared.messaging import outbox


async def ask_for_check(conn: Connection, book: GroupBook, who: Identity, group_id: UUID, child_id: UUID) -> None:
    """Have a child of the person checked for a group, and all of its plan that look at the same; asked twice, it is asked once.

    Raises NotFound; Conflict where nothing is checked, registration has begun, or something is still to be prepared.
    """
    known = await known_group(conn, book, group_id)
    found = next((one for one in await applicants(conn, who, [known]) if one.child.id == child_id), None)
    if found is None:
        raise NotFound
    if not known.group.check:
        raise Conflict(*refusals.NOTHING_CHECKED)
    if await clock(conn) >= known.group.opens_at:
        raise Conflict(*refusals.CHECK_TOO_LATE)
    if not look(known, found).ready:
        raise Conflict(*refusals.PREPARE_FIRST)
    await store.ask(conn, who.person_id, child_id, known.group.check, group_id)


async def decide_checks(
    conn: Connection, book: GroupBook, who: Identity, seen: Sequence[tuple[UUID, int]], *, approved: bool, reason: str
) -> int:
    """Say yes to these (id, version as it was seen), or send them back with words; their families are told. How many were still so.

    Raises BadInput when nothing is named, or what is sent back has no words.
    """
    if not seen:
        raise BadInput(*refusals.TICK_AGAIN)
    reason = "" if approved else written(reason)
    state: store.State = "held" if approved else "sent_back"
    done = await store.decide(conn, who, checker(who), seen, state=state, reason=reason)
    await _tell(conn, book, done, held=approved, reason=reason)
    return len(done)


async def _tell(
    conn: Connection, book: GroupBook, done: Sequence[tuple[UUID, UUID]], *, held: bool, reason: str
) -> None:
    known = await book.current(conn, {group_id for _, group_id in done})
    children, at = await kids.children(conn, [child_id for child_id, _ in done]), await clock(conn)
    told = [
        EarlyCheckDecided(
            child_id=child_id, child_name=masked_at_home(children[child_id].name), guardian_ids=list(children[child_id].guardian_ids), at=at,
            group_id=group_id, group=known[group_id].card, opens_at=known[group_id].group.opens_at, held=held, reason=reason,
        )
        for child_id, group_id in done
    ]  # fmt: skip
    await outbox.put(conn, *told)
