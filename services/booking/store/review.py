"""What lies there to be checked, and for whom.

Whoever asks is a `Checker`; what is theirs to decide is said in SQL (`may_decide`), and never an own child's request.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.booking.store.queries import sql
from shared.db.pool import Connection

_ELSEWHERE = """
SELECT e.unit, concat_ws(' · ', g.facts ->> 'title', g.facts ->> 'site') AS title
FROM enrollment e JOIN class_group g ON g.id = e.group_id
WHERE e.unit = ANY ($1::uuid[]) AND e.group_id <> $2 AND live(e.state)
GROUP BY e.unit, e.choice, g.id ORDER BY e.unit, e.choice, g.by_title, g.by_site, g.id
"""
_PAPERS = """
SELECT child_id, id, name, uploaded_at, media_type, taken_by_name FROM document
WHERE child_id = ANY ($1::uuid[]) AND removed_at IS NULL ORDER BY uploaded_at DESC
"""


@dataclass(frozen=True, slots=True)
class Checker:
    """Who checks requests."""

    person_id: UUID
    unions: list[str] | None
    """Those that the person organizes; None: the federation, which may check for all."""


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
class EnrollmentToReview:
    """One enrollment that somebody is to check."""

    id: UUID
    child_id: UUID
    state: str
    band: int
    pool: str | None
    unit: UUID | None
    choice: int
    created_at: datetime
    mend: str
    mend_by: datetime | None
    """It was sent back, with these words, until then."""
    own: bool
    """For a child of the one who looks: somebody else decides it."""
    in_all: int
    """How many there are in its group, those that are not given among them."""


@dataclass(frozen=True, slots=True)
class NamedToReview:
    """An enrollment that somebody wants to decide, and whether it is still theirs to."""

    id: UUID
    asked: bool
    alike: bool
    """It waits to be told apart from a namesake's."""
    own: bool
    there: bool


@dataclass(frozen=True, slots=True)
class PaperToReview:
    """A paper, to be opened by its id."""

    id: UUID
    name: str
    uploaded_at: datetime
    media_type: str
    """Empty: its original was seen at the desk, and there is nothing to open."""
    taken_by: str
    """Who took or saw it at the desk; empty: its family uploaded it."""

    @property
    def picture(self) -> bool:
        """It is not a PDF."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class RefusedBefore:
    """What was refused before of a child."""

    at: datetime
    title: str
    """Of the group."""
    reason: str
    name: str
    """Of who refused it; empty: its time was over."""


async def piles(
    conn: Connection, by: Checker, *, after: Sequence[Any] = (None, None), limit: int | None = None
) -> list[Pile]:
    """Groups with something to check, the longest waiting first: all, or so many after one of them (oldest, id)."""
    rows = await conn.fetch(sql("piles"), by.person_id, by.unions, *after, limit)
    return [Pile(**row) for row in rows]


async def decides_in(conn: Connection, by: Checker, group_id: UUID) -> bool:
    """Whether they decide anything in this group, now or earlier."""
    return bool(await conn.fetchval(sql("decides_in"), by.unions, group_id))


async def requests(conn: Connection, by: Checker, group_id: UUID, at_most: int) -> list[EnrollmentToReview]:
    """The first of what lies there, in order of arrival."""
    return [
        EnrollmentToReview(**row)
        for row in await conn.fetch(sql("to_review"), by.person_id, by.unions, group_id, at_most)
    ]


async def named(conn: Connection, by: Checker, group_id: UUID, ids: Sequence[UUID]) -> dict[UUID, NamedToReview]:
    """Of these enrollments, those that are or were theirs to decide, own children's among them."""
    rows = await conn.fetch(sql("named_to_review"), by.person_id, by.unions, group_id, list(ids))
    return {row["id"]: NamedToReview(**row) for row in rows}


async def elsewhere(conn: Connection, units: Collection[UUID], group_id: UUID) -> dict[UUID, list[str]]:
    """unit → titles and sites of the other groups that are asked for as one with it."""
    found: dict[UUID, list[str]] = {}
    for row in await conn.fetch(_ELSEWHERE, list(units), group_id):
        found.setdefault(row["unit"], []).append(row["title"])
    return found


async def refused_before(
    conn: Connection, child_ids: Collection[UUID], group_id: UUID
) -> dict[UUID, list[RefusedBefore]]:
    """child → its earlier refusals in the plan of a group, the newest first."""
    found: dict[UUID, list[RefusedBefore]] = {}
    for child_id, *refused in await conn.fetch(sql("refused_before"), list(child_ids), group_id):
        found.setdefault(child_id, []).append(RefusedBefore(*refused))
    return found


async def papers(conn: Connection, child_ids: Collection[UUID]) -> dict[UUID, list[PaperToReview]]:
    """child → its papers, the newest first."""
    found: dict[UUID, list[PaperToReview]] = {}
    for row in await conn.fetch(_PAPERS, list(child_ids)):
        found.setdefault(row["child_id"], []).append(
            PaperToReview(row["id"], row["name"], row["uploaded_at"], row["media_type"], row["taken_by_name"])
        )
    return found


async def paper_to_review(conn: Connection, by: Checker, paper_id: UUID) -> tuple[UUID, UUID | None] | None:
    """(child, enrollment; None: checked early) for which they may look at a paper now; None when they may not."""
    row = await conn.fetchrow(sql("paper_to_review"), by.person_id, by.unions, paper_id)
    return (row["child_id"], row["enrollment_id"]) if row else None
