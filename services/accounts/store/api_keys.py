"""Keys of unions' programs, as hashes. Every instant is the database's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from shared.db.pool import Connection

# Locks the union's number of keys until commit …
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('api key ' || $1, 0))"
# … and is a statement of its own: what was committed while it waited is seen by the next.
_COUNT = "SELECT count(*) FROM api_key WHERE union_code = $1 AND revoked_at IS NULL AND expires_at > clock_timestamp()"
_ADD = """
INSERT INTO api_key (id, union_code, name, scopes, key_hash, made_by, made_name, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + $8::interval)
"""
_FIELDS = "id, union_code, name, scopes, made_name, made_at, expires_at, used_at, revoked_at, expires_at <= clock_timestamp() AS expired"
_ONE = f"SELECT {_FIELDS} FROM api_key WHERE id = $1"
_OF_UNION = f"SELECT {_FIELDS} FROM api_key WHERE union_code = $1 ORDER BY made_at DESC, id LIMIT 100"
# Whoever revokes it meanwhile waits until the token is issued, and revokes that, too. Locks the key.
_USE = f"""
UPDATE api_key SET used_at = clock_timestamp()
WHERE key_hash = $1 AND revoked_at IS NULL AND expires_at > clock_timestamp()
    AND EXISTS (SELECT FROM trade_union WHERE code = union_code AND closed_at IS NULL)
RETURNING {_FIELDS}
"""
_REVOKE = "UPDATE api_key SET revoked_at = clock_timestamp(), revoked_by = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING true"
_REVOKE_ALL = """
UPDATE api_key SET revoked_at = clock_timestamp(), revoked_by = made_by WHERE revoked_at IS NULL RETURNING id
"""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key, without what it is."""

    id: UUID
    union_code: str
    name: str
    scopes: list[str]
    made_name: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    """When a token was last issued for it."""
    revoked_at: datetime | None
    expired: bool

    @property
    def state(self) -> Literal["good", "expired", "revoked"]:
        """Whether a token is given for it, and why not."""
        return "revoked" if self.revoked_at else "expired" if self.expired else "good"


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that is about to be issued."""

    id: UUID
    union_code: str
    name: str
    scopes: list[str]
    key_hash: bytes
    made_by: UUID
    made_name: str
    life: timedelta


async def counted(conn: Connection, union: str) -> int:
    """How many of the union are good; nobody else adds one before commit."""
    await conn.execute(_TURN, union)
    return int(await conn.fetchval(_COUNT, union))


async def add(conn: Connection, new: NewKey) -> None:
    """A new one."""
    facts = (new.union_code, new.name, new.scopes, new.key_hash, new.made_by, new.made_name, new.life)
    await conn.execute(_ADD, new.id, *facts)


async def one(conn: Connection, key_id: UUID) -> ApiKey | None:
    """Whosever it is."""
    row = await conn.fetchrow(_ONE, key_id)
    return ApiKey(**row) if row else None


async def of_union(conn: Connection, union: str) -> list[ApiKey]:
    """The newest hundred first, those that are good no longer as well."""
    return [ApiKey(**row) for row in await conn.fetch(_OF_UNION, union)]


async def use(conn: Connection, key_hash: bytes) -> ApiKey | None:
    """The key, marked as used now; None when it is none, or good no longer."""
    row = await conn.fetchrow(_USE, key_hash)
    return ApiKey(**row) if row else None


async def revoke(conn: Connection, key_id: UUID, by: UUID) -> bool:
    """It is good no longer; False when it was not any more."""
    return bool(await conn.fetchval(_REVOKE, key_id, by))


async def revoke_all(conn: Connection) -> list[UUID]:
    """None is good any longer; their ids."""
    return [row["id"] for row in await conn.fetch(_REVOKE_ALL)]
