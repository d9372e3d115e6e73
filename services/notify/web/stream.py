"""The inbox as a stream of server-sent events: the number of unread messages, whenever the inbox looks different."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from services.notify.live import Live
from shared.kernel.identity import Identity
from shared.messaging.revocation import Revocations
from shared.web.auth import Who

LIFE, HEARTBEAT = 300.0, 15.0
"""Seconds; the browser comes back by itself, with a fresh token. At each beat one that was revoked is noticed."""


def router(live: Live) -> APIRouter:
    """The stream's route."""
    routes = APIRouter(prefix="/notify", include_in_schema=False)

    @routes.get("/stream")
    async def stream(request: Request, who: Who) -> StreamingResponse:
        live.admit(who.person_id)
        events = _events(live, who, request.app.state.system.revocations)
        return StreamingResponse(events, media_type="text/event-stream", headers={"x-accel-buffering": "no"})

    return routes


async def _events(live: Live, who: Identity, revocations: Revocations) -> AsyncIterator[str]:
    clock = asyncio.get_running_loop().time
    end = clock() + LIFE
    with live.watching(who.person_id) as watch:
        yield "retry: 3000\n\n"
        while clock() < end and revocations.holds(who):
            news = await watch.news(within=min(HEARTBEAT, max(0.0, end - clock())))
            yield f"data: {news.count}\n\n" if news else ": still here\n\n"
