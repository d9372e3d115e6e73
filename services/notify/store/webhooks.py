"""Addresses of unions' programs, and what was sent to them. Any number of workers, in any number of processes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from services.notify.domain.webhook import OVERLAP, Posted, Then
from services.notify.store.queries import sql
from services.notify.words import refusals
from shared.db.pool import Connection
from shared.db.prune import Aged
from shared.errors import NotFound

_FIELDS = "id, union_code, url, kinds, made_at, failures, failing_since, disabled_at, disabled_why, old_until"
_OF_UNION = f"SELECT {_FIELDS} FROM webhook WHERE union_code = $1 ORDER BY made_at, id"
_ONE = f"SELECT {_FIELDS} FROM webhook WHERE id = $1 AND ($2::text[] IS NULL OR union_code = ANY ($2))"
# Locks the address until commit.
_ONE_LOCKED = f"{_ONE} FOR NO KEY UPDATE"
_SECRET = "SELECT secret FROM webhook WHERE id = $1"  # noqa: S105
# Locks the union's number of addresses until commit …
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('webhook ' || $1, 0))"
# … and is a statement of its own: what was committed while it waited is seen by the next.
_COUNT = "SELECT count(*) FROM webhook WHERE union_code = $1"
_ADD = "INSERT INTO webhook (id, union_code, url, kinds, secret, made_by) VALUES ($1, $2, $3, $4, $5, $6)"
_RENEW = """
UPDATE webhook SET old_secret = secret, old_until = clock_timestamp() + $3::interval, secret = $2 WHERE id = $1
"""
# Deliveries are locked before their address, as by whoever records one.
_FORGET = "DELETE FROM webhook_delivery WHERE webhook_id = $1"
_REMOVE = "DELETE FROM webhook WHERE id = $1"
_TRY = "INSERT INTO webhook_delivery (webhook_id, event_id, test) VALUES ($1, uuidv7(), true) RETURNING id"
_RESUME = """
UPDATE webhook SET disabled_at = NULL, disabled_why = NULL, failures = 0, failing_since = NULL, rests_until = '-infinity' WHERE id = $1
"""
_AGAIN = """
UPDATE webhook_delivery SET state = 'queued', attempts = 0, due_at = clock_timestamp(), changed_at = clock_timestamp()
WHERE id = $2 AND webhook_id = $1 AND due_at IS NULL RETURNING true
"""
_IS_THERE = "SELECT true FROM webhook_delivery WHERE id = $2 AND webhook_id = $1"
_LAST = """
SELECT d.id, d.event_id, CASE WHEN d.test THEN 'test' ELSE coalesce(e.kind, '') END AS kind, d.state, d.attempts, d.due_at, d.status,
    d.reason, d.changed_at
FROM webhook_delivery d LEFT JOIN public_event e USING (event_id)
WHERE d.webhook_id = $1 AND ($2::uuid IS NULL OR d.id < $2) ORDER BY d.id DESC LIMIT $3
"""
_RECORD = """
UPDATE webhook_delivery SET state = $3, due_at = clock_timestamp() + make_interval(secs => $4), status = $5, reason = $6,
    changed_at = clock_timestamp()
WHERE id = $1 AND state = 'sending' AND token = $2 RETURNING true
"""
_TOOK = """
UPDATE webhook SET failures = 0, failing_since = NULL, rests_until = '-infinity' WHERE id = $1 AND failures > 0
"""
# Locks the address until commit.
_FAILED = """
UPDATE webhook SET failures = failures + 1, failing_since = coalesce(failing_since, clock_timestamp()) WHERE id = $1
RETURNING failures, clock_timestamp() - failing_since AS failing
"""
_REST = """
UPDATE webhook SET rests_until = clock_timestamp() + make_interval(secs => $2), disabled_why = coalesce(disabled_why, $3),
    disabled_at = coalesce(disabled_at, CASE WHEN $3 IS NOT NULL THEN clock_timestamp() END)
WHERE id = $1 RETURNING old.disabled_at IS NULL AND new.disabled_at IS NOT NULL
"""
_WHOSE = "SELECT made_by, url FROM webhook WHERE id = $1"
# Locks what it takes away.
_PRUNE = """
DELETE FROM webhook_delivery WHERE id = ANY (ARRAY (
    SELECT id FROM webhook_delivery WHERE id < (SELECT uuidv7(-$2::interval)) ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
))
"""


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address of a union's program."""

    id: UUID
    union_code: str
    url: str
    kinds: list[str]
    made_at: datetime
    failures: int
    """In a row, of sending to it."""
    failing_since: datetime | None
    disabled_at: datetime | None
    disabled_why: str | None
    old_until: datetime | None
    """Until then the secret before this one signs, too."""


@dataclass(frozen=True, slots=True)
class New:
    """An address that is about to be added."""

    id: UUID
    union_code: str
    url: str
    kinds: list[str]
    secret: bytes
    """Sealed for its id."""
    made_by: UUID


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event to one address."""

    id: UUID
    event_id: UUID
    kind: str
    """`test`; empty: of an event that is kept no longer."""
    state: str
    attempts: int
    due_at: datetime | None
    status: int | None
    reason: str | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Bound:
    """A delivery that is ours until the lease ends."""

    id: UUID
    webhook_id: UUID
    event_id: UUID
    attempts: int
    token: int
    test: bool
    now: datetime
    union_code: str
    url: str
    secret: bytes
    old_secret: bytes | None
    kind: str | None
    """With `at` and `data` None: the event is kept no longer."""
    at: datetime | None
    data: dict[str, Any] | None


async def of_union(conn: Connection, union: str) -> list[Webhook]:
    """Its addresses, the oldest first."""
    return [Webhook(**row) for row in await conn.fetch(_OF_UNION, union)]


async def webhook(conn: Connection, webhook_id: UUID, unions: Sequence[str] | None, *, lock: bool = False) -> Webhook:
    """One of these unions (None: of any). Raises NotFound, for other unions' too."""
    row = await conn.fetchrow(_ONE_LOCKED if lock else _ONE, webhook_id, unions)
    if row is None:
        raise NotFound(*refusals.NO_WEBHOOK)
    return Webhook(**row)


async def secret_of(conn: Connection, webhook_id: UUID) -> bytes:
    """The sealed secret. Raises NotFound."""
    sealed: bytes | None = await conn.fetchval(_SECRET, webhook_id)
    if sealed is None:
        raise NotFound(*refusals.NO_WEBHOOK)
    return sealed


async def counted(conn: Connection, union: str) -> int:
    """How many the union has; nobody else adds one before commit."""
    await conn.execute(_TURN, union)
    return int(await conn.fetchval(_COUNT, union))


async def add(conn: Connection, new: New) -> None:
    """A new one."""
    await conn.execute(_ADD, new.id, new.union_code, new.url, new.kinds, new.secret, new.made_by)


async def renew(conn: Connection, webhook_id: UUID, secret: bytes) -> None:
    """Another secret; the one before it signs, too, for a while."""
    await conn.execute(_RENEW, webhook_id, secret, OVERLAP)


async def remove(conn: Connection, webhook_id: UUID) -> None:
    """It, and what was sent to it. Whoever has locked it before may wait in a circle."""
    await conn.execute(_FORGET, webhook_id)
    await conn.execute(_REMOVE, webhook_id)


async def resume(conn: Connection, webhook_id: UUID) -> None:
    """Send to it again, as if it had never failed."""
    await conn.execute(_RESUME, webhook_id)


async def send_test(conn: Connection, webhook_id: UUID) -> UUID:
    """Queue something that is no event; the delivery's id."""
    delivery: UUID = await conn.fetchval(_TRY, webhook_id)
    return delivery


async def send_again(conn: Connection, webhook_id: UUID, delivery: UUID) -> None:
    """Queue once more what came to its end; what is under way goes on. Raises NotFound."""
    if not await conn.fetchval(_AGAIN, webhook_id, delivery) and not await conn.fetchval(
        _IS_THERE, webhook_id, delivery
    ):
        raise NotFound(*refusals.NO_DELIVERY)


async def last(conn: Connection, webhook_id: UUID, before: UUID | None, limit: int) -> list[Delivery]:
    """At most so many of its deliveries, newest first."""
    return [Delivery(**row) for row in await conn.fetch(_LAST, webhook_id, before, limit)]


async def claim(conn: Connection, lease: float, beside: int) -> Bound | None:
    """What has been due longest, ours for `lease` seconds, with at most `beside` to one address; None when nothing is due."""
    row = await conn.fetchrow(sql("claim_webhook"), lease, beside)
    return Bound(**row) if row else None


async def record(conn: Connection, claimed: Bound, posted: Posted, then: Then) -> bool:
    """Store what became of it; False when the lease had ended and somebody else took it."""
    words = (then.state, then.again_in, posted.status, posted.reason)
    return bool(await conn.fetchval(_RECORD, claimed.id, claimed.token, *words))


async def took(conn: Connection, webhook_id: UUID) -> None:
    """The address took something: it is in no trouble."""
    await conn.execute(_TOOK, webhook_id)


async def failed(conn: Connection, webhook_id: UUID) -> tuple[int, timedelta] | None:
    """How often in a row it has failed now, and for how long; None: it was removed meanwhile."""
    row = await conn.fetchrow(_FAILED, webhook_id)
    return (row["failures"], row["failing"]) if row else None


async def rest(conn: Connection, webhook_id: UUID, seconds: float, disabled: str | None) -> bool:
    """Leave the address alone for so long; or, for this reason, until somebody resumes it. True when it was not disabled before, and is now."""
    return bool(await conn.fetchval(_REST, webhook_id, seconds, disabled))


async def whose(conn: Connection, webhook_id: UUID) -> tuple[UUID, str]:
    """Who added it, and the name in its address."""
    row = await conn.fetchrow(_WHOSE, webhook_id)
    assert row is not None  # noqa: S101 — the caller has its row locked
    return row["made_by"], urlsplit(row["url"]).hostname or ""


def aged(life: timedelta) -> Aged:
    """How old deliveries go."""
    return Aged(_PRUNE, life)
