"""The key that a write comes with, so that it happens once however often it is sent; and its answer as JSON."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import JSONResponse

from shared.errors import BadInput
from shared.kernel.answer import Answer


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


def respond(answer: Answer) -> JSONResponse:
    """As the API gives it."""
    return JSONResponse(answer.body, answer.status)
