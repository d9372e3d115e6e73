"""The key that a write comes with, so that it happens once however often it is sent; and its answer as JSON."""

from typing import Annotated, Any

import orjson
from fastapi import Depends, Header
from fastapi.responses import JSONResponse

from shared.errors import BadInput, KeyReused, refuses
from shared.kernel.answer import Answer
from shared.words import refusals as words

_MEANING = "New for every write, the same when it is sent again: it happens once, and is answered alike."
KEY_HEADER = ("header", "Idempotency-Key")


@refuses(BadInput, KeyReused)
async def idempotency_key(
    key: Annotated[str, Header(alias=KEY_HEADER[1], description=_MEANING, min_length=8, max_length=200)],
) -> str:
    """The API's `Idempotency-Key` header. Raises BadInput."""
    return checked_key(key)


def checked_key(key: str) -> str:
    """A usable key. Raises BadInput."""
    if not 8 <= len(key) <= 200 or not key.isprintable():
        raise no_key()
    return key


def no_key() -> BadInput:
    """There is none, or none that is usable."""
    return BadInput(*words.KEY_MISSING, code="idempotency-key-missing")


IdempotencyKey = Annotated[str, Depends(idempotency_key)]


class _Json(JSONResponse):
    """Written by who writes it fastest, and its headers at once: an opening asks for a thousand a second."""

    def __init__(self, body: dict[str, Any], status: int) -> None:
        self.body, self.status_code, self.background = orjson.dumps(body), status, None
        length = str(len(self.body)).encode()
        self.raw_headers = [(b"content-length", length), (b"content-type", b"application/json")]


def respond(answer: Answer) -> JSONResponse:
    """As the API gives it."""
    return _Json(answer.body, answer.status)
