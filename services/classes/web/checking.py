"""The check of a long plan is a page that comes about before one's eyes: each step is laid upon the one before it, and below them stands the result.

One answer, sent piece by piece: nothing is kept anywhere.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, StreamingResponse

from shared.errors import Refusal
from shared.web.pages import came_from, render

LONG = 2 * 1024
"""Bytes; sites of one line each make hundreds of groups of so many."""
LOOK_SECONDS = 0.4
_MAIN = b'<main id="main" class="broad">'


@dataclass(slots=True)
class HowFar:
    """What the check of a file has come to."""

    name: str
    size: int = 0
    """Bytes."""
    total: int = 0
    """Groups of the plan, once it is read …"""
    done: int = 0
    """… and how many of them were compared with what is there."""
    over: bool = False


def as_it_comes(request: Request, far: HowFar, result: Coroutine[Any, Any, HTMLResponse]) -> StreamingResponse:
    """The page of `result`, after the steps that lead to it. Its status is said before it is known."""
    pieces = _pieces(request, far, result)
    return StreamingResponse(pieces, media_type="text/html", headers={"x-accel-buffering": "no"})


async def _pieces(request: Request, far: HowFar, result: Coroutine[Any, Any, HTMLResponse]) -> AsyncIterator[bytes]:
    page = asyncio.create_task(result)
    try:
        frame, main, _ = bytes(render(request, "import_checking.html").body).partition(_MAIN)
        yield frame + main + b'<div class="pile" role="status">'
        told = None
        while not page.done():
            if (now := (far.total, far.done)) != told:
                told = now
                yield _step(request, far)
            await asyncio.wait([page], timeout=LOOK_SECONDS)
        far.over = True
        yield _step(request, far) + b"</div>"
        yield _rest(request, page)
    finally:
        page.cancel()  # of somebody who went away


def _step(request: Request, far: HowFar) -> bytes:
    return bytes(render(request, "import_step.html", far=far).body)


def _rest(request: Request, page: asyncio.Task[HTMLResponse]) -> bytes:
    """What stands in the result's page behind the beginning of its main part."""
    try:
        found = page.result()
    except Refusal as no:
        found = render(request, "refused.html", no.status, refusal=no, back=came_from(request))
    _, _, behind = bytes(found.body).partition(b'<main id="main"')
    return behind.partition(b">")[2]
