"""What is said to many families at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.booking.domain.broadcast import PORTION, State
from services.booking.store.groups import in_order
from shared.db.pool import Connection

_FIELDS = (
    "id, union_code, group_ids, waiting, title, body, contact, says_at, state, made_by, made_at, sent_by, upto, told"
)
_ADD = """
INSERT INTO broadcast (id, union_code, group_ids, waiting, title, body, contact, says_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_OF_UNION = f"SELECT {_FIELDS} FROM broadcast WHERE union_code = $1 ORDER BY made_at DESC LIMIT 50"
_ONE = f"SELECT {_FIELDS} FROM broadcast WHERE id = $1 AND union_code = $2"
_ANY = f"SELECT {_FIELDS} FROM broadcast WHERE id = $1"
# Locks it until commit: it is said and stopped in turns.
_LOCKED = f"{_ANY} FOR NO KEY UPDATE"
_BECOME = """
UPDATE broadcast SET state = $2, sent_by = CASE WHEN sent_by IS NULL OR $2 = 'saying' AND sent_by = made_by THEN $3 ELSE sent_by END WHERE id = $1
"""
_MOVE_ON = "UPDATE broadcast SET upto = $2, told = told + $3, state = $4 WHERE id = $1"
_DROP = "DELETE FROM broadcast WHERE id = $1 AND union_code = $2 AND state = 'draft'"
_THERE = """
FROM enrollment e JOIN child c ON c.id = e.child_id JOIN guardian g USING (family_id)
WHERE e.group_id = ANY ($1::uuid[]) AND c.removed_at IS NULL
    AND e.state = ANY (CASE WHEN $2 THEN ARRAY['confirmed', 'offered', 'pending', 'waitlisted', 'entered', 'asked', 'unverified'] ELSE ARRAY['confirmed', 'offered', 'pending'] END)
"""
_COUNT = f"SELECT count(DISTINCT c.family_id) AS families, count(DISTINCT g.person_id) AS people {_THERE}"
# Each person once, in one order, whatever children and families they have: who was told stands before `upto`.
_NEXT = f"SELECT DISTINCT g.person_id {_THERE} AND g.person_id > $3 ORDER BY g.person_id LIMIT $4"
_TITLES = in_order("SELECT g.facts ->> 'title' AS title FROM class_group g WHERE g.id = ANY ($1::uuid[])")
_GROUPS = in_order("""
SELECT g.id, g.facts ->> 'title' AS title, g.facts ->> 'site' AS site,
    (g.facts #>> '{meetings,0,date}')::date AS first_day, (g.facts #>> '{meetings,-1,date}')::date AS last_day
FROM class_group g JOIN ledger l ON l.group_id = g.id
WHERE g.union_code = ANY ($1::text[]) AND NOT l.called_off AND g.ends_at > clock_timestamp() - interval '14 days'
""")


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One of them, as it stands."""

    id: UUID
    union_code: str
    group_ids: list[UUID]
    waiting: bool
    title: str
    body: str
    contact: str
    says_at: datetime | None
    state: State
    made_by: UUID
    made_at: datetime
    sent_by: UUID | None
    upto: UUID
    told: int


@dataclass(frozen=True, slots=True)
class Audience:
    """To how many it is said, as it stands now."""

    families: int
    people: int


@dataclass(frozen=True, slots=True)
class GroupNamed:
    """A group to whose families something can be said."""

    id: UUID
    title: str
    site: str
    first_day: date
    """With the last it tells a group from its namesake of another term."""
    last_day: date


async def add(conn: Connection, made: Broadcast) -> None:
    """Keep a draft."""
    await conn.execute(
        _ADD, made.id, made.union_code, made.group_ids, made.waiting, made.title, made.body, made.contact, made.says_at, made.made_by
    )  # fmt: skip


async def of_union(conn: Connection, union: str) -> list[Broadcast]:
    """The latest first."""
    return [Broadcast(**row) for row in await conn.fetch(_OF_UNION, union)]


async def one(conn: Connection, broadcast_id: UUID, union: str) -> Broadcast | None:
    """One of this union."""
    row = await conn.fetchrow(_ONE, broadcast_id, union)
    return Broadcast(**row) if row else None


async def locked(conn: Connection, broadcast_id: UUID) -> Broadcast | None:
    """As it stands; nobody else changes it until commit."""
    row = await conn.fetchrow(_LOCKED, broadcast_id)
    return Broadcast(**row) if row else None


async def become(conn: Connection, broadcast_id: UUID, state: State, by: UUID) -> None:
    """Another state; who sent it off is kept, the first who did not write it before who did."""
    await conn.execute(_BECOME, broadcast_id, state, by)


async def move_on(conn: Connection, said: Broadcast, people: Sequence[UUID], state: State) -> None:
    """It was said to these, the next in order."""
    await conn.execute(_MOVE_ON, said.id, people[-1] if people else said.upto, len(people), state)


async def drop(conn: Connection, broadcast_id: UUID, union: str) -> None:
    """Nothing is kept of a draft."""
    await conn.execute(_DROP, broadcast_id, union)


async def audience(conn: Connection, said: Broadcast) -> Audience:
    """Who would hear it now."""
    row = await conn.fetchrow(_COUNT, said.group_ids, said.waiting)
    assert row is not None  # noqa: S101 — an aggregate always returns its row
    return Audience(**row)


async def next_people(conn: Connection, said: Broadcast) -> list[UUID]:
    """Those who come next."""
    return [row["person_id"] for row in await conn.fetch(_NEXT, said.group_ids, said.waiting, said.upto, PORTION)]


async def groups(conn: Connection, unions: Sequence[str]) -> list[GroupNamed]:
    """Of these unions, those that have not long ended."""
    return [GroupNamed(**row) for row in await conn.fetch(_GROUPS, unions)]


async def titles(conn: Connection, group_ids: Sequence[UUID]) -> list[str]:
    """What these are called, each name once."""
    return list(dict.fromkeys(row["title"] for row in await conn.fetch(_TITLES, group_ids)))
