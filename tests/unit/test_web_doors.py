"""How large a body may be, and where."""

from importlib import import_module

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from shared.settings import Settings
from shared.web.doors import MAX_BODY, MAX_UPLOAD, Doors
from shared.web.problems import refused


async def app(scope, receive, send):
    """Says how much it was sent."""
    size = len(await Request(scope, receive).body())
    await PlainTextResponse(str(size))(scope, receive, send)


async def tell(request, refusal):
    """Without a page."""
    return refused(refusal, request.headers)


@pytest.fixture
def web():
    doors = Doors(app, Settings(database_url=""), tell, uploads=("/take/files",))
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=doors), base_url="http://aixin.test")


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
