"""The short way to an operation that a whole city asks for in one second.

FastAPI tries every route, solves dependencies in threads and wraps them in stacks: four fifths of what such a request costs before it comes to
the desk. On the short way it is found by its path alone, and asked for what it needs by hand. Whatever is not just so (nobody signed in, no key, another
content type, a body that does not fit) goes the whole way, as if this were not there, and is refused in the same words; so the
short way refuses nothing, and the API's document needs to know nothing of it.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from fastapi import FastAPI, Request
from pydantic import ValidationError
from starlette.routing import BaseRoute, Match
from starlette.types import Message, Receive, Scope, Send

from shared.errors import BadInput
from shared.web.auth import identity_of
from shared.web.deprecation import Operation
from shared.web.idempotency import KEY_HEADER, checked_key
from shared.web.shapes import Input

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def lean(body: type[Input]) -> Callable[[Endpoint], Endpoint]:
    """Stands below the route's own decorator: the endpoint takes `request`, `who`, `key` and such a `body`, and nothing else."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.lean = body  # type: ignore[attr-defined]
        return endpoint

    return mark


def put_first(app: FastAPI, routes: Sequence[BaseRoute]) -> None:
    """Before all others: the short ways to those of these operations that have one."""
    app.router.routes[:0] = [ShortWay(r) for r in routes if isinstance(r, Operation) and hasattr(r.endpoint, "lean")]


class ShortWay(BaseRoute):
    """To one operation."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.body: type[Input] = operation.endpoint.lean  # type: ignore[attr-defined]
        self.path, self.methods = operation.path, frozenset(operation.methods or ())

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The very path, the very method."""
        if scope["type"] == "http" and scope["path"] == self.path and scope["method"] in self.methods:
            return Match.FULL, {"route": self.operation}
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let it go the whole way."""
        heard = [await receive()]
        while heard[-1].get("more_body"):
            heard.append(await receive())
        request = Request(scope)
        if asked := self._asked(request, heard):
            answer = await self.operation.endpoint(request=request, **asked)
            await answer(scope, receive, send)
        else:
            await self.operation.handle(scope, _again(heard, receive), send)

    def _asked(self, request: Request, heard: Sequence[Message]) -> dict[str, Any] | None:
        """What the endpoint takes, if all of it is as it should be."""
        who, headers = identity_of(request), request.headers
        if who is None or headers.get("content-type") != "application/json" or heard[-1]["type"] != "http.request":
            return None
        try:
            key = checked_key(headers.get(KEY_HEADER[1], ""))
            body = self.body.model_validate_json(b"".join(part.get("body", b"") for part in heard))
        except (BadInput, ValidationError):
            return None
        return {"who": who, "key": key, "body": body}


def _again(heard: Sequence[Message], receive: Receive) -> Receive:
    """What was heard, then what comes."""
    messages = iter(heard)

    async def hear() -> Message:
        for message in messages:
            return message
        return await receive()

    return hear
