"""A write that is sent twice happens once: the key, the body's digest and the answer stand beside the effect."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import JSONResponse

from shared.db.pool import Connection, transaction
from shared.errors import BadInput, KeyReused

if TYPE_CHECKING:
    from shared.system import System


@dataclass(frozen=True, slots=True)
class Answer:
    """What a write is answered: an HTTP status and a JSON body."""

    status: int
    body: dict[str, Any]

    def response(self) -> JSONResponse:
        """As the API gives it."""
        return JSONResponse(self.body, self.status)


def digest(*parts: object) -> bytes:
    """Two writes are the same when this is."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).digest()


def idempotency_key(request: Request) -> str:
    """The API's `Idempotency-Key` header, 8 to 200 characters. Raises BadInput."""
    return checked_key(request.headers.get("idempotency-key", ""))


def checked_key(key: str) -> str:
    """A usable key. Raises BadInput."""
    if not 8 <= len(key) <= 200 or not key.isprintable():
        raise BadInput(
            "缺少提交编号，请刷新页面后重试。",
            "Send an Idempotency-Key header of 8 to 200 characters with every write.",
            code="idempotency-key-missing",
        )
    return key


IdempotencyKey = Annotated[str, Depends(idempotency_key)]

# The second of two at once waits here until the first commits, then sees its answer.
_CLAIM = "INSERT INTO idempotent_answer (owner, key, digest) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING true"
_EARLIER = "SELECT digest, status, body FROM idempotent_answer WHERE owner = $1 AND key = $2"
_SETTLE = "UPDATE idempotent_answer SET status = $3, body = $4 WHERE owner = $1 AND key = $2"

Work = Callable[[Connection], Awaitable[Answer]]


async def write_once(system: "System", owner: object, key: str, what: bytes, work: Work) -> Answer:
    """Do `work` in one transaction unless `owner` did it before with this key; then give that answer again.

    `what` is the digest of the request. A refusal raised by `work` undoes everything, the claim included.
    Raises KeyReused when the key came with another request, and what `work` raises.
    """
    async with transaction(system.pool) as conn:
        if not await conn.fetchval(_CLAIM, str(owner), key, what):
            earlier = await conn.fetchrow(_EARLIER, str(owner), key)
            if earlier is None or earlier["digest"] != what:
                raise KeyReused
            return Answer(earlier["status"], earlier["body"])
        answer = await work(conn)
        await conn.execute(_SETTLE, str(owner), key, answer.status, answer.body)
    system.committed()
    return answer
