"""What staff read: what lies there to be checked, the roster, the waiting list, proposals to move, results.

Whoever asks is a `Checker`; what is theirs to decide is said in SQL (`may_decide`), and never an own child's request.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.booking.domain.criteria import Applicant
from services.booking.domain.snapshot import Ledger, put_together
from services.booking.store.children import Children, memberships, to_children, with_history, with_prepared
from services.booking.store.groups import Known
from services.booking.store.queries import sql
from shared.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Checker:
    """Who checks requests."""

    person_id: UUID
    unions: list[str] | None
    """Those that the person organizes; None: the federation, which may check for all."""


# -- what lies there to be checked -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pile:
    """A group with requests to be checked."""

    id: UUID
    title: str
    site: str
    children: int
    requests: int
    """What a family asked for as one is one."""
    oldest: datetime
    own: int
    """Requests for children of the one who looks: for somebody else to decide."""
    signs_up: bool
    """Some of them wait for their employer's union to sign up …"""
    alike: bool
    """… and some to be told apart from a namesake's."""


@dataclass(frozen=True, slots=True)
class OnDesk:
    """One enrollment that lies on a desk."""

    id: UUID
    child_id: UUID
    state: str
    band: int
    pool: str | None
    unit: UUID | None
    choice: int
    created_at: datetime
    own: bool
    """For a child of the one who looks: somebody else decides it."""


@dataclass(frozen=True, slots=True)
class NamedOnDesk:
    """An enrollment that somebody wants to decide, and whether it is still theirs to."""

    id: UUID
    asked: bool
    alike: bool
    """It waits to be told apart from a namesake's."""
    own: bool
    there: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """An uploaded paper, to be opened by its id."""

    id: UUID
    name: str
    uploaded_at: datetime
    media_type: str

    @property
    def picture(self) -> bool:
        """It is not a PDF."""
        return self.media_type.startswith("image/")


async def piles(
    conn: Connection, by: Checker, *, after: Sequence[Any] = (None, None), limit: int | None = None
) -> list[Pile]:
    """Groups with something to check, the longest waiting first: all, or so many after one of them (oldest, id)."""
    rows = await conn.fetch(sql("lying_there"), by.person_id, by.unions, *after, limit)
    return [Pile(**row) for row in rows]


async def has_desk(conn: Connection, by: Checker, group_id: UUID) -> bool:
    """Whether they decide anything in this group, now or earlier."""
    return bool(await conn.fetchval(sql("has_desk"), by.unions, group_id))


async def on_desk(conn: Connection, by: Checker, group_id: UUID, at_most: int) -> list[OnDesk]:
    """What lies there, in order of arrival."""
    return [OnDesk(**row) for row in await conn.fetch(sql("on_desk"), by.person_id, by.unions, group_id, at_most)]


async def named(conn: Connection, by: Checker, group_id: UUID, ids: Sequence[UUID]) -> dict[UUID, NamedOnDesk]:
    """Of these enrollments, those that are or were theirs to decide, own children's among them."""
    rows = await conn.fetch(sql("named_on_desk"), by.person_id, by.unions, group_id, list(ids))
    return {row["id"]: NamedOnDesk(**row) for row in rows}


async def elsewhere(conn: Connection, units: Collection[UUID], group_id: UUID) -> dict[UUID, list[str]]:
    """unit → titles and sites of the other groups that are asked for as one with it."""
    rows = await conn.fetch(
        """SELECT DISTINCT e.unit, e.choice, concat_ws(' · ', g.facts ->> 'title', g.facts ->> 'site') AS title
           FROM enrollment e JOIN class_group g ON g.id = e.group_id
           WHERE e.unit = ANY ($1::uuid[]) AND e.group_id <> $2 AND live(e.state) ORDER BY e.unit, e.choice, title""",
        list(units),
        group_id,
    )
    found: dict[UUID, list[str]] = {}
    for row in rows:
        found.setdefault(row["unit"], []).append(row["title"])
    return found


async def papers(conn: Connection, child_ids: Collection[UUID]) -> dict[UUID, list[Paper]]:
    """child → its papers, the newest first."""
    rows = await conn.fetch(
        """SELECT child_id, id, name, uploaded_at, media_type FROM document
           WHERE child_id = ANY ($1::uuid[]) AND removed_at IS NULL ORDER BY uploaded_at DESC""",
        list(child_ids),
    )
    found: dict[UUID, list[Paper]] = {}
    for row in rows:
        found.setdefault(row["child_id"], []).append(
            Paper(row["id"], row["name"], row["uploaded_at"], row["media_type"])
        )
    return found


async def paper_on_desk(conn: Connection, by: Checker, paper_id: UUID) -> tuple[UUID, UUID] | None:
    """(child, enrollment) for which they may look at a paper now; None when they may not."""
    row = await conn.fetchrow(sql("paper_on_desk"), by.person_id, by.unions, paper_id)
    return (row["child_id"], row["enrollment_id"]) if row else None


async def applicants(conn: Connection, child_ids: Iterable[UUID], groups: Iterable[Known]) -> dict[UUID, Applicant]:
    """Children as these groups judge them now, removed ones too."""
    rows = await conn.fetch(sql("children"), list(child_ids))
    children: Children = await with_prepared(conn, to_children(rows))
    if any(known.remembers for known in groups):
        children = await with_history(conn, children)
    heard = memberships(rows)
    return {
        id_: Applicant(child, put_together(heard[person] for person in child.guardian_ids if person in heard))
        for id_, child in children.items()
    }


# -- a group -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A child on an organizer's list."""

    id: UUID
    child_id: UUID
    name: str
    birth_date: date | None
    state: str
    seq: int
    band: int
    pool: str | None
    unit: UUID | None
    until: datetime | None
    cleared: bool
    created_at: datetime
    own: bool
    """A child of the one who looks."""


async def roster(conn: Connection, group_id: UUID, person_id: UUID) -> list[RosterRow]:
    """Everyone live: those with a place, those who are to come to one, then those who wait in the order of their turns."""
    return [RosterRow(**row) for row in await conn.fetch(sql("roster"), group_id, person_id)]


async def ledger(conn: Connection, group_id: UUID) -> Ledger:
    """The group's places as they stand."""
    row = await conn.fetchrow(
        """SELECT group_id, capacity, taken, waiting, next_seq, called_off, entered, frozen, settled, held, asked, pools
           FROM ledger WHERE group_id = $1""",
        group_id,
    )
    assert row is not None  # noqa: S101 - every group that is known has one
    return Ledger(**row)


async def for_own_child(conn: Connection, person_id: UUID, group_id: UUID, enrollment_id: UUID) -> bool | None:
    """Whether an enrollment of this group is for a child of the person; None when the group has no such enrollment."""
    query = "SELECT own_child($1, child_id) FROM enrollment WHERE id = $2 AND group_id = $3"
    found: bool | None = await conn.fetchval(query, person_id, enrollment_id, group_id)
    return found


# -- proposals to move -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Move:
    """A place in another group that was proposed to a family."""

    id: UUID
    child_name: str
    state: str
    until: datetime | None
    changed_at: datetime
    reason: str
    group_id: UUID
    title: str


@dataclass(frozen=True, slots=True)
class Target:
    """A group with free places."""

    id: UUID
    revision: int
    capacity: int
    taken: int
    held: int
    pools: Mapping[str, int]


async def moves(conn: Connection, group_id: UUID, *, after: UUID | None = None, limit: int | None = None) -> list[Move]:
    """What was proposed to the families of a group, the newest first: all, or so many after one of them."""
    return [Move(**row) for row in await conn.fetch(sql("moves"), group_id, after, limit)]


async def targets(conn: Connection, group_id: UUID) -> list[Target]:
    """Other groups of the same union with a free place that are not over."""
    return [Target(**row) for row in await conn.fetch(sql("targets"), group_id)]


async def bookings_of(conn: Connection, group_id: UUID) -> dict[UUID, dict[UUID, int]]:
    """child with a place in the group → the groups (with their revisions) in which it is live."""
    rows = await conn.fetch(
        """SELECT e.child_id, o.group_id, g.revision
           FROM enrollment e
           JOIN enrollment o ON o.child_id = e.child_id AND live(o.state)
           JOIN class_group g ON g.id = o.group_id
           WHERE e.group_id = $1 AND e.state = 'confirmed'""",
        group_id,
    )
    found: dict[UUID, dict[UUID, int]] = {}
    for row in rows:
        found.setdefault(row["child_id"], {})[row["group_id"]] = row["revision"]
    return found


async def confirmed(conn: Connection, group_id: UUID) -> list[UUID]:
    """Enrollments of the group with a place."""
    rows = await conn.fetch("SELECT id FROM enrollment WHERE group_id = $1 AND state = 'confirmed'", group_id)
    return [row["id"] for row in rows]


async def how_many_of(conn: Connection, ids: Iterable[UUID]) -> int:
    """How many of these ids are enrollments."""
    number: int = await conn.fetchval("SELECT count(*) FROM enrollment WHERE id = ANY ($1::uuid[])", list(ids))
    return number


# -- results -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A child with a place, or one that waits."""

    name: str
    state: str
    band: int
    standing: Mapping[str, Any] | None
    moved: bool


async def results(conn: Connection, group_id: UUID) -> list[ResultRow]:
    """Places in the order of admission, then turns."""
    return [ResultRow(**row) for row in await conn.fetch(sql("results"), group_id)]


async def registered(conn: Connection, group_id: UUID) -> int:
    """How many children asked and did not take it back."""
    number: int = await conn.fetchval(
        """SELECT count(DISTINCT child_id) FROM enrollment
           WHERE group_id = $1 AND state NOT IN ('withdrawn', 'cancelled')""",
        group_id,
    )
    return number
