"""One origin for the four systems: the first path segment says whose request it is, as at the edge in front of containers."""

from collections.abc import Mapping

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.web.doors import HEADERS


class Origin:
    """An ASGI app over `systems` by name; `home` answers `/` and whatever belongs to nobody, its 404 page included."""

    def __init__(self, systems: Mapping[str, ASGIApp], home: str) -> None:
        self.systems, self.home = systems, home

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to its system, path unchanged."""
        segment = scope["path"].split("/", 2)[1]
        app = self.systems.get(segment, self.systems[self.home])
        if not segment:
            app = RedirectResponse(f"/{self.home}/", 302, HEADERS | {"cache-control": "no-store"})
        await app(scope, receive, send)
