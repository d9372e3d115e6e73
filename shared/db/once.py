"""A write that is sent twice happens once: the key, the request's digest and the answer stand beside the effect."""

from collections.abc import Awaitable, Callable

from shared.db.pool import Connection, Database, transaction
from shared.errors import KeyReused
from shared.kernel.answer import Answer

# The second of two at once waits here until the first commits, then sees its answer.
_CLAIM = "INSERT INTO idempotent_answer (owner, key, digest) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING true"
_EARLIER = "SELECT digest, status, body FROM idempotent_answer WHERE owner = $1 AND key = $2"
_SETTLE = "UPDATE idempotent_answer SET status = $3, body = $4 WHERE owner = $1 AND key = $2"

Work = Callable[[Connection], Awaitable[Answer]]


def same(system: Database, kept: bytes, what: bytes) -> bool:
    """Whether an answer is that of this request: digests are kept keyed; those of releases before are as they are (docs/upgrade.md)."""
    return kept == system.keyed(what) or kept == what


async def write_once(system: Database, owner: object, key: str, what: bytes, work: Work) -> Answer:
    """Do `work` in one transaction unless `owner` did it before with this key; then give that answer again.

    `what` is the digest of the request, which is kept keyed. A refusal raised by `work` undoes everything, the claim included.
    Raises KeyReused when the key came with another request, and what `work` raises.
    """
    async with transaction(system.pool) as conn:
        if not await conn.fetchval(_CLAIM, str(owner), key, system.keyed(what)):
            earlier = await conn.fetchrow(_EARLIER, str(owner), key)
            if earlier is None or not same(system, earlier["digest"], what):
                raise KeyReused
            return Answer(earlier["status"], earlier["body"])
        answer = await work(conn)
        await conn.execute(_SETTLE, str(owner), key, answer.status, answer.body)
    system.committed()
    return answer
