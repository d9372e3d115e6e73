"""The short way to an operation that a whole city asks for in one second.

FastAPI tries every route, solves dependencies in threads and wraps them in stacks: four fifths of what such a request costs before it comes to
the desk. On the short way it is found by its path alone, and asked for what it needs by hand. Whatever is not just so (no token in the header,
no key, another content type, a body that does not fit) goes the whole way, through all the doors, as if this were not there, and is refused in
the same words; so the short way refuses nothing, and the API's document needs to know nothing of it. Of the doors it keeps what is due to any answer: the
headers, the trace, the metric, and what is told of a failure. Only a bearer's requests come this way, which no other site's page can send; and
what answers them bounds its time itself.
"""

from collections.abc import Callable, Iterable, Mapping
from time import perf_counter
from typing import Any, TypeVar

from fastapi import FastAPI
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.errors import BadInput, Broken
from shared.observability import trace
from shared.settings import Settings
from shared.web.auth import person_by
from shared.web.deprecation import Operation
from shared.web.doors import ANSWERED, headers_of, tell_fault
from shared.web.idempotency import KEY_HEADER, checked_key
from shared.web.problems import refused
from shared.web.shapes import Input

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
LONGEST = 10_000
"""Bytes of a body; one that asks for a place has 120."""
_KEY = KEY_HEADER[1].lower().encode()


def lean(body: type[Input]) -> Callable[[Endpoint], Endpoint]:
    """Stands below the route's own decorator: the endpoint takes `request`, `who`, `key` and such a `body`, and nothing else."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.lean = body  # type: ignore[attr-defined]
        return endpoint

    return mark


class WebApp(FastAPI):
    """FastAPI with short ways before it."""

    short_ways: Mapping[tuple[str, str], "ShortWay"] = {}

    def open_short_ways(self, routes: Iterable[BaseRoute], settings: Settings) -> None:
        """To those of these operations that have one."""
        leanest, whole = (
            [r for r in routes if isinstance(r, Operation) and hasattr(r.endpoint, "lean")],
            super().__call__,
        )
        self.short_ways = {(m, r.path): ShortWay(self, r, settings, whole) for r in leanest for m in r.methods or ()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """By the very path and the very method."""
        way = self.short_ways.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if way:
            await way(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class ShortWay:
    """To one operation; `whole` is the way through everything."""

    def __init__(self, app: FastAPI, operation: Operation, settings: Settings, whole: ASGIApp) -> None:
        self.app, self.endpoint, self.whole = app, operation.endpoint, whole
        self.body: type[Input] = operation.endpoint.lean  # type: ignore[attr-defined]
        self.ours = [*headers_of(settings), (b"cache-control", b"no-store")]
        self.route = f"{next(iter(operation.methods or ()))} {operation.path}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let it go the whole way."""
        began, headers = perf_counter(), dict(scope["headers"])
        if len(headers) < len(scope["headers"]) or not _short(headers.get(b"content-length", b"0")):
            return await self.whole(scope, receive, send)
        heard = [await receive()]
        size = len(heard[0].get("body", b""))
        while heard[-1].get("more_body") and size <= LONGEST:
            heard.append(await receive())
            size += len(heard[-1].get("body", b""))
        asked = self._asked(headers, heard) if size <= LONGEST else None
        if asked is None:
            return await self.whole(scope, _again(heard, receive), send)
        seen: trace.Facts = {"route": self.route}
        caller = headers.get(b"traceparent", b"").decode("latin-1")
        scope["app"] = self.app
        with trace.step("answer", "server", caller, seen):
            answer = await self._answer(Request(scope), asked)
            seen["status"] = answer.status_code
            ANSWERED.labels(self.route, answer.status_code).observe(perf_counter() - began)
            answer.raw_headers += self.ours
            await answer(scope, receive, send)

    def _asked(self, headers: Mapping[bytes, bytes], heard: list[Message]) -> dict[str, Any] | None:
        """What the endpoint takes, if all of it is as it should be."""
        scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
        if scheme != b"Bearer" or headers.get(b"content-type") != b"application/json":
            return None
        who = person_by(token.decode("latin-1"), self.app.state.system)
        if who is None or heard[-1]["type"] != "http.request":
            return None
        try:
            key = checked_key(headers.get(_KEY, b"").decode("latin-1"))
            body = self.body.model_validate_json(b"".join(part.get("body", b"") for part in heard))
        except (BadInput, ValidationError):
            return None
        return {"who": who, "key": key, "body": body}

    async def _answer(self, request: Request, asked: Mapping[str, Any]) -> Response:
        """What the endpoint says, or what is told of its refusal or failure."""
        try:
            answer: Response = await self.endpoint(request=request, **asked)
            return answer
        except Exception as error:
            for kind in type(error).__mro__:
                if tell := self.app.exception_handlers.get(kind):
                    told: Response = await tell(request, error)  # type: ignore[misc]
                    return told
            tell_fault(self.route, error)
            return refused(Broken(), request.headers)


def _short(length: bytes) -> bool:
    """What says that it is long is refused before it comes."""
    return length.isdigit() and int(length) <= LONGEST


def _again(heard: list[Message], receive: Receive) -> Receive:
    """What was heard, then what comes."""
    messages = iter(heard)

    async def hear() -> Message:
        for message in messages:
            return message
        return await receive()

    return hear
