"""Answers the desk gave, kept beside their effect."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.booking.store.queries import sql
from shared.db.pool import Connection
from shared.kernel.answer import Answer

__all__ = ["AnsweredElsewhere", "Connection", "Given", "Name", "earlier", "keep", "rows"]

Name = tuple[UUID, str]
"""Who asked, with which Idempotency-Key."""

_EARLIER = """
SELECT a.owner, a.key, a.digest, a.status, a.body
FROM unnest($1::text[], $2::text[]) AS n (owner, key)
JOIN idempotent_answer a USING (owner, key)
"""


class AnsweredElsewhere(Exception):
    """Another desk answered one of these requests while this one was deciding; its answer can be read now."""


Given = tuple[Name, bytes, Answer]
"""A request by its name and its keyed digest, and what it is answered from now on."""


async def keep(conn: Connection, answers: Sequence[Given]) -> set[Name]:
    """Keep answers that changed nothing; the names of those whose key had no other answer."""
    return {(UUID(r["owner"]), r["key"]) for r in await conn.fetch(sql("keep_answers"), *rows(answers))}


async def earlier(conn: Connection, names: Sequence[Name]) -> dict[Name, tuple[bytes, Answer]]:
    """The answers that were given under these names before, each with the digest of its request."""
    rows = await conn.fetch(_EARLIER, [str(owner) for owner, _ in names], [key for _, key in names])
    return {(UUID(r["owner"]), r["key"]): (r["digest"], Answer(r["status"], r["body"])) for r in rows}


def rows(answers: Sequence[Given]) -> tuple[list[str], list[str], list[bytes], list[int], list[dict[str, Any]]]:
    """Answers as columns: owner, key, digest, status, body."""
    return (
        [str(owner) for (owner, _), _, _ in answers],
        [key for (_, key), _, _ in answers],
        [digest for _, digest, _ in answers],
        [answer.status for _, _, answer in answers],
        [answer.body for _, _, answer in answers],
    )
