"""The short way to a booking: what it answers is what the whole way answers, and what it does not take is refused there."""

import httpx2
import pytest

from deploy.local.origin import Origin
from shared.web import lean
from tests.support.booking import publish

PATH = "/booking/api/v1/enrollments"


@pytest.fixture
def taken(monkeypatch):
    """The keys of the requests that came the short way."""
    keys, asked = [], lean.ShortWay._asked

    def noted(self, headers, heard):
        found = asked(self, headers, heard)
        if found:
            keys.append(found["key"])
        return found

    monkeypatch.setattr(lean.ShortWay, "_asked", noted)
    return keys


async def test_both_ways_give_the_same_answer(booking, web, family, taken):
    body = f'{{"group_id":"{await publish(booking)}","child_id":"{family.child_id}"}}'
    answers = [
        await web.post(PATH, content=body, headers={**family.with_key("the-same-key"), "content-type": kind})
        for kind in ("application/json", "application/json; charset=utf-8")
    ]
    assert taken == ["the-same-key"]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    shown = [{name: value for name, value in answer.headers.items() if name != "content-length"} for answer in answers]
    assert shown[0] == shown[1]


async def test_what_is_not_just_so_goes_the_whole_way(booking, web, family, taken):
    group = str(await publish(booking))
    body, headers = {"group_id": group, "child_id": str(family.child_id)}, family.with_key()
    keyless, nobody = family.headers, {"idempotency-key": headers["idempotency-key"]}
    for refused, said in (
        ({"json": body, "headers": nobody}, (401, "not-signed-in")),
        ({"json": body, "headers": keyless}, (422, "idempotency-key-missing")),
        ({"json": body | {"wish": 1}, "headers": headers}, (422, "bad-input")),
        ({"json": {"group_id": group}, "headers": headers}, (422, "bad-input")),
        ({"content": b"{", "headers": headers}, (422, "bad-input")),
        ({"json": body, "headers": headers | {"authorization": "Bearer forged"}}, (401, "not-signed-in")),
    ):
        answer = await web.post(PATH, **refused)
        assert (answer.status_code, answer.json()["code"]) == said
    assert not taken


async def test_a_refusal_on_the_short_way_is_told_as_everywhere(booking, web, family, taken):
    """A group that nobody knows; a key that came with another request."""
    group = str(await publish(booking))
    unknown = {"group_id": str(family.person_id), "child_id": str(family.child_id)}
    answer = await web.post(PATH, json=unknown, headers=family.with_key())
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    known = unknown | {"group_id": group}
    assert (await web.post(PATH, json=known, headers=family.with_key("one-key-here"))).status_code == 201
    again = await web.post(PATH, json=unknown, headers=family.with_key("one-key-here"))
    assert (again.status_code, again.json()["code"]) == (422, "idempotency-key-reused")
    assert len(taken) == 3


async def test_a_body_in_pieces_is_one_body(booking, web, family, taken):
    body = f'{{"group_id":"{await publish(booking)}","child_id":"{family.child_id}"}}'.encode()

    async def pieces():
        for piece in (body[:20], body[20:]):
            yield piece

    answer = await web.post(PATH, content=pieces(), headers={**family.with_key(), "content-type": "application/json"})
    assert (answer.status_code, len(taken)) == (201, 1)


async def test_a_fault_on_the_short_way_is_told_as_everywhere(booking, family, taken, monkeypatch):
    """It is ours, and the answer says so with the headers of any other."""

    async def broken(*_):
        raise RuntimeError("张小明")

    body = f'{{"group_id":"{await publish(booking)}","child_id":"{family.child_id}"}}'
    monkeypatch.setattr(booking.app.state.desk, "ask", broken)
    origin = Origin({"booking": booking.app}, "booking")  # no document promises a fault of ours
    web = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=origin), base_url="http://aixin.test")
    short, whole = [
        await web.post(PATH, content=body, headers={**family.with_key(), "content-type": kind})
        for kind in ("application/json", "application/json; charset=utf-8")
    ]
    assert (short.status_code, short.json()) == (500, whole.json())
    assert short.headers == whole.headers
    assert "张小明" not in short.text
    assert len(taken) == 1
