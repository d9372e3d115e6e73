"""What people told us about being told."""

from dataclasses import dataclass
from uuid import UUID

from shared.db.pool import Connection

_GET = "SELECT email, confirmed_at IS NOT NULL AS confirmed, language FROM recipient WHERE person_id = $1"
# Locks the person's row, if there is one, until commit.
_GET_LOCKED = f"{_GET} FOR UPDATE"
# Locks the person's row until commit: two changes at once take turns.
_PUT = """
INSERT INTO recipient AS r (person_id, email, language) VALUES ($1, $2, $3)
ON CONFLICT (person_id) DO UPDATE SET
    language = excluded.language, email = excluded.email,
    confirmed_at = CASE WHEN r.email = excluded.email THEN r.confirmed_at END
RETURNING email, confirmed_at IS NOT NULL AS confirmed, language
"""
_FORGET = "DELETE FROM recipient WHERE person_id = $1"
_FORGET_WISHES = "DELETE FROM wish WHERE person_id = $1"
_FORGET_ANSWERS = "DELETE FROM idempotent_answer WHERE owner = $1::uuid::text"
_CONFIRM = """
UPDATE recipient SET confirmed_at = coalesce(confirmed_at, clock_timestamp()) WHERE person_id = $1
"""
_ASKED = """
SELECT count(*) FROM message WHERE person_id = $1 AND kind = $2 AND created_at > clock_timestamp() - interval '1 hour'
"""
_ASK = """
WITH asked AS (
    INSERT INTO message (event_id, person_id, kind, params, listed) VALUES (uuidv7(), $1, $2, '{}', false)
    RETURNING id, event_id, person_id
)
INSERT INTO delivery (message_id, event_id, person_id, channel, state)
SELECT id, event_id, person_id, 'mail', 'queued' FROM asked
"""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where and how a person wants to hear; the inbox is always there."""

    email: str | None = None
    confirmed: bool = False
    """True when the link that was mailed to `email` has been followed."""
    language: str = "zh"


async def recipient(conn: Connection, person: UUID) -> Recipient:
    """What the person chose, or the defaults."""
    row = await conn.fetchrow(_GET, person)
    return Recipient(**row) if row else Recipient()


async def put_recipient(conn: Connection, person: UUID, email: str | None, language: str) -> Recipient:
    """Store the choice; another address than before is not confirmed. The person's row stays locked."""
    row = await conn.fetchrow(_PUT, person, email, language)
    assert row is not None  # noqa: S101 — an upsert always returns its row
    return Recipient(**row)


async def locked_recipient(conn: Connection, person: UUID) -> Recipient:
    """As `recipient`; nobody else changes it until commit."""
    row = await conn.fetchrow(_GET_LOCKED, person)
    return Recipient(**row) if row else Recipient()


async def forget(conn: Connection, person: UUID) -> None:
    """The address, the language, and what the person was answered. Mail under way finds no address."""
    await conn.execute(_FORGET, person)
    await conn.execute(_FORGET_WISHES, person)
    await conn.execute(_FORGET_ANSWERS, person)


async def confirm(conn: Connection, person: UUID) -> None:
    """Mark the person's address as confirmed."""
    await conn.execute(_CONFIRM, person)


async def asked_lately(conn: Connection, person: UUID, kind: str) -> int:
    """How many messages of the kind the person was sent within the last hour."""
    return int(await conn.fetchval(_ASKED, person, kind))


async def ask(conn: Connection, person: UUID, kind: str) -> None:
    """Queue a mail about the mail address itself; it is not shown in the inbox."""
    await conn.execute(_ASK, person, kind)
