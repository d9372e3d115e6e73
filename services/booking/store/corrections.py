"""What families ask to have corrected of a child while something of it is live, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.booking.store.review import Checker
from shared.db.pool import Connection
from shared.kernel.identity import Identity

# As in families.py: a group whose days are over keeps its enrollments as they ended.
_GOES_ON = "(g.ends_at AT TIME ZONE 'Asia/Shanghai')::date >= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date"
_TAKE_BACK = "DELETE FROM correction WHERE child_id = $1 AND state = 'asked'"
_ASK = """
INSERT INTO correction (child_id, name, birth_date, was_name, was_birth_date, asked_by)
SELECT id, $2, $3, name, birth_date, $4 FROM child WHERE id = $1
"""
_COLUMNS = "c.id, c.child_id, c.name, c.birth_date, c.was_name, c.was_birth_date, c.state, c.reason, c.asked_at"
_FROM = f"SELECT {_COLUMNS}, k.family_id FROM correction c JOIN child k ON k.id = c.child_id"
_LAST = f"{_FROM} WHERE c.child_id = $1 ORDER BY c.id DESC LIMIT 1"
_FIND = f"{_FROM} WHERE c.id = $1"
# Whoever organizes something that the child has decides; once nothing is live any more its family writes what it likes itself.
_THERE = f"""
FROM correction c JOIN child k ON k.id = c.child_id
WHERE c.state = 'asked' AND (k.name, k.birth_date) IS NOT DISTINCT FROM (c.was_name, c.was_birth_date) AND EXISTS (
    SELECT FROM enrollment e JOIN class_group g ON g.id = e.group_id
    WHERE e.child_id = c.child_id AND live(e.state) AND {_GOES_ON} AND ($1::text[] IS NULL OR g.union_code = ANY ($1)))
"""
_TO_DECIDE = f"SELECT {_COLUMNS}, k.family_id {_THERE} ORDER BY c.id LIMIT $2"
_COUNT = f"SELECT count(*) {_THERE}"
# Locks the correction.
_LOCK = f"SELECT {_COLUMNS}, k.family_id {_THERE} AND c.id = $2 FOR UPDATE OF c"
# Whoever would book, add or change a child waits: else a namesake could be booked between our look and the new name.
_LOCK_ALL = "LOCK TABLE child IN EXCLUSIVE MODE"
_LIVE_ELSEWHERE = f"""
SELECT EXISTS (
    SELECT FROM child o JOIN enrollment e ON e.child_id = o.id JOIN class_group g ON g.id = e.group_id
    WHERE o.identity = $1 AND o.id <> $2 AND o.removed_at IS NULL AND live(e.state) AND {_GOES_ON})
"""
_CORRECT = "UPDATE child SET name = $2, birth_date = $3, identity = $4 WHERE id = $1"
_DECIDE = """
UPDATE correction SET state = $2, reason = $3, decided_by = $4, decided_by_name = $5, decided_at = clock_timestamp() WHERE id = $1
"""
_NAMES_IN = "SELECT name, birth_date FROM child WHERE family_id = $1 AND id <> $2 AND removed_at IS NULL"

State = Literal["asked", "done", "refused"]


@dataclass(frozen=True, slots=True)
class Correction:
    """Old and new."""

    id: UUID
    child_id: UUID
    name: str
    birth_date: date
    was_name: str
    was_birth_date: date | None
    state: State
    reason: str
    """In the words of who did not correct it."""
    asked_at: datetime
    family_id: UUID


async def ask(conn: Connection, person_id: UUID, child_id: UUID, name: str, birth_date: date) -> None:
    """In place of what was asked before. The caller holds the child's lock."""
    await conn.execute(_TAKE_BACK, child_id)
    await conn.execute(_ASK, child_id, name, birth_date, person_id)


async def last(conn: Connection, child_id: UUID) -> Correction | None:
    """What was asked last of a child."""
    row = await conn.fetchrow(_LAST, child_id)
    return Correction(*row) if row else None


async def count(conn: Connection, by: Checker) -> int:
    """How many lie there for this person."""
    return int(await conn.fetchval(_COUNT, by.unions))


async def to_decide(conn: Connection, by: Checker, at_most: int) -> list[Correction]:
    """The first of them, in order of arrival."""
    return [Correction(*row) for row in await conn.fetch(_TO_DECIDE, by.unions, at_most)]


async def find(conn: Connection, id_: UUID) -> Correction | None:
    """Whatever became of it."""
    row = await conn.fetchrow(_FIND, id_)
    return Correction(*row) if row else None


async def lock(conn: Connection, by: Checker, id_: UUID) -> Correction | None:
    """The same, if it still lies there for this person; nobody else decides it meanwhile."""
    row = await conn.fetchrow(_LOCK, by.unions, id_)
    return Correction(*row) if row else None


async def lock_all_children(conn: Connection) -> None:
    """Nobody books, adds or changes a child until the transaction ends; pages are read meanwhile. Taken before any other lock."""
    await conn.execute(_LOCK_ALL)


async def live_elsewhere(conn: Connection, identity: bytes | None, child_id: UUID) -> bool:
    """Whether another record of this name and birth date has something live."""
    return bool(await conn.fetchval(_LIVE_ELSEWHERE, identity, child_id))


async def correct(conn: Connection, asked: Correction, identity: bytes | None) -> None:
    """Name and birth date as they were asked for."""
    await conn.execute(_CORRECT, asked.child_id, asked.name, asked.birth_date, identity)


async def decide(conn: Connection, who: Identity, id_: UUID, state: State, reason: str) -> None:
    """Done, or refused with words. The caller holds its lock."""
    await conn.execute(_DECIDE, id_, state, reason, who.person_id, who.name)


async def names_in(conn: Connection, family_id: UUID, but: UUID) -> Sequence[tuple[str, date | None]]:
    """Name and birth date of the family's other children."""
    return [(row["name"], row["birth_date"]) for row in await conn.fetch(_NAMES_IN, family_id, but)]
