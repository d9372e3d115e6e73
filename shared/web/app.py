"""The web app of a system: its routes, the doors around them, and how refusals are told."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import asyncpg
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from shared.errors import BadInput, Malformed, NotFound, NotSignedIn, Refusal, SecondFactorMissing
from shared.web.contract import VERSION, document
from shared.web.doors import Doors
from shared.web.health import Working
from shared.web.idempotency import KEY_HEADER, no_key
from shared.web.lean import WebApp
from shared.web.ops import ops_router
from shared.web.pages import STATIC, Pages, came_from
from shared.web.problems import refused
from shared.words import refusals as words


class Served(Working, Protocol):
    """A system as its web app stands in front of it."""

    @property
    def name(self) -> str: ...
    @property
    def home(self) -> Path: ...
    @property
    def uploads(self) -> Sequence[str]: ...
    def running(self) -> AbstractAsyncContextManager[object]:
        """Everything beside the web app, while it lasts."""


def create_app(system: Served, routers: Sequence[APIRouter]) -> FastAPI:
    """The system's ASGI app; its lifespan runs the whole system."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with system.running():
            yield

    app = WebApp(
        title=f"Aixin {system.name}",
        lifespan=lifespan,
        openapi_url=f"/{system.name}/api/{VERSION}/openapi.json",
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # we tell it ourselves, and of nobody
    )
    app.openapi = cache(lambda: document(system.name, routers))  # type: ignore[method-assign]
    app.state.system = system
    app.state.pages = Pages(system.home / "web" / "templates", system.settings)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    # As they are: FastAPI's `include_router` would build each of them anew, at the first request that comes to its room.
    app.router.routes += [r for router in (ops_router(system.name, system), *routers) for r in router.routes]
    app.open_short_ways(app.routes, system.settings)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_exception_handler(ValidationError, _bad_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(asyncpg.DataError, _unstorable)
    app.add_exception_handler(OverflowError, _unstorable)
    app.add_middleware(Doors, settings=system.settings, tell=_refused, uploads=system.uploads)
    return app


def wants_page(request: Request) -> bool:
    """True when a person's browser asks, not a program."""
    return "/api/" not in request.url.path and "text/html" in request.headers.get("accept", "text/html")


async def _refused(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)  # noqa: S101 — what the handler is registered for
    if not wants_page(request):
        return refused(refusal, request.headers)
    if isinstance(refusal, NotSignedIn):
        return _by_way_of(request, "/accounts/continue")
    if isinstance(refusal, SecondFactorMissing):
        return _by_way_of(request, "/accounts/second-factor")
    headers = {"retry-after": str(refusal.retry_after)} if refusal.retry_after else {}
    if refusal.asked_again and request.method == "GET":
        headers["refresh"] = str(refusal.retry_after)
    pages: Pages = request.app.state.pages
    return pages.render(
        request, "refused.html", refusal.status, headers=headers, refusal=refusal, back=came_from(request)
    )


def _by_way_of(request: Request, door: str) -> Response:
    """Back to where the person was, by way of a door of accounts (which may renew the token without asking)."""
    page = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method not in ("GET", "HEAD") or request.headers.get("hx-request"):
        page = came_from(request)
    target = f"{door}?next={quote(page)}"
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"hx-redirect": target})
    return RedirectResponse(target, 303)


async def _bad_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError | ValidationError)  # noqa: S101
    if any(wrong["loc"] == KEY_HEADER for wrong in error.errors()):
        return await _refused(request, no_key())
    return await _refused(request, BadInput.of(error))


async def _unstorable(request: Request, _: Exception) -> Response:
    """The database can keep no NUL, and no number beyond its type; the calendar has an end, too."""
    return await _refused(request, BadInput(*words.UNSTORABLE))


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    if error.status_code == 404:
        return await _refused(request, NotFound())
    if error.status_code == 400:
        return await _refused(request, Malformed())
    refusal = Refusal(words.UNANSWERABLE.zh, str(error.detail) or words.UNANSWERABLE.en)
    refusal.status = error.status_code
    return await _refused(request, refusal)
