"""One origin for the four systems: the first path segment says whose request it is, as at the edge in front of containers."""

import asyncio
from collections.abc import Mapping

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Origin:
    """An ASGI app over `systems` by name; `home` answers `/` and whatever belongs to nobody, its 404 page included."""

    def __init__(self, systems: Mapping[str, ASGIApp], home: str) -> None:
        self.systems, self.home = systems, home
        self.stopping = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to its system, path unchanged."""
        segment = scope["path"].split("/", 2)[1]
        app = self.systems.get(segment, self.systems[self.home])
        if not segment:
            app = RedirectResponse(f"/{self.home}/", 302)
        if scope["method"] == "GET":
            receive = self._until_stopping(receive)
        await app(scope, receive, send)

    def _until_stopping(self, receive: Receive) -> Receive:
        """A stream of events listens for its reader to leave; when we stop it hears just that, and ends instead of being waited for."""

        async def message() -> Message:
            arriving, stopping = asyncio.ensure_future(receive()), asyncio.ensure_future(self.stopping.wait())
            try:
                await asyncio.wait((arriving, stopping), return_when=asyncio.FIRST_COMPLETED)
                return arriving.result() if arriving.done() else {"type": "http.disconnect"}
            finally:
                arriving.cancel()
                stopping.cancel()

        return message
