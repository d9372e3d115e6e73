"""The doors around every route: cross-site writes refused, bodies capped, time bounded, security headers on every answer, failures told."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from traceback import format_tb
from urllib.parse import urlsplit, urlunsplit

import structlog
from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.errors import Broken, CrossSite, NotFound, Refusal, TooLarge, Unavailable
from shared.observability import trace
from shared.observability.causes import cause_of
from shared.settings import Settings
from shared.web.problems import refused

Tell = Callable[[Request, Refusal], Awaitable[Response]]
"""How a refusal is told to whoever asked: as a page, or as JSON."""
RawHeaders = list[tuple[bytes, bytes]]
"""As ASGI has them: names in small letters."""

SAFE = {"GET", "HEAD", "OPTIONS"}
MAX_BODY = 1024 * 1024
"""Bytes; a form or a JSON body is a few thousand."""
MAX_UPLOAD = 8 * 1024 * 1024 + 64 * 1024
"""Bytes, where a system takes files: one of 8 MB and the form around it. A roll of 50,000 members as Excel is about 2 MB."""
ANSWER_SECONDS = 120.0
"""From what came last of a request until its answer begins; longer than whatever waits for the database. A stream may last."""

HEADERS = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}

log = structlog.get_logger()
ANSWERED = Histogram(
    "aixin_request_seconds", "From a request to the beginning of its answer", ["route", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
_FAILED = Counter("aixin_requests_failed", "Requests that failed by a fault of ours")
_LEADS_OUT = "aixin.leads_out"
"""In the scope of a request: the one address elsewhere to which its answer may lead."""


class Doors:
    """ASGI middleware; plain, because it stands in the way of the opening second."""

    def __init__(self, app: ASGIApp, settings: Settings, tell: Tell, uploads: Sequence[str] = ()) -> None:
        """`uploads`: what the paths of routes that take files begin with."""
        self.app, self.tell, self.uploads = app, tell, tuple(uploads)
        self._ours = headers_of(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        seen: trace.Facts = {}
        respond = self._with_headers(scope, send, seen)
        most = MAX_UPLOAD if scope["path"].startswith(self.uploads) else MAX_BODY
        if refusal := _nowhere(scope["path"]) or cross_site(scope["method"], headers) or _too_large(headers, most):
            await refused(refusal, headers)(scope, receive, respond)
        else:
            with trace.step("answer", "server", headers.get("traceparent"), seen):
                await self._within(scope, _capped(receive, most), respond, most)

    async def _within(self, scope: Scope, receive: Receive, respond: Send, most: int) -> None:
        begun, now = False, asyncio.get_running_loop().time

        async def note(message: Message) -> None:
            nonlocal begun
            if not begun:
                begun = True
                limit.reschedule(None)
            await respond(message)

        async def hear() -> Message:
            message = await receive()
            if not begun:
                limit.reschedule(now() + ANSWER_SECONDS)
            return message

        try:
            async with asyncio.timeout(ANSWER_SECONDS) as limit:
                await self.app(scope, hear, note)
        except ClientDisconnect:  # it is gone, or we have heard enough of its body
            if not begun:
                await refused(TooLarge(most), Headers(scope=scope))(scope, receive, respond)
        except Exception as fault:
            if limit.expired():
                log.error("request_overdue", route=_route(scope))
                await (await apology(self.tell, Request(scope), Unavailable()))(scope, receive, respond)
                return
            tell_fault(_route(scope), fault)
            if begun:  # half an answer must not pass for a whole one
                raise
            await (await apology(self.tell, Request(scope), Broken()))(scope, receive, respond)

    def _with_headers(self, scope: Scope, send: Send, seen: trace.Facts) -> Send:
        began = time.perf_counter()

        async def respond(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["route"], seen["status"] = _route(scope), message["status"]
                ANSWERED.labels(seen["route"], seen["status"]).observe(time.perf_counter() - began)
                message["headers"] = self._complete(scope, message["headers"], _keep(scope, message["status"]))
            await send(message)

        return respond

    def _complete(self, scope: Scope, headers: RawHeaders, keep: str) -> RawHeaders:
        """What an answer says itself, and of ours what it does not."""
        meant = scope.get(_LEADS_OUT)
        said = [(name, _here(value) if name == b"location" and value != meant else value) for name, value in headers]
        names = {name for name, _ in said}
        return said + [ours for ours in (*self._ours, (b"cache-control", keep.encode())) if ours[0] not in names]


async def apology(tell: Tell, request: Request, refusal: Refusal) -> Response:
    """As it is told to whoever asked; in the plainest way if that fails, too."""
    try:
        return await tell(request, refusal)
    except Exception as fault:  # the page itself may be what is broken
        log.error("apology_failed", cause=cause_of(fault), at=format_tb(fault.__traceback__))
        return refused(refusal, request.headers)


def headers_of(settings: Settings) -> RawHeaders:
    """What every answer says."""
    ours = HEADERS | ({"strict-transport-security": "max-age=31536000"} if settings.secure else {})
    return [(name.encode(), value.encode()) for name, value in ours.items()]


def tell_fault(route: str, fault: Exception) -> None:
    """Of a request that failed by a fault of ours: the log says where."""
    _FAILED.inc()
    log.error("request_failed", route=route, cause=cause_of(fault), at=format_tb(fault.__traceback__))


def _route(scope: Scope) -> str:
    """What was asked for, without whose it is."""
    return f"{scope['method']} {getattr(scope.get('route'), 'path', '')}"


def lead_out(request: Request, address: str) -> RedirectResponse:
    """Away from this origin: the one way in which an answer may lead there, to an address that we made ourselves."""
    leading = RedirectResponse(address, 303)
    request.scope[_LEADS_OUT] = leading.headers["location"].encode("latin-1")
    return leading


def _here(location: bytes) -> bytes:
    """A way within this origin: where a slash is too many or missing, the router repeats whatever host was asked for."""
    found = urlsplit(location.decode("latin-1"))
    within = urlunsplit(("", "", f"/{found.path.lstrip('/')}", found.query, found.fragment))
    return within.encode("latin-1") if found.netloc else location


def _keep(scope: Scope, status: int) -> str:
    """Pages are personal. A static file asked for by its content's hash never changes."""
    if not scope["path"].startswith("/static/"):
        return "no-store"
    versioned = scope["query_string"].startswith(b"v=")
    return "public, max-age=31536000, immutable" if versioned and status == 200 else "no-cache"


def _nowhere(path: str) -> NotFound | None:
    """Routes take a line's end for the end of an address, whoever stands before us does not: so what it keeps inside would get out."""
    return None if path.isprintable() else NotFound()


def cross_site(method: str, headers: Headers) -> CrossSite | None:
    """Browsers name the page a write comes from: one from elsewhere is refused, with or without a cookie (a log-in has none yet).

    By itself no browser shows a token; it does show the password that somebody put before the whole site.
    """
    if method in SAFE or headers.get("authorization", "").lower().startswith("bearer "):
        return None
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc == headers.get("host"):
        return None
    if origin is None and ("cookie" not in headers or headers.get("sec-fetch-site") in ("same-origin", "none")):
        return None
    return CrossSite()


def _too_large(headers: Headers, most: int) -> TooLarge | None:
    length = headers.get("content-length", "0")
    if length.isdigit() and int(length) <= most:
        return None
    return TooLarge(most)


def _capped(receive: Receive, most: int) -> Receive:
    """A body that does not say its length is cut off at the same size."""
    seen = 0

    async def capped() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > most else message

    return capped
