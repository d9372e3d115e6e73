"""An operation that goes says since when and until when, in its document and in all it answers."""

from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

import pytest
from fastapi import FastAPI, Response
from httpx2 import ASGITransport, AsyncClient

from shared.errors import NotFound, Refusal
from shared.web.contract import Operations, document
from shared.web.deprecation import ends
from shared.web.problems import refused
from shared.web.shapes import Output

SINCE, UNTIL = date(2027, 1, 1), date(2028, 3, 1)


class Word(Output):
    """A word."""

    said: str


def room() -> Operations:
    """Two operations that go, one by a response of its own, and one that stays."""
    router = Operations("classes", "words")

    @router.get("/old", response_model=Word)
    @ends(SINCE, UNTIL)
    async def say_old() -> Response:
        """Say it."""
        return Response('{"said": "old"}', media_type="application/json")

    @router.get("/gone", response_model=Word)
    @ends(SINCE, UNTIL)
    async def say_gone() -> Word:
        """Refuse to."""
        raise NotFound

    @router.get("/new", response_model=Word)
    async def say_new() -> Word:
        """Say it otherwise."""
        return Word(said="new")

    return router


@pytest.fixture
async def client():
    app = FastAPI()
    app.include_router(room())
    app.add_exception_handler(Refusal, lambda request, refusal: refused(refusal, request.headers))
    async with AsyncClient(transport=ASGITransport(app), base_url="https://test/classes/api/v1") as asking:
        yield asking


@pytest.mark.parametrize(("path", "status"), [("old", 200), ("gone", 404)])
async def test_every_answer_says_both_days(client, path, status):
    answer = await client.get(path)
    assert answer.status_code == status
    assert answer.headers["deprecation"] == f"@{datetime(2026, 12, 31, 16, tzinfo=UTC).timestamp():.0f}"
    assert parsedate_to_datetime(answer.headers["sunset"]) == datetime(2028, 2, 29, 16, tzinfo=UTC)


async def test_what_stays_says_nothing(client):
    answer = await client.get("new")
    assert answer.json() == {"said": "new"}
    assert not {"deprecation", "sunset"} & set(answer.headers)


def test_the_document_says_it():
    paths = document("classes", [room()])["paths"]
    old, new = (paths[f"/classes/api/v1/{path}"]["get"] for path in ("old", "new"))
    assert old["deprecated"] is True
    assert "Deprecated since 2027-01-01, answers until 2028-03-01." in old["description"]
    assert "deprecated" not in new


def test_programs_have_a_year():
    with pytest.raises(ValueError, match="2028-01-01 at least"):
        ends(SINCE, date(2027, 12, 31))


def test_nothing_is_deprecated_without_its_days():
    with pytest.raises(ValueError, match="say since when"):
        Operations("classes", "words").get("/old", deprecated=True)(lambda: None)
