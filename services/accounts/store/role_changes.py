"""What happened to roles, and by whose hand. Rows are only added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from asyncpg import Record

from services.accounts.domain.roles import FEDERATION
from shared.db.pool import Connection
from shared.db.prune import Aged

_KEEP = """
INSERT INTO role_change (person_id, phone_hash, phone_masked, what, role, union_code, changed_by, name)
SELECT (SELECT id FROM person WHERE phone_hash = $1), $1, $2, $3, $4, $5, $6, $7 RETURNING id, at, person_id
"""
_PHONE = "SELECT phone_hash FROM role_change WHERE id = $1"
# Every role of the phone that its owner has not heard of since it was given. Locks these roles: what one of them is being made to now is
# not waited for, as whoever makes it may wait for the person.
_UNMET = """
SELECT g.role, g.union_code, g.phone_masked FROM role_grant g JOIN person p USING (phone_hash)
WHERE p.id = $1 AND NOT EXISTS (SELECT FROM role_change c WHERE c.person_id = p.id AND c.role = g.role AND c.at >= g.at
    AND c.union_code IS NOT DISTINCT FROM g.union_code AND c.what IN ('given', 'met', 'confirmed'))
ORDER BY g.at FOR SHARE OF g NOWAIT
"""
_WAITS = """
SELECT acts_at FROM role_grant
WHERE phone_hash = $1 AND role = $2 AND union_code IS NOT DISTINCT FROM $3 AND acts_at > clock_timestamp()
"""
_UNION = "SELECT name FROM trade_union WHERE code = $1"
_ANY = "SELECT EXISTS (SELECT FROM role_grant g JOIN person p USING (phone_hash) WHERE p.id = $1)"
_LAST = """
SELECT c.at, c.what, c.role, c.union_code, c.phone_masked, c.name AS by, c.changed_by, p.name
FROM role_change c LEFT JOIN person p ON p.id = c.person_id ORDER BY c.id DESC LIMIT $1
"""
# The log's owner takes it away. Locks what goes.
_PRUNE = "SELECT FROM let_log_go('role_change', $1, $2)"
PRUNE = Aged(_PRUNE, timedelta(days=3 * 365 + 1))
"""No less than the three years that the table itself holds."""


@dataclass(frozen=True, slots=True)
class RoleChange:
    """What happened to the roles of a phone's owner."""

    phone: tuple[bytes, str]
    """Hash, masked."""
    what: str
    """given, met, confirmed, taken, reset."""
    role: str = ""
    union: str = ""
    by: tuple[UUID | None, str] = (None, "")
    """Nobody's id: at the server, or nobody."""

    @property
    def union_code(self) -> str | None:
        """As tables have it."""
        return None if self.role in ("", FEDERATION) else self.union


async def keep(conn: Connection, change: RoleChange) -> Record:
    """Log it; gives (id, at, person_id), the person None where nobody has logged in with the phone yet."""
    row = await conn.fetchrow(_KEEP, *change.phone, change.what, change.role, change.union_code, *change.by)
    assert row is not None  # noqa: S101 - one is added
    return row


async def phone_of(conn: Connection, change_id: UUID) -> bytes | None:
    """The hash of the phone that a change was about."""
    found: bytes | None = await conn.fetchval(_PHONE, change_id)
    return found


async def unmet(conn: Connection, person_id: UUID) -> list[Record]:
    """Roles that the person holds and has not heard of; they stay so until commit. Raises Unavailable while one is changed."""
    return await conn.fetch(_UNMET, person_id)


async def acts_at(conn: Connection, change: RoleChange) -> object:
    """When a role that waits will act; None when it acts."""
    return await conn.fetchval(_WAITS, change.phone[0], change.role, change.union_code)


async def union_name(conn: Connection, change: RoleChange) -> str:
    """What the union is called that it is about; empty: no union."""
    return str(await conn.fetchval(_UNION, change.union_code) or "")


async def holds_any(conn: Connection, person_id: UUID) -> bool:
    """Whether there is a role for the person."""
    return bool(await conn.fetchval(_ANY, person_id))


async def last(conn: Connection, at_most: int) -> Sequence[Record]:
    """The newest first."""
    return await conn.fetch(_LAST, at_most)
