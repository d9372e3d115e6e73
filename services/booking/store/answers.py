"""Answers the desk gave, kept beside their effect."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import asyncpg

from shared.db.pool import Connection
from shared.kernel.answer import Answer

__all__ = ["Connection", "Name", "earlier", "keep"]

Name = tuple[UUID, str]
"""Who asked, with which Idempotency-Key."""

_EARLIER = """
SELECT a.owner, a.key, a.digest, a.status, a.body
FROM unnest($1::text[], $2::text[]) AS n (owner, key)
JOIN idempotent_answer a USING (owner, key)
"""
_KEEP = """
INSERT INTO idempotent_answer (owner, key, digest, status, body)
SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::smallint[], $5::jsonb[]) AS a (owner, key, digest, status, body)
ORDER BY owner, key
"""


class AnsweredElsewhere(Exception):
    """Another desk answered one of these requests while this one was deciding; its answer can be read now."""


class Keyed(Protocol):
    """A request with its name and digest."""

    owner: UUID
    key: str
    digest: bytes


async def earlier(conn: Connection, names: Sequence[Name]) -> dict[Name, tuple[bytes, Answer]]:
    """The answers that were given under these names before, each with the digest of its request."""
    rows = await conn.fetch(_EARLIER, [str(owner) for owner, _ in names], [key for _, key in names])
    return {(UUID(r["owner"]), r["key"]): (r["digest"], Answer(r["status"], r["body"])) for r in rows}


async def keep(conn: Connection, answers: Sequence[tuple[Keyed, Answer]]) -> None:
    """Remember answers, in one order at every desk. Raises AnsweredElsewhere; the transaction can only be undone then."""
    if not answers:
        return
    try:
        await conn.execute(
            _KEEP,
            [str(asked.owner) for asked, _ in answers],
            [asked.key for asked, _ in answers],
            [asked.digest for asked, _ in answers],
            [answer.status for _, answer in answers],
            [answer.body for _, answer in answers],
        )
    except asyncpg.UniqueViolationError as taken:
        raise AnsweredElsewhere from taken
