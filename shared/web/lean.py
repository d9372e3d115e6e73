"""The short way to an operation that a whole city asks for in one second.

FastAPI tries every route, solves dependencies in threads and wraps them in stacks: four fifths of what such a request costs before it comes to
the desk. On the short way it is found by its path alone, and asked for what it needs by hand. Whatever is not just so (no token in the header,
no key, another content type, a body that does not fit) goes the whole way, through all the doors, as if this were not there, and is refused in
the same words; so the short way refuses nothing, and the API's document needs to know nothing of it. Of the doors it keeps what is due to any answer: the
headers, the trace, the metric, and what is told of a failure. A program's requests come this way by their bearer, which no other site's page can
send, and a family's tap by its cookie, if it came from a page of ours. What answers them bounds its time itself.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from time import perf_counter
from typing import Any, TypeVar, get_origin
from uuid import UUID

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.errors import BadInput, Broken, Refusal
from shared.observability import trace
from shared.settings import Settings
from shared.web.auth import person_by, token_cookie
from shared.web.doors import ANSWERED, apology, cross_site, headers_of, tell_fault
from shared.web.idempotency import KEY_HEADER, checked_key
from shared.web.shapes import Input

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
LONGEST = 10_000
"""Bytes of a body; one that asks for a place has 120."""
_KEY = KEY_HEADER[1].lower().encode()
_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_PARAMETER = re.compile(r"\{(\w+)\}")
# A form of a page of ours: every field says something, and nothing of it has to be deciphered.
_FORM = re.compile(rb"[a-z_]+=[\w.-]+(?:&[a-z_]+=[\w.-]+)*", re.ASCII)


def lean(body: type[BaseModel]) -> Callable[[Endpoint], Endpoint]:
    """Stands below the route's own decorator. With an `Input` the endpoint takes `request`, `who`, `key` and such a `body`, and nothing else;
    with a form `request`, `who`, such a `form`, and what its path names, which are ids."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.lean = body  # type: ignore[attr-defined]
        return endpoint

    return mark


class WebApp(FastAPI):
    """FastAPI with short ways before it."""

    short_ways: Mapping[tuple[str, str], "ShortWay"] = {}

    def open_short_ways(self, routes: Iterable[BaseRoute], settings: Settings) -> None:
        """To those of these operations that have one."""
        leanest = [r for r in routes if isinstance(r, APIRoute) and hasattr(r.endpoint, "lean")]
        whole = super().__call__
        ways = [(r, _way_of(r)(self, r, settings, whole)) for r in leanest]
        self.short_ways = {(m, _PARAMETER.sub("", r.path)): way for r, way in ways for m in r.methods or ()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """By the very path, whichever ids it names, and the very method."""
        way = self.short_ways.get((scope["method"], _ID.sub("", scope["path"]))) if scope["type"] == "http" else None
        if way:
            await way(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class ShortWay(ABC):
    """To one operation; `whole` is the way through everything."""

    def __init__(self, app: FastAPI, operation: APIRoute, settings: Settings, whole: ASGIApp) -> None:
        self.app, self.endpoint, self.whole = app, operation.endpoint, whole
        self.body: type[BaseModel] = operation.endpoint.lean  # type: ignore[attr-defined]
        self.named = _PARAMETER.findall(operation.path)
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
        request = Request({**scope, "app": self.app})
        whole = size <= LONGEST and heard[-1]["type"] == "http.request"
        asked = self._asked(request, headers, b"".join(part.get("body", b"") for part in heard)) if whole else None
        if asked is None:
            return await self.whole(scope, _again(heard, receive), send)
        seen: trace.Facts = {"route": self.route}
        caller = headers.get(b"traceparent", b"").decode("latin-1")
        with trace.step("answer", "server", caller, seen):
            answer = await self._answer(request, asked)
            seen["status"] = answer.status_code
            ANSWERED.labels(self.route, answer.status_code).observe(perf_counter() - began)
            answer.raw_headers += self.ours
            await answer(scope, receive, send)

    @abstractmethod
    def _asked(self, request: Request, headers: Mapping[bytes, bytes], body: bytes) -> dict[str, Any] | None:
        """What the endpoint takes, if all of it is as it should be."""

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
            return await apology(self.app.exception_handlers[Refusal], request, Broken())  # type: ignore[arg-type]


class OfPrograms(ShortWay):
    """By a bearer, with JSON and a key."""

    def _asked(self, request: Request, headers: Mapping[bytes, bytes], body: bytes) -> dict[str, Any] | None:
        scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
        if scheme != b"Bearer" or headers.get(b"content-type") != b"application/json":
            return None
        who = person_by(token.decode("latin-1"), self.app.state.system)
        if who is None:
            return None
        try:
            key = checked_key(headers.get(_KEY, b"").decode("latin-1"))
            return {"who": who, "key": key, "body": self.body.model_validate_json(body)}
        except (BadInput, ValidationError):
            return None


class OfFamilies(ShortWay):
    """By a cookie, with the form of a page of ours."""

    def __init__(self, app: FastAPI, operation: APIRoute, settings: Settings, whole: ASGIApp) -> None:
        super().__init__(app, operation, settings, whole)
        self.cookie = token_cookie(settings)
        fields = self.body.model_fields.items()
        self.several = {name for name, field in fields if get_origin(field.annotation) is list}

    def _asked(self, request: Request, headers: Mapping[bytes, bytes], body: bytes) -> dict[str, Any] | None:
        if b"authorization" in headers or headers.get(b"content-type") != b"application/x-www-form-urlencoded":
            return None
        if cross_site(request.method, request.headers):
            return None
        ids = [UUID(text) for text in _ID.findall(request.scope["path"])]
        who, form = person_by(request.cookies.get(self.cookie, ""), self.app.state.system), self._form(body)
        if who is None or form is None or len(ids) < len(self.named):
            return None
        request.state.let_in = who
        return {"who": who, "form": form, **dict(zip(self.named, ids, strict=True))}

    def _form(self, body: bytes) -> BaseModel | None:
        if not _FORM.fullmatch(body):
            return None
        said: dict[str, Any] = {}
        for field in body.decode().split("&"):
            name, _, value = field.partition("=")
            if name in self.several:
                said.setdefault(name, []).append(value)
            elif name in said:
                return None
            else:
                said[name] = value
        try:
            return self.body.model_validate(said)
        except ValidationError:
            return None


def _way_of(operation: APIRoute) -> type[ShortWay]:
    return OfPrograms if issubclass(operation.endpoint.lean, Input) else OfFamilies  # type: ignore[attr-defined]


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
