"""A signal under load, to one system alone and to `make up`: what came is answered, streams end, nobody waits half a minute."""

import asyncio
import signal
import subprocess
import sys
import time
from asyncio import StreamReader, StreamWriter
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import psutil
import pytest

from deploy.local.server import free_port
from deploy.local.stack import Postgres
from shared.web import stopping
from tests.support.eventually import eventually
from tests.support.people import token_for
from tests.support.stack import ROOT
from tests.support.up import aixin_up, prepared

MANY = 150
LONGEST = 30.0
PAGE = b"GET /classes/ HTTP/1.1\r\nhost: aixin.test\r\n\r\n"


async def sent(stack: AsyncExitStack, port: int, request: bytes) -> StreamReader:
    """What comes back for a request, on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    stack.callback(StreamWriter.close, writer)
    writer.write(request)
    await writer.drain()
    return reader


async def head_of(reader: StreamReader) -> str:
    return (await reader.readuntil(b"\r\n\r\n")).decode()


async def refused(port: int) -> bool:
    """Whether nobody is taken any more."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionError:
        return True
    writer.close()
    return False


@asynccontextmanager
async def held_up(dsn: str):
    """Pages of the catalogue wait while the block lasts."""
    conn = await asyncpg.connect(dsn)
    try:
        async with conn.transaction():
            await conn.execute("LOCK TABLE class_group")
            yield
    finally:
        await conn.close()


async def stop_under_load(process: subprocess.Popen, port: int, dsn: str) -> None:
    """Requests that hang in the database when the signal comes are answered; afterwards nobody listens."""
    async with AsyncExitStack() as stack:
        async with held_up(dsn):
            readers = [await sent(stack, port, PAGE) for _ in range(MANY)]
            process.send_signal(signal.SIGTERM)
            await eventually(lambda: refused(port))
        heads = await asyncio.gather(*map(head_of, readers))
    told = [head.split()[1] for head in heads]
    assert set(told) <= {"200", "503"} and "200" in told
    assert all("retry-after" in head for head in heads if head.split()[1] == "503")


def ended_in_order(process: subprocess.Popen, began: float) -> None:
    assert process.wait(timeout=60) in (0, -signal.SIGTERM)
    assert time.monotonic() - began < LONGEST


@pytest.fixture
def alone(tmp_path):
    """`python -m services.NAME`, and the file with what it says."""
    started: list[subprocess.Popen] = []

    def start(name, settings) -> tuple[subprocess.Popen, Path]:
        told = {f"AIXIN_{field.upper()}": str(getattr(settings, field)) for field in settings.model_fields_set}
        said = tmp_path / f"{name}.log"
        with said.open("wb") as log:
            command = [sys.executable, "-m", f"services.{name}"]
            started.append(subprocess.Popen(command, cwd=ROOT, env=told, stdout=log, stderr=log))
        return started[-1], said

    yield start
    for process in started:
        process.kill()
        process.wait()


async def listening(port: int) -> None:
    await eventually(
        lambda: any(c.laddr.port == port for c in psutil.net_connections("tcp") if c.status == "LISTEN"), 120
    )


async def test_a_system_answers_what_came_before_it_ends(settings, alone):
    given = await settings("classes", port=free_port())
    process, said = alone("classes", given)
    await listening(given.port)
    began = time.monotonic()
    await stop_under_load(process, given.port, given.database_url)
    ended_in_order(process, began)
    assert "Traceback" not in said.read_text(encoding="utf-8")


async def test_what_does_not_end_is_told_to_come_again_and_cut_by_nobody(settings, alone):
    given = await settings("classes", port=free_port())
    process, said = alone("classes", given)
    await listening(given.port)
    async with AsyncExitStack() as stack, held_up(given.database_url):
        slow = await sent(
            stack, given.port, PAGE.replace(b"/classes/ ", b"/classes/calls ")[:-2] + b"x: y\r\n"
        )  # no end of its headers
        reader = await sent(stack, given.port, PAGE)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        head = await head_of(reader)
        assert head.split()[1] == "503" and "retry-after" in head
        assert await slow.read() == b""
        ended_in_order(process, began)
    assert "Traceback" not in said.read_text(encoding="utf-8")


async def test_streams_end_so_that_browsers_come_back(settings, alone, keys_dir):
    given = await settings("notify", port=free_port())
    process, said = alone("notify", given)
    await listening(given.port)
    token = token_for(keys_dir, uuid4())
    follow = f"GET /notify/stream HTTP/1.1\r\nhost: aixin.test\r\nauthorization: Bearer {token}\r\n\r\n"
    async with AsyncExitStack() as stack:
        readers = [await sent(stack, given.port, follow.encode()) for _ in range(5)]
        for reader in readers:
            assert "text/event-stream" in await head_of(reader)
            await reader.readuntil(b"data: 0\n\n")
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        rests = [await reader.read() for reader in readers]
    assert all(rest.endswith(b"0\r\n\r\n") for rest in rests)  # an end in order, not a cut
    assert process.wait(timeout=60) in (0, -signal.SIGTERM)
    assert time.monotonic() - began < stopping.GRACE
    assert "Traceback" not in said.read_text(encoding="utf-8")


async def test_make_up_answers_what_came_before_it_ends(tmp_path):
    home = prepared(tmp_path / "home")
    with aixin_up(home, free_port()) as up:
        await asyncio.to_thread(up.until, "ready in")
        superuser = Postgres(home / "postgres").dsn("aixin_classes", "postgres")
        began = time.monotonic()
        await stop_under_load(up.process, up.port, superuser)
        said = await asyncio.to_thread(up.end)
        assert up.process.returncode == 0 and time.monotonic() - began < LONGEST
        assert "已停止" in said and "Traceback" not in said
