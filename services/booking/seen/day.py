"""今天: what waits for an organizer, each with its number, and where it is dealt with."""

from dataclasses import dataclass

from services.booking.seen.staff import checker
from services.booking.store import corrections, early_checks, review, unreached, waiting_for_staff
from services.booking.store.review import Pile
from services.booking.store.waiting_for_staff import InGroup
from shared.db.pool import Connection
from shared.kernel.identity import Identity

SHOWN = 10
"""Groups of each kind; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Day:
    """All of it, the most urgent of each kind first."""

    corrections: int
    """Names and birth dates that families ask to have corrected."""
    early: int
    """Children to be checked before the opening."""
    reviews: list[Pile]
    namesakes: list[Pile]
    unreached: int
    """Families that a message did not reach."""
    moves: list[InGroup]
    offers: list[InGroup]
    too_few: list[InGroup]
    not_members: list[InGroup]
    """Families that were turned away: nobody waits, but a roll may be out of date."""

    @property
    def nothing(self) -> bool:
        """Nobody waits."""
        waits = (
            self.corrections,
            self.early,
            self.reviews,
            self.namesakes,
            self.unreached,
            self.moves,
            self.offers,
            self.too_few,
        )
        return not any(waits)


async def day_of(conn: Connection, who: Identity) -> Day:
    """As it stands now, of the unions that the person organizes."""
    by = checker(who)
    piles = [pile for pile in await review.piles(conn, by) if pile.requests]
    rows = await waiting_for_staff.in_groups(conn, by.unions, SHOWN)
    return Day(
        await corrections.count(conn, by),
        await early_checks.count(conn, by),
        [pile for pile in piles if not pile.alike],
        [pile for pile in piles if pile.alike],
        len(await unreached.of_unions(conn, by)),
        *([row for row in rows if row.what == what] for what in ("moves", "offers", "too_few", "not_members")),
    )
