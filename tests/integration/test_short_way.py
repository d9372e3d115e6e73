"""The short way to a booking: what it answers is what the whole way answers, and what it does not take is refused there."""

from uuid import UUID

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


def spellings(group, child):
    """Bodies as programs write them, and as they should not."""
    said, other = f'"child_id":"{child}"', UUID(int=7)
    fine = f'{{"group_id":"{group}",{said}}}'
    return {
        "as it is": fine,
        "spaced": f' {{ "group_id" :\t"{group}" ,\r\n{said}}} ',
        "no exchange": fine.replace("}", ',"instead_of":null}'),
        "an exchange": fine.replace("}", f',"instead_of":"{other}"}}'),
        "capitals": fine.upper().replace("GROUP_ID", "group_id").replace("CHILD_ID", "child_id"),
        "no hyphens": fine.replace("-", ""),
        "braces": fine.replace(f'"{group}"', f'"{{{group}}}"'),
        "a URN": fine.replace(f'"{group}"', f'"urn:uuid:{group}"'),
        "an escaped name": fine.replace('"group_id"', '"\\u0067roup_id"'),
        "a name twice, the last one counts": f'{{"group_id":"{other}","group_id":"{group}",{said}}}',
        "a name twice, the last one is of nobody": f'{{"group_id":"{group}","group_id":"{other}",{said}}}',
        "a name twice, the first one is wrong": f'{{"group_id":7,"group_id":"{group}",{said}}}',
        "marked as UTF-8": "\ufeff" + fine,
        "UTF-16": fine.encode("utf-16"),
        "unknown": fine.replace("}", ',"wish":1}'),
        "missing": f"{{{said}}}",
        "no id": fine.replace(str(group), " " + str(group)),
        "a number": fine.replace(f'"{group}"', "7"),
        "no number": fine.replace("}", ',"instead_of":NaN}'),
        "more behind it": fine + "{}",
        "cut off": fine[:-1],
        "a list": f"[{fine}]",
        "null": "null",
        "nothing": "",
        "deep": "[" * 9_000,
        "no UTF-8": fine.encode() + b"\xff",
        "NUL": fine.replace(str(group), f"{group}\\u0000"),
        "long": fine + " " * (lean.LONGEST - len(fine)),
        "longer": fine + " " * (lean.LONGEST - len(fine) + 1),
        "endless": fine + " " * (1024 * 1024),
    }


def manners(family):
    """Headers beside, and instead of, what a program sends."""
    bearer = family.headers["authorization"]
    return {
        "as it is": {},
        "in English": {"accept-language": "en"},
        "by a page of ours": {"origin": "http://aixin.test"},
        "by a page of others": {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"},
        "bearer in small letters": {"authorization": bearer.replace("Bearer", "bearer")},
        "another scheme": {"authorization": bearer.replace("Bearer", "Basic")},
        "a token that is cut off": {"authorization": bearer[:-9]},
        "a key too short": {"idempotency-key": "seven77"},
        "a key that is long": {"idempotency-key": "k" * 200},
        "a key too long": {"idempotency-key": "k" * 201},
        "a key with a tab": {"idempotency-key": "a key\tbroken"},
        "a key of other letters": {"idempotency-key": "clé-de-la-même".encode("latin-1")},
        "a length that is too much": {"content-length": str(2 * 1024 * 1024)},
        "another type": {"content-type": "text/plain"},
    }  # fmt: skip


async def test_whatever_is_asked_both_ways_answer_alike(booking, family, taken, monkeypatch):
    """Each request as it comes and then past the short way, under one key: what one way reads otherwise than the other is another request,
    or another answer."""
    group, statuses, short_ways = await publish(booking), set(), booking.app.short_ways
    bodies, heads = spellings(group, family.child_id), manners(family)
    asked = [*((spelling, "as it is") for spelling in bodies), *(("as it is", manner) for manner in heads)]
    origin = Origin({"booking": booking.app}, "booking")
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=origin), base_url="http://aixin.test") as web:
        for n, (spelling, manner) in enumerate(asked):
            headers = {**family.with_key(f"both-ways-{n}"), "content-type": "application/json", **heads[manner]}
            answers = []
            for ways in (short_ways, {}):
                monkeypatch.setattr(booking.app, "short_ways", ways)
                answers.append(await web.post(PATH, content=bodies[spelling], headers=headers))
            short, whole = answers
            assert (short.status_code, short.json()) == (whole.status_code, whole.json()), (spelling, manner)
            assert sorted(short.headers.multi_items()) == sorted(whole.headers.multi_items()), (spelling, manner)
            statuses.add(short.status_code)
    assert len(taken) > 12 and {200, 201, 401, 404, 413, 422} <= statuses
