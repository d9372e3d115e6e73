"""Staff read lists of a group, or of families: whose names stand there, and who reads them, is kept before anything is shown."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.booking.seen.corrections import AskedToCorrect, corrections_for
from services.booking.seen.early_checks import EarlyChecks, early_checks_for
from services.booking.seen.families import FamiliesFound, families_of
from services.booking.seen.lists import Lists, RosterLine, Waiting, lists_of, roster_of, waiting_of
from services.booking.seen.review import AskedFor, GroupToReview, group_to_review
from services.booking.seen.staff import checker, own_group
from services.booking.store import moves, unreached
from services.booking.store.groups import GroupBook
from services.booking.store.moves import Move
from services.booking.store.unreached import Unreached
from services.booking.usecases.review import LONGEST
from services.booking.words import lists, refusals
from shared.db import readings
from shared.db.pool import Connection
from shared.db.readings import Reading
from shared.errors import BadInput
from shared.kernel.identity import Identity

SHORTEST = 6
"""Characters of a reason that says something."""


async def read_roster(conn: Connection, book: GroupBook, who: Identity, group_id: UUID) -> Lists:
    """As `roster_of`."""
    seen = await roster_of(conn, book, who, group_id)
    await readings.keep(conn, who, Reading("roster", [group_id], seen.child_ids))
    return seen


async def read_everyone(conn: Connection, book: GroupBook, who: Identity, group_id: UUID) -> Lists:
    """As `lists_of`, to be taken away as a file or by a program."""
    seen = await lists_of(conn, book, who, group_id)
    await readings.keep(conn, who, Reading("export", [group_id], seen.child_ids))
    return seen


async def take_away(
    conn: Connection, book: GroupBook, who: Identity, group_ids: Sequence[UUID], reason: str, *, health: bool = False
) -> list[Lists]:  # fmt: skip
    """As `lists_of`, of these groups in one file: of several, or with who has something told of its `health`, for a reason that is kept.

    Raises NotFound, BadInput.
    """
    reason = " ".join(reason.split())
    if not group_ids:
        raise BadInput(*refusals.TICK_GROUPS)
    if (health or len(group_ids) > 1) and not SHORTEST <= len(reason) <= LONGEST:
        hint = refusals.EXPORT_REASON_HINT.of(most=LONGEST)
        raise BadInput(*refusals.EXPORT_WITHOUT_REASON, fields={"reason": hint.both})
    seen = [await lists_of(conn, book, who, group_id) for group_id in group_ids]
    children = {child_id for one in seen for child_id in one.child_ids}
    asked_for = lists.HEALTH if health else ""
    await readings.keep(conn, who, Reading("export", group_ids, children, asked_for, reason))
    return seen


async def read_waiting(conn: Connection, book: GroupBook, who: Identity, group_id: UUID) -> Waiting:
    """As `waiting_of`."""
    seen = await waiting_of(conn, book, who, group_id)
    await readings.keep(conn, who, Reading("waiting", [group_id], _on([*seen.queue, *seen.offers])))
    return seen


async def read_requests(conn: Connection, book: GroupBook, who: Identity, group_id: UUID) -> GroupToReview:
    """As `group_to_review`."""
    seen = await group_to_review(conn, book, who, group_id)
    await readings.keep(conn, who, Reading("requests", [group_id], _in([*seen.requests, *seen.alike, *seen.own])))
    return seen


async def read_early_checks(conn: Connection, book: GroupBook, who: Identity) -> EarlyChecks:
    """As `early_checks_for`."""
    seen = await early_checks_for(conn, book, who)
    children = {one.child.child_id for one in seen.asked}
    await readings.keep(conn, who, Reading("requests", [known.group.id for known, _ in seen.groups], children))
    return seen


async def read_moves(
    conn: Connection, book: GroupBook, who: Identity, group_id: UUID, *, after: UUID | None = None, limit: int | None = None
) -> list[Move]:  # fmt: skip
    """As `moves.proposed`, of a group of the person's union. Raises NotFound."""
    await own_group(conn, book, who, group_id)
    proposed = await moves.proposed(conn, group_id, after=after, limit=limit)
    await readings.keep(conn, who, Reading("moves", [group_id], {move.child_id for move in proposed}))
    return proposed


async def read_families(conn: Connection, who: Identity, sought: str, person_ids: Sequence[UUID]) -> FamiliesFound:
    """As `families_of`; that they were looked for is kept, whoever is found."""
    seen = await families_of(conn, who, sought, person_ids)
    await readings.keep(conn, who, Reading("families", checker(who).unions or ["*"], seen.child_ids, sought))
    return seen


async def read_corrections(conn: Connection, who: Identity) -> list[AskedToCorrect]:
    """As `corrections_for`."""
    seen = await corrections_for(conn, who)
    children = {one.correction.child_id for one in seen}
    await readings.keep(conn, who, Reading("families", checker(who).unions or ["*"], children))
    return seen


async def read_unreached(conn: Connection, who: Identity, group_id: UUID | None = None) -> list[Unreached]:
    """Families of the person's unions, or of one group there, that a message did not reach."""
    rows = await unreached.of_unions(conn, checker(who), group_id)
    await readings.keep(conn, who, Reading("families", checker(who).unions or ["*"], {row.child_id for row in rows}))
    return rows


def _on(lines: Iterable[RosterLine]) -> set[UUID]:
    return {line.row.child_id for line in lines}


def _in(requests: Iterable[AskedFor]) -> set[UUID]:
    """The children asked for, and the namesakes beside them."""
    asked = list(requests)
    children = {child.child_id for one in asked for child in one.children}
    return children | {other.child_id for one in asked for other in one.beside}
