"""What is let go because nobody needs it any more. Each statement takes at most `$1` rows that are older than `$2`, and leaves those that
others hold."""

from datetime import timedelta
from uuid import UUID

from services.booking.store.queries import sql
from shared.db.pool import Connection

# Locks the statements that it wipes.
_NOTES = """
UPDATE consent SET withdrawn_at = clock_timestamp(), note = NULL, told = false WHERE id = ANY (ARRAY (
    SELECT id FROM consent
    WHERE kind = 'health' AND withdrawn_at IS NULL AND needed_until(child_id, given_at, $2::interval) < clock_timestamp()
    LIMIT $1 FOR UPDATE SKIP LOCKED))
"""
# Locks the papers that it takes away; their objects are swept. Of a removed one the row goes a week after its object.
_PAPERS = """
DELETE FROM document WHERE id = ANY (ARRAY (
    SELECT id FROM document
    WHERE removed_at < clock_timestamp() - interval '7 days' OR needed_until(child_id, uploaded_at, $2::interval) < clock_timestamp()
    LIMIT $1 FOR UPDATE SKIP LOCKED))
"""
# Locks the families.
_CONTACTS = """
UPDATE family SET contact = NULL WHERE id = ANY (ARRAY (
    SELECT f.id FROM family f
    WHERE f.contact IS NOT NULL AND NOT EXISTS (
        SELECT FROM child c
        WHERE c.family_id = f.id AND c.removed_at IS NULL AND needed_until(c.id, f.contact_at, $2::interval) >= clock_timestamp())
    LIMIT $1 FOR UPDATE SKIP LOCKED))
"""
# The log's owner takes it away. Locks what goes.
_LOG = "SELECT FROM let_log_go($1::text::regclass, $2, $3)"
_LOGS = ("staff_decision", "paper_reading", "health_reading")
# Locks what it takes away.
_TEACHERS = """
DELETE FROM class_teacher WHERE id = ANY (ARRAY (
    SELECT id FROM class_teacher WHERE named_at < clock_timestamp() - $2::interval ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED))
"""
# What was sent: the name is not needed any more, not even to send it again. Reads the whole outbox, of some weeks.
_UNSAY = """
UPDATE outbox SET body = convert_to((convert_from(body, 'UTF8')::jsonb || '{"child_name": "*"}')::text, 'UTF8')
WHERE topic = 'enrollment' AND published_at IS NOT NULL AND position(convert_to($1, 'UTF8') IN body) > 0
    AND convert_from(body, 'UTF8')::jsonb ? 'child_name'
"""
_UNSENT = """
SELECT EXISTS (SELECT FROM outbox WHERE topic = 'enrollment' AND published_at IS NULL AND position(convert_to($1, 'UTF8') IN body) > 0)
"""
LOGGED = timedelta(days=3 * 365 + 1)
"""Who decided and who read; no less than the three years that the tables themselves hold."""


async def notes(conn: Connection, at_most: int, after: timedelta) -> int:
    """Wipe health statements so long after the care they were made for; how many."""
    return _count(await conn.execute(_NOTES, at_most, after))


async def papers(conn: Connection, at_most: int, after: timedelta) -> int:
    """Take papers away so long after the care they were uploaded for; how many."""
    return _count(await conn.execute(_PAPERS, at_most, after))


async def contacts(conn: Connection, at_most: int, after: timedelta) -> int:
    """Wipe whom to call so long after the last care of the family's children; how many."""
    return _count(await conn.execute(_CONTACTS, at_most, after))


async def children(conn: Connection, at_most: int, after: timedelta) -> list[UUID]:
    """Wipe children that nobody has used for so long, with all that hangs on them; which. They are locked until the transaction ends."""
    return [row["id"] for row in await conn.fetch(sql("let_children_go"), at_most, after)]


async def unsay(conn: Connection, child_id: UUID) -> bool:
    """Take the child's masked name out of every event that was sent; whether one has still to be."""
    await conn.execute(_UNSAY, str(child_id))
    return bool(await conn.fetchval(_UNSENT, str(child_id)))


async def logged(conn: Connection, at_most: int) -> int:
    """Take away who decided and who read what, when LOGGED is over; how many of one kind at most."""
    gone = [await conn.execute(_LOG, log, at_most, LOGGED) for log in _LOGS]
    return max(_count(status) for status in (*gone, await conn.execute(_TEACHERS, at_most, LOGGED)))


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])
