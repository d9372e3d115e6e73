"""What became of the messages of a union's groups, as its organizers see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from asyncpg import Record

from services.notify.store.queries import sql
from shared.db.pool import Connection

SINCE = timedelta(days=60)
MOST = 100
"""People who are shown at once."""
# What had failed, once more; and only while its message is not older than a retry makes sense. Locks the deliveries.
_AGAIN = """
UPDATE delivery SET state = 'queued', attempts = 0, doubts = 0, due_at = clock_timestamp(), reason = NULL, changed_at = clock_timestamp()
WHERE id = ANY (ARRAY (
    SELECT d.id FROM delivery d JOIN message m ON m.id = d.message_id
    WHERE d.state = 'failed' AND m.read_at IS NULL AND m.params #>> '{group,union}' = ANY ($1::text[]) AND m.id > (SELECT uuidv7(-$2::interval))
        AND coalesce(m.params ->> 'group_id', m.params ->> 'broadcast_id') = $3 AND m.kind = $4 AND d.channel = $5 ORDER BY d.id FOR UPDATE OF d))
"""


@dataclass(frozen=True, slots=True)
class GroupTold:
    """What became of all messages of a group."""

    group_id: UUID
    title: str
    site: str
    told: int
    read: int
    taken: int
    """By a channel besides the inbox; taken is not yet delivered."""
    failed: int
    unreached: int
    """People who have not read theirs and were reached by no channel."""


@dataclass(frozen=True, slots=True)
class KindTold:
    """What became of the messages of a kind by one channel."""

    kind: str
    channel: str
    told: int
    read: int
    delivered: int
    accepted: int
    failed: int
    unknown: int
    dropped: int
    waiting: int
    why: str | None
    """The most frequent reason why one has failed."""


@dataclass(frozen=True, slots=True)
class Untold:
    """A person who has not heard of what concerns a child."""

    person_id: UUID
    child_id: UUID | None
    """None: it concerns no one child."""
    child_name: str | None
    """Masked."""
    kind: str
    at: datetime
    tried: list[dict[str, Any]]
    """By which channel; `state`, `reason` and `waits` of each."""


async def groups(conn: Connection, unions: Sequence[str]) -> list[GroupTold]:
    """Of these unions, those with most to do first."""
    return [_told(row) for row in await conn.fetch(sql("board"), unions, SINCE, None)]


async def group(conn: Connection, unions: Sequence[str], group_id: UUID) -> GroupTold | None:
    """One of these unions’; None: nothing was told of it lately."""
    row = await conn.fetchrow(sql("board"), unions, SINCE, f"{group_id}")
    return _told(row) if row else None


def _told(row: Record) -> GroupTold:
    return GroupTold(**{**row, "group_id": UUID(row["group_id"])})


async def of_group(conn: Connection, unions: Sequence[str], group_id: UUID) -> list[KindTold]:
    """Each kind by each channel, the newest first; nothing of groups of other unions."""
    return [KindTold(**row) for row in await conn.fetch(sql("board_of_group"), unions, SINCE, str(group_id))]


async def unreached(conn: Connection, unions: Sequence[str], group_id: UUID) -> list[Untold]:
    """Whom to call."""
    return [Untold(**row) for row in await conn.fetch(sql("unreached"), unions, SINCE, str(group_id), MOST)]


async def send_again(conn: Connection, unions: Sequence[str], group_id: UUID, kind: str, channel: str) -> int:
    """Try once more what had failed and was not read since; how many."""
    done = await conn.execute(_AGAIN, unions, timedelta(days=3), str(group_id), kind, channel)
    return int(done.rpartition(" ")[2])
