"""What a family may choose from when it asks for several places as one: wishes to rank, or care to go with a class."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.booking.domain.asking import admitted_alike
from services.booking.domain.snapshot import Ledger
from services.booking.seen.group import ChildSeen, applicants, look, opening
from services.booking.seen.unheard import known_group
from services.booking.store import enrollments, groups
from services.booking.store.enrollments import EnrollmentRow
from services.booking.store.groups import GroupBook, Known
from services.booking.store.ledgers import ledgers_of
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import NotFound
from shared.kernel.identity import Identity


@dataclass(frozen=True, slots=True)
class Option:
    """A group that may be chosen, with each of the family's children against its conditions."""

    known: Known
    ledger: Ledger
    children: tuple[ChildSeen, ...]

    @property
    def id(self) -> UUID:
        """The group's."""
        return self.known.group.id

    @property
    def deciding(self) -> bool:
        """Places are given together, and were not yet."""
        return self.known.group.decide_at is not None and not self.ledger.settled

    @property
    def left(self) -> int:
        """Places that are neither taken nor kept."""
        return max(0, self.ledger.capacity - self.ledger.given)

    def fits(self, child_id: UUID) -> bool:
        """The child meets every condition."""
        return any(child.id == child_id and child.eligible for child in self.children)


@dataclass(frozen=True, slots=True)
class Menu:
    """What there is to choose from, at one instant."""

    known: Known
    """The group that the family came from."""
    ledger: Ledger
    now: datetime
    opens_at: datetime
    """When this family may ask."""
    children: tuple[ChildSeen, ...]
    """The family's, against the group it came from."""
    choices: tuple[Option, ...]

    @property
    def closed(self) -> bool:
        """Nothing can be asked for any more, or not until the common decision is made."""
        deciding = self.ledger.frozen and not self.ledger.settled
        return self.ledger.called_off or deciding or self.now >= self.known.group.closes_at

    @property
    def not_open(self) -> bool:
        """The opening is still to come."""
        return self.now < self.opens_at

    def for_child(self, child_id: UUID) -> list[Option]:
        """Those whose conditions the child meets."""
        return [option for option in self.choices if option.fits(child_id)]

    def most(self, child_ids: Sequence[UUID]) -> int:
        """How many wishes these children can rank together; none without a child."""
        if not child_ids:
            return 0
        return min(self.known.group.wishes, *(len(self.for_child(id_)) for id_ in child_ids), len(self.choices))


async def wishes(conn: Connection, book: GroupBook, group_id: UUID, who: Identity) -> Menu:
    """The groups that may be ranked together with this one. Raises NotFound when nothing is ranked there."""
    known = await known_group(conn, book, group_id)
    if not known.group.together or known.group.wishes < 2:
        raise NotFound
    return await _options(conn, who, known, await groups.decided_with(conn, book, known.group.together))


async def care_beside(conn: Connection, book: GroupBook, group_id: UUID, who: Identity) -> Menu:
    """The groups of care on the days of this class, which takes place inside of it. Raises NotFound when it does not."""
    known = await known_group(conn, book, group_id)
    if not known.group.inside:
        raise NotFound
    days = known.group.meetings.keys()
    if known.group.only_with:
        return await _options(conn, who, known, await groups.of_care(conn, book, known.group.only_with))
    care = await groups.of_session(conn, book, known.group.inside)
    beside = [one for one in care if days & one.group.meetings.keys() and admitted_alike((known.group, one.group))]
    return await _options(conn, who, known, beside)


async def in_care(conn: Connection, person_id: UUID, known: Known) -> dict[UUID, EnrollmentRow]:
    """child → what it has, or waits for, already in the session that this class takes place inside of."""
    rows = await enrollments.of_person(conn, person_id)
    return {row.child_id: row for row in rows if row.live and _around(row, known)}


def _around(row: EnrollmentRow, known: Known) -> bool:
    if known.group.only_with:
        return row.facts.care == known.group.only_with
    return row.facts.session == known.group.inside


async def beside_care(conn: Connection, book: GroupBook, who: Identity, known: Known) -> tuple[Option, ...]:
    """The options that go with this care and that can be asked for at once with it, with each of the family's children; none of other groups."""
    if not known.group.care:
        return ()
    menu = await _options(conn, who, known, await groups.options_of(conn, book, known.group.care))
    return tuple(one for one in menu.choices if menu.now < one.known.group.closes_at)


async def _options(conn: Connection, who: Identity, known: Known, found: Sequence[Known]) -> Menu:
    asking = await applicants(conn, who, [known, *found])
    ledgers = await ledgers_of(conn, [known.group.id, *(one.group.id for one in found)])

    def seen(one: Known) -> tuple[ChildSeen, ...]:
        return tuple(look(one, applicant) for applicant in asking)

    mine, choices = seen(known), tuple(Option(one, ledgers[one.group.id], seen(one)) for one in found)
    opens_at = min([opening(known, mine), *(opening(option.known, option.children) for option in choices)])
    return Menu(known, ledgers[known.group.id], await clock(conn), opens_at, mine, choices)
