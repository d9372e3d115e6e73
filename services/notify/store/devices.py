"""Browsers in which people switched messages on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db.pool import Connection

# Locks the person's number of devices until commit …
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('device ' || $1, 0))"
# … and is a statement of its own: what was committed while it waited is seen by the next.
_COUNT = "SELECT count(*) FROM device WHERE person_id = $1 AND id <> $2"
_PUT = """
INSERT INTO device (id, person_id, subscription, server_key, called) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO UPDATE SET person_id = excluded.person_id, subscription = excluded.subscription, server_key = excluded.server_key,
    called = excluded.called, added_at = excluded.added_at, failures = 0, failing_since = NULL, rests_until = '-infinity'
"""
_OF_PERSON = """
SELECT id, subscription, server_key, called, added_at, failing_since, rests_until > clock_timestamp() AS rests FROM device
WHERE person_id = $1 ORDER BY added_at DESC, id
"""
_REMOVE = "DELETE FROM device WHERE person_id = $1 AND id = $2"
_FORGET = "DELETE FROM device WHERE person_id = $1"
# What one attempt taught; the address may have been given anew meanwhile, and then it teaches nothing.
_GONE = "DELETE FROM device WHERE id = $1 AND subscription = $2"
_TOOK = """
UPDATE device SET failures = 0, failing_since = NULL, rests_until = '-infinity' WHERE id = $1 AND subscription = $2 AND failures > 0
"""
_FAILED = """
UPDATE device SET failures = failures + 1, failing_since = coalesce(failing_since, clock_timestamp()),
    rests_until = clock_timestamp() + make_interval(secs => $3 * least($4, 2.0 ^ least(failures, 20)))
WHERE id = $1 AND subscription = $2 RETURNING clock_timestamp() - failing_since > interval '3 days'
"""
FIRST_REST, LONGEST_REST = 15.0, 240.0
"""Seconds that an address is left alone after a failure, and how many times as long after many; so that nobody waits for one that never answers."""


@dataclass(frozen=True, slots=True)
class SwitchedOn:
    """A browser that is about to be added."""

    id: UUID
    subscription: bytes
    """Sealed for its id."""
    server_key: str
    called: str


@dataclass(frozen=True, slots=True)
class Device:
    """A browser."""

    id: UUID
    subscription: bytes
    """Sealed for its id."""
    server_key: str
    called: str
    added_at: datetime
    failing_since: datetime | None
    rests: bool
    """True while its push service is left alone."""


async def counted(conn: Connection, person: UUID, besides: UUID) -> int:
    """How many other browsers the person has; nobody adds one to them until commit."""
    await conn.execute(_TURN, str(person))
    return int(await conn.fetchval(_COUNT, person, besides))


async def put(conn: Connection, person: UUID, new: SwitchedOn) -> None:
    """From now on the person is told there, and whoever was before is not."""
    await conn.execute(_PUT, new.id, person, new.subscription, new.server_key, new.called)


async def of_person(conn: Connection, person: UUID) -> list[Device]:
    """The newest first."""
    return [Device(**row) for row in await conn.fetch(_OF_PERSON, person)]


async def remove(conn: Connection, person: UUID, device: UUID) -> None:
    """The person is not told there any more; of another's it does nothing."""
    await conn.execute(_REMOVE, person, device)


async def forget(conn: Connection, person: UUID) -> None:
    """All of them."""
    await conn.execute(_FORGET, person)


async def gone(conn: Connection, device: Device) -> None:
    """Its push service knows it no more."""
    await conn.execute(_GONE, device.id, device.subscription)


async def took(conn: Connection, device: Device) -> None:
    """Its push service took something."""
    await conn.execute(_TOOK, device.id, device.subscription)


async def failed(conn: Connection, device: Device, hurry: float) -> None:
    """It did not; the address is left alone for a while, and given up after three days of that."""
    if await conn.fetchval(_FAILED, device.id, device.subscription, FIRST_REST / hurry, LONGEST_REST):
        await gone(conn, device)
