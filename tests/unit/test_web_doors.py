"""How large a body may be, and where; how long an answer may take; where it may lead."""

import asyncio
from importlib import import_module

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, StreamingResponse

from shared.settings import Settings
from shared.web import doors
from shared.web.doors import MAX_BODY, MAX_UPLOAD, Doors, lead_out
from shared.web.problems import refused
from tests.support.eventually import eventually


async def app(scope, receive, send):
    """Says how much it was sent."""
    size = len(await Request(scope, receive).body())
    await PlainTextResponse(str(size))(scope, receive, send)


async def tell(request, refusal):
    """Without a page."""
    return refused(refusal, request.headers)


def asking(app):
    doors = Doors(app, Settings(database_url=""), tell, uploads=("/take/files",))
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=doors), base_url="http://aixin.test")


@pytest.fixture
def web():
    return asking(app)


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/", MAX_BODY, 200),
        ("/", MAX_BODY + 1, 413),
        ("/take", MAX_BODY + 1, 413),
        ("/take/files", MAX_UPLOAD, 200),
        ("/take/files/7/remove", MAX_BODY + 1, 200),
        ("/take/files", MAX_UPLOAD + 1, 413),
    ],
)
async def test_only_where_files_are_taken_a_body_may_be_large(web, path, size, status):
    answer = await web.post(path, content=b"x" * size)
    assert answer.status_code == status
    assert status == 413 or int(answer.text) == size


async def test_a_body_that_hides_its_length_is_cut_off(web):
    async def portions():
        for _ in range(20):
            yield b"x" * 100_000

    assert int((await web.post("/take/files", content=portions())).text) == 2_000_000
    assert (await web.post("/", content=portions())).status_code == 413


async def test_who_is_not_answered_in_time_is_told_to_come_again(monkeypatch):
    monkeypatch.setattr(doors, "ANSWER_SECONDS", 0.01)
    undone = []

    async def never(scope, receive, send):
        try:
            await Request(scope, receive).body()
            await asyncio.Event().wait()
        finally:
            undone.append(True)

    answer = await asking(never).post("/", content=b"x")
    assert (answer.status_code, answer.json()["code"], undone) == (503, "unavailable", [True])
    assert answer.headers["retry-after"]


async def test_a_stream_that_began_lasts(monkeypatch):
    monkeypatch.setattr(doors, "ANSWER_SECONDS", 3.0)  # enough to begin, however busy the machine
    now = asyncio.get_running_loop().time
    late = now() + 3.5

    async def parts():
        yield "1"
        await eventually(lambda: now() > late)
        yield "2"

    assert (await asking(StreamingResponse(parts())).get("/")).text == "12"


@pytest.mark.parametrize(
    ("leads", "to"),
    [
        ("http://evil.test/classes/?a=b", "/classes/?a=b"),
        ("//evil.test//other.test/", "/other.test/"),
        ("/accounts/continue?next=/booking/", "/accounts/continue?next=/booking/"),
    ],
)
async def test_an_answer_leads_nowhere_else(leads, to):
    assert (await asking(RedirectResponse(leads)).get("/")).headers["location"] == to


async def test_only_a_way_out_that_was_meant_leads_out():
    async def meant(scope, receive, send):
        response = lead_out(Request(scope), "https://open.example/authorize?state=1#there")
        if scope["path"] == "/swapped":
            response.headers["location"] = "https://evil.test/x"
        await response(scope, receive, send)

    web = asking(meant)
    assert (await web.get("/")).headers["location"] == "https://open.example/authorize?state=1#there"
    assert (await web.get("/swapped")).headers["location"] == "/x"


TAKES_FILES = [
    "/accounts/console/unions/gaoxin/roll",
    "/accounts/api/v1/unions/gaoxin/roll",
    "/classes/console/import",
    "/classes/console/import/confirm",
    "/classes/api/v1/plans",
    "/booking/family/papers",
    "/booking/api/v1/papers",
]


@pytest.mark.parametrize("path", TAKES_FILES)
async def test_every_route_that_takes_files_may(path, keys_dir):
    build = import_module(f"services.{path.split('/')[1]}.bootstrap").build
    transport = httpx2.ASGITransport(app=build(Settings(database_url="", keys_dir=keys_dir)).app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://aixin.test") as web:
        answer = await web.post(path, content=b"x" * 2 * MAX_BODY)
        assert answer.status_code in (303, 401)  # who are you? not: too large
