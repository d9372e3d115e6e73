"""Whoever checks requests says yes or no to many at once; every word is logged."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID

from services.booking.domain.checks import Review, SendBack
from services.booking.domain.requests import PutFirst, Result, Ruling
from services.booking.seen.review import AT_MOST
from services.booking.seen.staff import checker, own_group
from services.booking.store import draws, roster
from services.booking.store import review as store
from services.booking.store import staff_decisions as log
from services.booking.store.groups import GroupBook
from services.booking.usecases.admit import admit
from services.booking.usecases.decide_together import freeze_decision
from services.booking.words import refusals
from services.booking.words.lists import MENDING_DAYS
from shared.db.clock import clock
from shared.db.once import write_once
from shared.db.pool import Connection, Database
from shared.errors import BadInput, Conflict, Forbidden, NotFound
from shared.kernel.answer import Answer, digest
from shared.kernel.clock import ZONE
from shared.kernel.identity import Identity

LONGEST = 200
"""Characters of a reason."""
MENDED_AT = time(20)
"""On the last day that a family has to mend something: in the evening, when people are home from work."""
_SAID: Mapping[tuple[bool, bool], log.What] = {
    (False, True): "approve",
    (False, False): "refuse",
    (True, True): "tell_apart",
    (True, False): "same_child",
}
"""Whether it was to be told apart from a namesake's, and the verdict → what is logged."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What became of each request, by its id."""

    done: list[UUID] = field(default_factory=list)
    stale: list[UUID] = field(default_factory=list)
    """Decided, or given up by the family, in the meantime: nothing was done."""
    closed: list[UUID] = field(default_factory=list)
    """It cannot go on now: registration has closed, or the list of a common decision; or nothing is kept early any more."""
    full: list[UUID] = field(default_factory=list)
    """Signed up, but places and waiting list are full."""
    over: list[UUID] = field(default_factory=list)
    """Its class is over: there is no place that a yes could give; a no is still heard."""

    def put(self, id_: UUID, result: Result) -> None:
        """Sort one in."""
        kinds: dict[Result, list[UUID]] = {
            "ended": self.stale,
            "not_found": self.stale,
            "closed": self.closed,
            "deciding": self.closed,
            "not_open": self.closed,
            "full": self.full,
            "finished": self.over,
        }
        kinds.get(result, self.done).append(id_)


async def review(
    conn: Connection, book: GroupBook, who: Identity, group_id: UUID, ids: Sequence[UUID], *, approved: bool, reason: str = ""
) -> Reviewed:  # fmt: skip
    """Approve or refuse requests of a group, in this order; what was asked for as one stands and falls as one.

    Raises NotFound when one of them is not this person's to check and never was, Forbidden when one is for an own child,
    BadInput when a refusal has no reason.
    """
    reason = reason.strip() if approved else written(reason)
    known = await _theirs(conn, who, group_id, ids)
    reviewed, asks = Reviewed(), []
    for id_ in dict.fromkeys(ids):
        if known[id_].there:
            asks.append(Review(id_, approved, reason, known[id_].asked, known[id_].alike))
        else:
            reviewed.put(id_, "ended")
    await draws.lock_open(conn, group_id)
    for ask, ruling in zip(asks, (await admit(conn, book, asks)).rulings if asks else (), strict=True):
        reviewed.put(ask.enrollment_id, ruling.result)
    decided = [*reviewed.done, *reviewed.full]
    for alike in (False, True):
        about = [(group_id, id_) for id_ in decided if known[id_].alike == alike]
        await log.keep(conn, who, about, _SAID[alike, approved], reason)
    if decided and (draw_id := await draws.waiting_for_checks(conn, group_id)):
        await freeze_decision(conn, book, draw_id)  # its time was over: it waited for the last of these checks
    return reviewed


async def ask_to_review(
    system: Database, book: GroupBook, who: Identity, key: str, group_id: UUID, *, ids: Sequence[UUID], approved: bool, reason: str
) -> Answer:  # fmt: skip
    """Decide requests, once for a key; pages and API come through here."""

    async def work(conn: Connection) -> Answer:
        reviewed = asdict(await review(conn, book, who, group_id, ids, approved=approved, reason=reason))
        return Answer(200, {name: [str(id_) for id_ in sorted_in] for name, sorted_in in reviewed.items()})

    return await write_once(system, who.person_id, key, digest("review", group_id, approved, reason, *ids), work)


async def send_back(
    conn: Connection, book: GroupBook, who: Identity, group_id: UUID, ids: Sequence[UUID], *, days: int, reason: str
) -> Reviewed:
    """Send requests of a group back to their families, which may mend what is missing for so many days, and keep their turns.

    Raises as `review` does, and Conflict when there is no time to mend anything.
    """
    reason = written(reason)
    if days not in MENDING_DAYS:
        raise BadInput(*refusals.HOW_LONG, fields={"days": refusals.HOW_LONG.both})
    known = await _theirs(conn, who, group_id, ids)
    by = datetime.combine((await clock(conn)).astimezone(ZONE).date() + timedelta(days=days), MENDED_AT, ZONE)
    there = [id_ for id_ in dict.fromkeys(ids) if known[id_].there and not known[id_].asked and not known[id_].alike]
    reviewed = Reviewed(stale=[id_ for id_ in dict.fromkeys(ids) if id_ not in there])
    admitted = await admit(conn, book, [SendBack(id_, reason, by) for id_ in there]) if there else None
    rulings = admitted.rulings if admitted else []
    if any(ruling.result == "deciding" for ruling in rulings):
        raise Conflict(*refusals.MEND_TOO_LATE)
    for id_, ruling in zip(there, rulings, strict=True):
        reviewed.put(id_, ruling.result)
    await log.keep(conn, who, [(group_id, id_) for id_ in reviewed.done], "send_back", reason)
    return reviewed


async def ask_to_send_back(
    system: Database, book: GroupBook, who: Identity, key: str, group_id: UUID, *, ids: Sequence[UUID], days: int, reason: str
) -> Answer:  # fmt: skip
    """Send requests back, once for a key; pages and API come through here."""

    async def work(conn: Connection) -> Answer:
        reviewed = asdict(await send_back(conn, book, who, group_id, ids, days=days, reason=reason))
        return Answer(200, {name: [str(id_) for id_ in sorted_in] for name, sorted_in in reviewed.items()})

    return await write_once(system, who.person_id, key, digest("send back", group_id, days, reason, *ids), work)


async def _theirs(
    conn: Connection, who: Identity, group_id: UUID, ids: Sequence[UUID]
) -> Mapping[UUID, store.NamedToReview]:
    """What is theirs to check of a group, by id. Raises BadInput, NotFound, Forbidden."""
    if not 1 <= len(ids) <= AT_MOST:
        raise BadInput(*refusals.TICK_REQUESTS.of(most=AT_MOST), fields={"id": refusals.TICK_HINT.both})
    known = await store.named(conn, checker(who), group_id, ids)
    if known.keys() != set(ids):
        raise NotFound
    if any(one.own for one in known.values()):
        raise Forbidden(*refusals.OWN_CHILD)
    return known


async def put_first(
    conn: Connection, book: GroupBook, who: Identity, group_id: UUID, *, enrollment_id: UUID, reason: str
) -> Ruling:
    """Put a family at the head of its group's waiting list, out of order.

    Raises NotFound, Forbidden when it is an own child, BadInput without a written reason, Conflict when it does not wait any more.
    """
    await own_group(conn, book, who, group_id)
    own = await roster.for_own_child(conn, who.person_id, group_id, enrollment_id)
    if own is None:
        raise NotFound
    if own:
        raise Forbidden(*refusals.OWN_CHILD)
    why = written(reason)
    (ruling,) = (await admit(conn, book, [PutFirst(enrollment_id)])).rulings
    if ruling.result != "done":
        raise Conflict(*refusals.WAITS_NO_MORE)
    await log.keep(conn, who, [(group_id, enrollment_id)], "put_first", why)
    return ruling


async def ask_to_put_first(
    system: Database, book: GroupBook, who: Identity, key: str, group_id: UUID, *, enrollment_id: UUID, reason: str
) -> Answer:
    """Put a family first, once for a key; pages and API come through here."""

    async def work(conn: Connection) -> Answer:
        await put_first(conn, book, who, group_id, enrollment_id=enrollment_id, reason=reason)
        return Answer(200, {"first": str(enrollment_id)})

    return await write_once(system, who.person_id, key, digest("put first", group_id, enrollment_id, reason), work)


def written(reason: str) -> str:
    """The reason, when there is one. Raises BadInput."""
    reason = reason.strip()
    if 1 <= len(reason) <= LONGEST:
        return reason
    hint = refusals.REASON_HINT.of(most=LONGEST)
    raise BadInput(*hint.whole, fields={"reason": hint.both})
