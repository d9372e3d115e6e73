"""A wire to a server that a test can cut and mend."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Wire:
    """Passes bytes between clients of `port` and a server while it is whole."""

    def __init__(self, host: str, port: int) -> None:
        self._target, self.port = (host, port), 0
        self._whole = True
        self.refused = self.taken = 0
        self._writers: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Break every connection and refuse new ones."""
        self._whole = False
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        """Take connections again."""
        self._whole = True

    def lead(self, port: int) -> None:
        """Break every connection; who comes again gets to another server of the same host."""
        self.cut()
        self._target = (self._target[0], port)
        self.mend()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client's connection."""
        if not self._whole:
            self.refused += 1
            return writer.transport.abort()
        self.taken += 1
        try:
            there_reader, there_writer = await asyncio.open_connection(*self._target)
        except OSError:
            return writer.transport.abort()
        ends = {writer, there_writer}
        self._writers |= ends
        await asyncio.gather(_pass(reader, there_writer), _pass(there_reader, writer))
        self._writers -= ends


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
    writer.close()


@asynccontextmanager
async def wire(host: str, port: int) -> AsyncIterator[Wire]:
    """A wire to a server, on a port of its own."""
    between = Wire(host, port)
    server = await asyncio.start_server(between.serve, "127.0.0.1", 0)
    between.port = server.sockets[0].getsockname()[1]
    try:
        yield between
    finally:
        server.close()
        between.cut()
