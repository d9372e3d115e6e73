"""The token by which a provider lets us in: one row a provider, for all processes."""

from dataclasses import dataclass

from shared.db.pool import Connection

_READ = "SELECT renewal, token_sealed FROM access WHERE provider = $1 AND good_until > clock_timestamp()"
# One at a time renews it: whoever finds it good, or another at work, gets nothing.
_TAKE = """
INSERT INTO access AS a (provider, renewal, leased_until) VALUES ($1, 1, clock_timestamp() + make_interval(secs => $2))
ON CONFLICT (provider) DO UPDATE SET renewal = a.renewal + 1, leased_until = excluded.leased_until
WHERE a.good_until <= clock_timestamp() AND a.leased_until <= clock_timestamp()
RETURNING renewal, CASE WHEN refused THEN token_sealed END AS refused
"""
_KEEP = """
UPDATE access SET token_sealed = $3, good_until = clock_timestamp() + make_interval(secs => $4), refused = false, leased_until = '-infinity'
WHERE provider = $1 AND renewal = $2
"""
_LEAVE = "UPDATE access SET leased_until = '-infinity' WHERE provider = $1 AND renewal = $2"
_REFUSE = "UPDATE access SET good_until = '-infinity', refused = true WHERE provider = $1 AND renewal = $2 AND good_until > clock_timestamp()"


@dataclass(frozen=True, slots=True)
class Renewal:
    """Ours to renew, until the lease ends."""

    number: int
    refused: bytes | None
    """The token, sealed, that the provider did not take although its time was not over."""


async def read(conn: Connection, provider: str) -> tuple[int, bytes] | None:
    """The number and the sealed token, as long as it is good."""
    row = await conn.fetchrow(_READ, provider)
    return (row["renewal"], row["token_sealed"]) if row else None


async def take(conn: Connection, provider: str, lease: float) -> Renewal | None:
    """Renew it, for so many seconds nobody else does; None: it is good, or another is at it."""
    row = await conn.fetchrow(_TAKE, provider, lease)
    return Renewal(row["renewal"], row["refused"]) if row else None


async def keep(conn: Connection, provider: str, number: int, sealed: bytes, seconds: float) -> None:
    """It was renewed, and is good for so long; nothing when the lease had ended and somebody else began."""
    await conn.execute(_KEEP, provider, number, sealed, seconds)


async def leave(conn: Connection, provider: str, number: int) -> None:
    """It could not be renewed; another may try."""
    await conn.execute(_LEAVE, provider, number)


async def refuse(conn: Connection, provider: str, number: int) -> None:
    """The provider did not take this one; if it is still the newest, it is good no more."""
    await conn.execute(_REFUSE, provider, number)
