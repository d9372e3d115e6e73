"""The inbox as a stream of server-sent events: the number of unread messages, whenever the inbox looks different."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from services.notify.live import Live
from shared.web.auth import Who

LIFE, HEARTBEAT = 300.0, 15.0
"""Seconds; the browser comes back by itself, with a fresh token."""


def router(live: Live) -> APIRouter:
    """The stream's route."""
    routes = APIRouter(prefix="/notify", include_in_schema=False)

    @routes.get("/stream")
    async def stream(who: Who) -> StreamingResponse:
        live.admit(who.person_id)
        return StreamingResponse(
            _events(live, who.person_id), media_type="text/event-stream", headers={"x-accel-buffering": "no"}
        )

    return routes


async def _events(live: Live, person: UUID) -> AsyncIterator[str]:
    clock = asyncio.get_running_loop().time
    end = clock() + LIFE
    with live.watching(person) as watch:
        yield "retry: 3000\n\n"
        while clock() < end:
            news = await watch.news(within=min(HEARTBEAT, max(0.0, end - clock())))
            yield f"data: {news.count}\n\n" if news else ": still here\n\n"
