"""A server process of its own with few files, and sockets to it."""

import asyncio
import json
import subprocess
import sys
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import psutil

from tests.support.stack import ROOT

HELLO = b"GET / HTTP/1.1\r\nhost: aixin.test\r\n\r\n"


@dataclass
class Server:
    """A running server process."""

    port: int
    most: int
    files: int
    process: psutil.Process

    @asynccontextmanager
    async def connected(self, first=b""):
        """A socket to it on which this much was sent."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(first)
        try:
            yield reader, writer
        finally:
            writer.transport.abort()

    async def ask(self, request=HELLO):
        """The answer to a whole request."""
        async with self.connected(request) as (reader, _):
            return await answer(reader)

    def connections(self):
        """How many it holds."""
        return sum(bool(connection.raddr) for connection in self.process.net_connections("tcp"))


@contextmanager
def serving(files=256, **bounds):
    words = ["-m", "tests.support.serving_process", str(files), json.dumps(bounds)]
    with subprocess.Popen([sys.executable, *words], cwd=ROOT, stdout=subprocess.PIPE) as process:
        try:
            yield Server(*map(int, process.stdout.readline().split()), psutil.Process(process.pid))
        finally:
            process.kill()


async def answer(reader):
    """Its status and its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return head.split(b"\r\n")[0].split(b" ")[1].decode(), await reader.readexactly(length)
