"""Messages and the inbox they stand in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.notify.domain.folding import MOMENT, settled_by
from services.notify.domain.matters import SECURITY
from services.notify.store.queries import sql
from services.notify.texts import PARAMS
from services.notify.words import refusals
from shared.db.pool import Connection
from shared.db.prune import Aged
from shared.errors import NotFound

_FIELDS = "id, person_id, kind, params, created_at, read_at"
_PAGE = f"""
SELECT {_FIELDS} FROM message
WHERE person_id = $1 AND listed AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3
"""
_ONE = f"SELECT {_FIELDS} FROM message WHERE id = $1 AND person_id = $2 AND listed"
_READ = """
UPDATE message SET read_at = clock_timestamp()
WHERE person_id = $1 AND listed AND read_at IS NULL AND ($2::uuid[] IS NULL OR id = ANY($2))
"""
_UNREAD = """
SELECT person_id, count(*) AS unread, max(created_at) AS newest FROM message
WHERE person_id = ANY($1::uuid[]) AND listed AND read_at IS NULL GROUP BY person_id
"""
_BY_CHANNEL = """
SELECT channel, state, reason, due_at, changed_at FROM delivery WHERE message_id = $1 ORDER BY changed_at, channel
"""
# A message's id begins with its instant, so the key itself is in the order of age. Locks what it takes away, deliveries after their message.
_PRUNE = """
WITH old AS MATERIALIZED (
    SELECT id FROM message WHERE id < (SELECT uuidv7(-$2::interval)) ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM delivery WHERE message_id = ANY (ARRAY (SELECT id FROM old))
)
DELETE FROM message WHERE id = ANY (ARRAY (SELECT id FROM old))
"""


_CHANGED = """
SELECT params FROM message WHERE kind = 'changed' AND created_at > clock_timestamp() - $2::interval AND params ->> 'child_id' = ANY ($1::text[]) ORDER BY id
"""
_FORGET = "INSERT INTO forgotten (child_id) VALUES ($1) ON CONFLICT DO NOTHING"
# Why a request was refused is about the child as well.
_UNNAME = """
UPDATE message SET params = params || '{"child_name": "*"}' || CASE kind WHEN 'refused' THEN '{"reason": "*"}' ELSE '{}' END::jsonb
WHERE params ->> 'child_id' = $1 AND params ->> 'child_name' <> '*'
"""
# Locks what it takes away.
_PRUNE_FORGOTTEN = """
DELETE FROM forgotten WHERE child_id = ANY (ARRAY (
    SELECT child_id FROM forgotten WHERE at < clock_timestamp() - $2::interval ORDER BY at LIMIT $1 FOR UPDATE SKIP LOCKED
))
"""


@dataclass(frozen=True, slots=True)
class News:
    """What an event tells these people; its words are filled in with `params`."""

    event_id: UUID
    kind: str
    people: Sequence[UUID]
    params: Mapping[str, Any]
    traceparent: str | None
    """Of what it is a part of."""


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message in somebody's inbox; its words are rendered from `kind` and `params`."""

    id: UUID
    person_id: UUID
    kind: str
    params: dict[str, Any]
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChannelState:
    """How far a message has got by one channel; `due_at` None: nothing more will happen."""

    channel: str
    state: str
    reason: str | None
    due_at: datetime | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Unread:
    """What is new in an inbox; another value means that the inbox looks different."""

    count: int = 0
    newest: datetime | None = None


async def tell(conn: Connection, news: Sequence[News]) -> list[tuple[UUID, UUID]]:
    """Store a message of each for each of its people, in their order, and its deliveries; returns event and person of those who had
    not been told before.
    """
    whom = [(n, person) for n, one in enumerate(news, 1) for person in dict.fromkeys(one.people)]
    rows = await conn.fetch(
        sql("tell"),
        [one.event_id for one in news],
        [one.kind for one in news],
        [one.params for one in news],
        [one.traceparent for one in news],
        [n for n, _ in whom],
        [person for _, person in whom],
        sorted(SECURITY),
        MOMENT,
    )
    return [(row["event_id"], row["person_id"]) for row in rows]


async def changes_lately(conn: Connection, children: Collection[str]) -> dict[str, dict[str, Any]]:
    """Enrollment of one of these children → what was told last of its group's changes, a moment ago."""
    rows = await conn.fetch(_CHANGED, list(children), MOMENT) if children else []
    return {row["params"]["enrollment_id"]: row["params"] for row in rows}


async def fold(conn: Connection, events: Sequence[UUID]) -> None:
    """What these events have just told settles what was told before of the same enrollments and not sent yet."""
    rules = [(later, earlier) for later in PARAMS for earlier in settled_by(later, PARAMS)]
    await conn.execute(sql("fold"), events, *map(list, zip(*rules, strict=True)), MOMENT)


async def forget_child(conn: Connection, child_id: UUID) -> None:
    """From now on no message names the child."""
    await conn.execute(_FORGET, child_id)
    await unname(conn, child_id)


async def unname(conn: Connection, child_id: UUID) -> None:
    """Take the child's name out of every message there is."""
    await conn.execute(_UNNAME, str(child_id))


def forgotten(life: timedelta) -> Aged:
    """How children are forgotten of whom no event can come any more."""
    return Aged(_PRUNE_FORGOTTEN, life)


def aged(life: timedelta) -> Aged:
    """How old messages go, each with its deliveries."""
    return Aged(_PRUNE, life)


async def inbox_page(conn: Connection, person: UUID, before: UUID | None, limit: int) -> list[StoredMessage]:
    """At most `limit` messages, newest first, older than `before`."""
    return [StoredMessage(**row) for row in await conn.fetch(_PAGE, person, before, limit)]


async def message_of(conn: Connection, person: UUID, message: UUID) -> StoredMessage:
    """One message of this person. Raises NotFound, for other people's too."""
    row = await conn.fetchrow(_ONE, message, person)
    if row is None:
        raise NotFound(*refusals.NO_MESSAGE)
    return StoredMessage(**row)


async def mark_read(conn: Connection, person: UUID, messages: Sequence[UUID] | None = None) -> int:
    """Mark these messages of the person (None: all) as read; returns how many had not been."""
    done = await conn.execute(_READ, person, messages)
    return int(done.rpartition(" ")[2])


async def unread(conn: Connection, people: Sequence[UUID]) -> dict[UUID, Unread]:
    """What is new for these people; who has nothing new is left out."""
    rows = await conn.fetch(_UNREAD, people)
    return {row["person_id"]: Unread(row["unread"], row["newest"]) for row in rows}


async def channels_of(conn: Connection, message: UUID) -> list[ChannelState]:
    """How far the message has got by each channel."""
    return [ChannelState(**row) for row in await conn.fetch(_BY_CHANNEL, message)]
