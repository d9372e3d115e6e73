"""Who sends slowly, endlessly or by the thousand keeps nobody else out: real sockets, a real server, few files."""

import asyncio
from contextlib import AsyncExitStack, suppress

import pytest

from tests.support.eventually import eventually
from tests.support.serving import HELLO, answer, serving
from tests.support.stack import ROOT

PATIENT = {"headers": 600.0, "silence": 600.0}
HALF = b"GET / HTTP/1.1\r\nhost: aixin"
UPLOAD = b"POST / HTTP/1.1\r\nhost: aixin.test\r\ncontent-length: 100000\r\n\r\n"


async def closed(reader):
    """Return when the server has closed it."""
    with suppress(ConnectionError):
        await reader.read()


def test_a_process_may_open_as_many_files_as_the_system_allows():
    with serving(files=300) as server:
        assert (server.files, server.most) == (300, 100)


@pytest.mark.parametrize("half", [b"", HALF, UPLOAD + b"a few"], ids=["nothing", "half a header", "half a body"])
async def test_families_are_answered_while_many_more_hang_than_there_are_files(half):
    with serving(files=128, **PATIENT) as server:
        async with AsyncExitStack() as stack:
            for n in range(400):
                await stack.enter_async_context(server.connected(half))
                if n % 50 == 0:
                    assert await server.ask() == ("200", b"hello")
            assert await server.ask() == ("200", b"hello")
            await eventually(lambda: server.connections() <= server.most)


async def test_a_request_under_way_makes_no_room_for_who_only_hangs():
    with serving(files=128, **PATIENT) as server:
        async with server.connected(b"GET /huge HTTP/1.1\r\nhost: a\r\n\r\n") as (reader, _), AsyncExitStack() as stack:
            await reader.readuntil(b"\r\n\r\n")
            for _ in range(200):
                await stack.enter_async_context(server.connected(HALF))
            assert len(await reader.readexactly(20_000_000)) == 20_000_000


@pytest.mark.parametrize("first", [b"", HALF, HELLO, HELLO + HALF], ids=["nothing", "half", "idle", "idle, then half"])
async def test_a_request_has_a_time_to_be_complete(first):
    with serving(headers=0.3) as server:
        async with server.connected(first) as (reader, writer):
            if first.startswith(HELLO):
                assert await answer(reader) == ("200", b"hello")
            drip = asyncio.create_task(dripping(writer) if first.endswith(HALF) else asyncio.sleep(0))
            await asyncio.wait_for(closed(reader), 60)
            drip.cancel()


async def dripping(writer):
    while True:  # a byte now and then is no way to stay
        writer.write(b"x")
        await asyncio.sleep(0.05)


async def test_a_body_may_be_slow_but_not_stop():
    with serving(headers=0.3, silence=1.0) as server:
        async with server.connected(UPLOAD) as (reader, writer):
            for _ in range(20):  # twice as long as a silence
                writer.write(b"y" * 5000)
                await asyncio.sleep(0.1)
            assert await answer(reader) == ("200", b"100000")
        async with server.connected(UPLOAD + b"a few") as (reader, _):
            await asyncio.wait_for(closed(reader), 60)


async def test_an_answer_may_be_taken_slowly_but_not_be_left():
    with serving(headers=0.5, silence=0.5) as server:
        async with server.connected(b"GET /huge HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n") as (_, writer):
            writer.transport.pause_reading()
            await eventually(lambda: server.connections() == 1)
            await eventually(lambda: server.connections() == 0)
        async with server.connected(b"GET /huge HTTP/1.1\r\nhost: a\r\n\r\n") as (reader, _):
            for _ in range(20):
                assert len(await reader.readexactly(1_000_000)) == 1_000_000
                await asyncio.sleep(0.1)


ENDLESS = {
    "one header": b"GET / HTTP/1.1\r\nhost: a\r\nx: ",
    "a path": b"GET /",
    "nothing": b"\r\n\r\n",
}


@pytest.mark.parametrize("begin", ENDLESS.values(), ids=ENDLESS)
async def test_an_endless_header_is_refused_at_once_and_not_kept(begin):
    piece = b"\r\n" * 30_000 if begin == b"\r\n\r\n" else b"z" * 60_000
    with serving(**PATIENT) as server:
        before = server.process.memory_info().rss
        async with server.connected(begin) as (reader, writer):
            writer.write(piece + piece)
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60)
            assert b" 431 " in head
            with suppress(ConnectionError):
                for _ in range(1000):  # 60 MB
                    writer.write(piece)
                    await writer.drain()
            assert server.process.memory_info().rss - before < 8_000_000
        assert await server.ask() == ("200", b"hello")


async def test_headers_that_come_whole_and_too_large_are_refused_too():
    with serving(**PATIENT) as server:
        many = b"".join(b"x-%d: %s\r\n" % (n, b"z" * 1000) for n in range(100))
        assert (await server.ask(HELLO[:-2] + many + b"\r\n"))[0] == "431"
        assert (await server.ask(b"no HTTP at all\r\n\r\n"))[0] == "400"


async def test_an_endless_trailer_is_let_go():
    chunked = b"POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n"
    with serving(**PATIENT) as server:
        async with server.connected(chunked) as (reader, writer):
            writer.write(b"x: " + b"z" * 200_000)
            await asyncio.wait_for(closed(reader), 60)


def test_whatever_we_start_answers_within_these_bounds():
    """Nobody else makes a server, nor a configuration for one."""
    rooms = (ROOT / room for room in ("aixin", "deploy", "services", "shared"))
    files = [file for room in rooms for file in room.rglob("*.py")]
    makers = {str(file.relative_to(ROOT)) for file in files if "import uvicorn" in file.read_text(encoding="utf-8")}
    assert makers == {"shared/web/serving.py", "shared/web/stopping.py"}


async def test_large_bodies_and_requests_on_one_connection_pass():
    with serving(**PATIENT) as server:
        async with server.connected() as (reader, writer):
            for n in range(50):
                body = b"q" * (10 + n * 20_000)
                writer.write(b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
                assert await answer(reader) == ("200", str(len(body)).encode())
            writer.write(HELLO * 3)  # asked at once, answered one by one
            assert [await answer(reader) for _ in range(3)] == [("200", b"hello")] * 3
