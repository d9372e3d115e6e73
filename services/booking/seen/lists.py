"""A group's lists as its organizers read them: the roster, and the waiting list in the order in which it will be used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.booking.domain.rights import lost
from services.booking.domain.snapshot import Ledger
from services.booking.seen.overlaps import overlaps_of
from services.booking.seen.staff import cared_group, own_group, priority_of
from services.booking.store import children, health, roster
from services.booking.store import staff_decisions as log
from services.booking.store.groups import GroupBook, Known
from services.booking.store.ledgers import ledger_of
from services.booking.store.roster import RosterRow
from services.booking.store.staff_decisions import StaffDecision
from services.booking.words.explain import Said, explain
from shared.db.pool import Connection
from shared.kernel.identity import Identity


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A child on a list."""

    row: RosterRow
    grade: int | None
    """On the group's first day."""
    priority: str
    """The name of the one it comes under; empty: none."""
    family: str
    """The same letter for all that was asked for as one in this group; empty: alone."""
    position: int
    """In its list, from 1."""
    health: bool = False
    """It has a place, and its guardian disclosed something of its health."""
    options: tuple[str, ...] = ()
    """What it has with this care alone, by title."""
    lost: tuple[Said, ...] = ()
    """What the group asks for and holds no more, since its family corrected something or left a union: an organizer decides."""


@dataclass(frozen=True, slots=True)
class Lists:
    """Everyone live in a group, by state, and its places."""

    known: Known
    ledger: Ledger
    by_state: dict[str, list[RosterLine]]
    """In the order of STATES; only those with somebody in them."""
    overlaps: list["Overlapping"]
    """The groups that overlap with it since one of them was changed, as far as its children are enrolled there."""

    @property
    def lines(self) -> list[RosterLine]:
        """All of them."""
        return [line for lines in self.by_state.values() for line in lines]

    @property
    def child_ids(self) -> set[UUID]:
        """Whose names stand there."""
        return {line.row.child_id for line in self.lines}


@dataclass(frozen=True, slots=True)
class Overlapping:
    """So many children of a group are enrolled at the same hours, too, in this one."""

    other: Known | None
    """None: groups of other unions, which are not named."""
    children: int
    by: datetime | None
    """By when the last of their families chooses: who has not by then is asked."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The waiting list, the offers under way, and what was decided by hand."""

    lists: Lists
    queue: list[RosterLine]
    offers: list[RosterLine]
    log: list[StaffDecision]


async def lists_of(conn: Connection, book: GroupBook, who: Identity, group_id: UUID) -> Lists:
    """The lists of a group of the person's union. Raises NotFound."""
    known = await own_group(conn, book, who, group_id)
    return await _lists(conn, book, known, await roster.everyone(conn, group_id, who.person_id))


async def roster_of(conn: Connection, book: GroupBook, who: Identity, group_id: UUID) -> Lists:
    """A group's roster: everything for its organizers; for its teachers the children with a place. Raises NotFound."""
    known = await cared_group(conn, book, who, group_id)
    organizes = who.may_organize(known.group.union)
    rows = await roster.everyone(conn, group_id, who.person_id)
    return await _lists(conn, book, known, [row for row in rows if organizes or row.state == "confirmed"])


async def _lists(conn: Connection, book: GroupBook, known: Known, rows: Sequence[RosterRow]) -> Lists:
    ledger = await ledger_of(conn, known.group.id)
    tell = await health.told(conn, [row.id for row in rows if row.state == "confirmed"])
    people, heard = await children.judged_by(conn, {row.child_id for row in rows}, [known])
    care, child_ids = known.group.care, [row.child_id for row in rows]
    options = await roster.options(conn, care, child_ids) if care else {}
    letters, first_day = _families(rows), known.group.first_day
    by_state: dict[str, list[RosterLine]] = {}
    for row in rows:
        lines, child = by_state.setdefault(row.state, []), people[row.child_id]
        priority = priority_of(known.group, row.state, row.band, children.applicant(child, heard))
        family = letters.get(row.unit, "") if row.unit else ""
        with_care, ended = tuple(options.get(row.child_id, ())), lost(known.group, child, heard)
        lines.append(
            RosterLine(
                row, child.grade_on(first_day), priority, family, len(lines) + 1, row.id in tell, with_care,
                tuple(explain(verdict) for verdict in ended),
            )
        )  # fmt: skip
    return Lists(known, ledger, by_state, await _overlapping(conn, book, known, rows))


async def _overlapping(conn: Connection, book: GroupBook, known: Known, rows: Iterable[RosterRow]) -> list[Overlapping]:
    child_of = {row.id: row.child_id for row in rows}
    found: dict[UUID | None, tuple[Known | None, set[UUID], list[datetime]]] = {}
    for id_, overlaps in (await overlaps_of(conn, book, [(id_, known.group.id) for id_ in child_of])).items():
        for overlap in overlaps:
            named = overlap.known if overlap.known.group.union == known.group.union else None
            _, those, by = found.setdefault(named.group.id if named else None, (named, set(), []))
            those.add(child_of[id_])
            by += [overlap.by] if overlap.by else []
    return [Overlapping(named, len(those), max(by, default=None)) for named, those, by in found.values()]


async def waiting_of(conn: Connection, book: GroupBook, who: Identity, group_id: UUID) -> Waiting:
    """The waiting list of a group of the person's union. Raises NotFound."""
    lists = await lists_of(conn, book, who, group_id)
    kept = await log.of_group(conn, group_id, "put_first")
    return Waiting(lists, lists.by_state.get("waitlisted", []), lists.by_state.get("offered", []), kept)


def _families(rows: Iterable[RosterRow]) -> dict[UUID, str]:
    """A letter for every unit with more than one child here: A … Z, A1 …"""
    members: dict[UUID, set[UUID]] = {}
    for row in rows:
        if row.unit:
            members.setdefault(row.unit, set()).add(row.child_id)
    units = [unit for unit, children in members.items() if len(children) > 1]
    return {unit: chr(ord("A") + n % 26) + (str(n // 26) if n >= 26 else "") for n, unit in enumerate(units)}


def line_json(line: RosterLine) -> dict[str, Any]:
    """As the API gives it."""
    row = line.row
    birth: date | None = row.birth_date
    return {
        "enrollment_id": row.id,
        "name": row.name,
        "birth_date": birth,
        "grade": line.grade,
        "state": row.state,
        "position": line.position,
        "priority": line.priority,
        "pool": row.pool or "",
        "family": line.family,
        "moved_first": row.band < 0,
        "checked": row.cleared,
        "until": row.until,
        "booked_at": row.created_at,
        "own": row.own,
        "health": line.health,
        "options": line.options,
    }
