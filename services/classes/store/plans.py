"""Plans as rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.classes.store.queries import sql
from shared.db.pool import Connection

_FIND = "SELECT * FROM plan WHERE id = $1"
_FIND_KEY = "SELECT * FROM plan WHERE key = $1"
# As `keep` locks it.
_LOCK_KEY = f"{_FIND_KEY} FOR NO KEY UPDATE"
_OF_UNIONS = "FROM plan WHERE $1::text[] IS NULL OR union_code = ANY ($1)"
_NEWEST = f"SELECT * {_OF_UNIONS} ORDER BY imported_at DESC, id LIMIT $2 OFFSET $3"
_COUNT = f"SELECT count(*) {_OF_UNIONS}"
_ANY = "SELECT EXISTS (SELECT FROM plan)"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as it was last imported."""

    id: UUID
    key: str
    union_code: str
    title: str
    source: str
    revision: int
    imported_at: datetime


async def keep(conn: Connection, key: str, union: str, title: str, source: str) -> PlanRow | None:
    """Keep a plan's file and lock its row until the transaction ends; None when the key is another union's."""
    row = await conn.fetchrow(sql("keep_plan"), key, union, title, source)
    return PlanRow(**row) if row else None


async def find(conn: Connection, plan_id: UUID) -> PlanRow | None:
    """A plan by id."""
    row = await conn.fetchrow(_FIND, plan_id)
    return PlanRow(**row) if row else None


async def find_key(conn: Connection, key: str) -> PlanRow | None:
    """A plan by its own name."""
    row = await conn.fetchrow(_FIND_KEY, key)
    return PlanRow(**row) if row else None


async def lock_key(conn: Connection, key: str) -> PlanRow | None:
    """As `find_key`, its row locked until the transaction ends."""
    row = await conn.fetchrow(_LOCK_KEY, key)
    return PlanRow(**row) if row else None


async def of_unions(conn: Connection, unions: list[str] | None, *, size: int, offset: int) -> list[PlanRow]:
    """A page of the plans of these unions (None: of all), the newest first."""
    return [PlanRow(**row) for row in await conn.fetch(_NEWEST, unions, size, offset)]


async def count(conn: Connection, unions: list[str] | None) -> int:
    """How many plans these unions (None: all) have."""
    return int(await conn.fetchval(_COUNT, unions))


async def any_there(conn: Connection) -> bool:
    """True when a plan was ever imported."""
    return bool(await conn.fetchval(_ANY))
