"""Whatever a process answers has the doors' headers and a sentence: a fault of ours, a moment off the calendar, too late, no HTTP at all."""

from asyncio import Event
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx2
import pytest
from structlog.testing import capture_logs

from deploy.local.origin import Origin
from shared.db.pool import transaction
from shared.web import doors
from shared.web.doors import HEADERS, Doors
from tests.support.booking import door
from tests.support.serving import serving

FAR_AWAY = ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z"]
GROUP = "00000000-0000-0000-0000-000000000001"
FALLS = "/booking/api/v1/falls"


def has_the_doors_headers(answer):
    return {name: answer.headers.get(name) for name in HEADERS} == HEADERS and "cache-control" in answer.headers


@pytest.fixture
def broken(booking):
    """Booking with a route that fails as the path says; what it fails with quotes a family."""

    @booking.app.get(FALLS)
    @booking.app.get("/booking/falls")
    async def falls(what: str = "bug"):
        if what == "far":
            return datetime.max.replace(tzinfo=UTC) + timedelta(days=1)
        raise RuntimeError("张小明 13812345678")

    return booking


@pytest.mark.parametrize(("path", "kind"), [(FALLS, "application/problem+json"), ("/booking/falls", "text/html")])
async def test_a_fault_of_ours_is_told_in_a_sentence_and_once_to_the_log(broken, path, kind):
    with capture_logs() as logged:
        answer = await door(broken).get(path, headers={"accept": "text/html"})
    assert answer.status_code == 500 and answer.headers["content-type"].startswith(kind)
    assert "系统出错了" in answer.text and "没有任何内容被更改" not in answer.text
    assert has_the_doors_headers(answer)
    (line,) = [line for line in logged if line["event"] == "request_failed"]
    assert line["route"].endswith("/falls") and "RuntimeError" in line["cause"] and "13812345678" not in line["cause"]


async def test_what_is_not_done_in_time_is_undone(booking, monkeypatch):
    written = []

    @booking.app.post("/booking/api/v1/slow")
    async def slow():
        async with transaction(booking.pool) as conn:
            await conn.execute("INSERT INTO family (id) VALUES ($1)", uuid4())
            written.append(True)
            await Event().wait()

    monkeypatch.setattr(doors, "ANSWER_SECONDS", 3.0)  # enough to come to the row, however busy the machine
    answer = await door(booking).post("/booking/api/v1/slow")
    assert (answer.status_code, answer.json()["code"], written) == (503, "unavailable", [True])
    assert await booking.pool.fetchval("SELECT count(*) FROM family") == 0


async def test_where_the_page_of_the_fault_is_at_fault_the_log_has_both_and_a_plain_sentence_is_told(settings):
    async def fails(*_):
        raise RuntimeError("张小明 13812345678")

    app = Doors(fails, await settings("booking"), tell=fails)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://aixin.test") as web:
        with capture_logs() as logged:
            answer = await web.get("/booking/")
    assert answer.status_code == 500 and "系统出错了" in answer.text and has_the_doors_headers(answer)
    assert [line["event"] for line in logged] == ["request_failed", "apology_failed"]
    assert not [line for line in logged if "13812345678" in line["cause"]]


@pytest.mark.parametrize("since", FAR_AWAY)
async def test_a_moment_off_the_calendar_is_refused_with_a_sentence(desk, since):
    web = door(desk.system)
    answer = await web.get("/classes/places", params={"ids": GROUP, "since": since})
    assert answer.status_code == 422 and has_the_doors_headers(answer)
    assert "1900" in answer.text


async def test_what_no_reckoning_bears_is_refused_too(broken):
    answer = await door(broken).get(FALLS, params={"what": "far"})
    assert answer.status_code == 422 and has_the_doors_headers(answer)


async def test_what_is_no_http_is_answered_behind_the_doors_too():
    with serving() as server:
        async with server.connected(b"no HTTP at all\r\n\r\n") as (reader, _):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
    assert " 400 " in head and all(f"{name}: {value}\r\n" in head for name, value in HEADERS.items())


async def test_the_way_to_the_first_page_has_them(booking):
    origin = Origin({"classes": booking.app}, "classes")
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(origin), base_url="http://aixin.test") as web:
        answer = await web.get("/")
    assert answer.status_code == 302 and has_the_doors_headers(answer)
