"""The short way to a booking, by a program or by a tap: what it answers is what the whole way answers, and what it does not take is refused there."""

import re
from uuid import UUID

import httpx2
import pytest

from deploy.local.origin import Origin
from shared.web import lean
from tests.support.booking import door, publish, sibling

PATH = "/booking/api/v1/enrollments"


@pytest.fixture
def taken(monkeypatch):
    """The keys of the requests that came the short way."""
    keys = []
    for way, asked in [(way, way._asked) for way in (lean.OfPrograms, lean.OfFamilies)]:

        def noted(self, request, headers, body, asked=asked):
            if found := asked(self, request, headers, body):
                keys.append(found["key"] if "key" in found else found["form"].idempotency_key)
            return found

        monkeypatch.setattr(way, "_asked", noted)
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


def forms(child, sister, key):
    """What taps send, and what they should not."""
    fine = f"idempotency_key={key}&child_id={child}"
    return {
        "as it is": fine,
        "a field left empty": fine + "&health=",
        "two children": f"{fine}&together=yes&child_id={sister}",
        "two children apart": f"{fine}&child_id={sister}",
        "what it wants with the care": f"{fine}&option={child}.{UUID(int=7)}",
        "half an option": f"{fine}&option={child}",
        "an exchange": f"{fine}&exchange={child}.{UUID(int=7)}",
        "an exchange of nothing": f"{fine}&exchange={child}",
        "texts that it does not have": f"{fine}&signs=yes&agreement=abc&health=def&healthy={child}",
        "signs perhaps": f"{fine}&signs=perhaps",
        "in another order": f"child_id={child}&idempotency_key={key}",
        "ciphered": fine.replace("-", "%2D"),
        "plus": f"{fine}&agreement=a+b",
        "parted by a semicolon": fine.replace("&", ";"),
        "a key twice": f"{fine}&idempotency_key=another-key",
        "no key": f"child_id={child}",
        "a short key": f"idempotency_key=seven77&child_id={child}",
        "no child": f"idempotency_key={key}",
        "no child that there is": f"idempotency_key={key}&child_id=張",
        "unknown": f"{fine}&wish=1",
        "nothing": "",
        "one and": "&" + fine,
        "JSON": f'{{"child_id":"{child}"}}',
        "long": f"{fine}&agreement={'a' * 12_000}",
    }


def visits(family, group):
    """Headers beside, and instead of, what a browser sends; and other addresses."""
    token = family.headers["authorization"].removeprefix("Bearer ")
    here = f"/booking/groups/{group}/enroll"
    return {
        "as it is": ({}, here),
        "in English": ({"cookie": f"lang=en; aixin={token}; type=large"}, here),
        "switched by the address": ({}, f"{here}?lang=en"),
        "from elsewhere": ({"origin": "https://elsewhere.example"}, here),
        "from nowhere": ({"origin": ""}, here),
        "nobody's": ({"cookie": "lang=en"}, here),
        "a token that is cut off": ({"cookie": f"aixin={token[:-9]}"}, here),
        "a bearer beside": ({"authorization": f"Bearer {token}"}, here),
        "by htmx": ({"hx-request": "true"}, here),
        "asks for JSON": ({"accept": "application/json"}, here),
        "parts": ({"content-type": "multipart/form-data; boundary=x"}, here),
        "capitals": ({}, here.replace(str(group), str(group).upper())),
        "no hyphens": ({}, here.replace(str(group), group.hex)),
        "a group of nobody": ({}, here.replace(str(group), str(UUID(int=7)))),
        "no group": ({}, "/booking/groups//enroll"),
    }


@pytest.mark.parametrize("places", [1, 0])
async def test_a_tap_is_answered_alike_both_ways(booking, family, taken, monkeypatch, places):
    """By the address of the booking, or by a page that says why there is none."""
    group = await publish(booking, capacity=places, waiting_limit=0)
    sister, statuses, short_ways = await sibling(booking, family), set(), booking.app.short_ways
    token = family.headers["authorization"].removeprefix("Bearer ")
    heads = visits(family, group)
    asked = [*((spelling, "as it is") for spelling in forms(0, 0, 0)), *(("as it is", manner) for manner in heads)]
    async with door(booking) as web:
        for n, (spelling, manner) in enumerate(asked):
            more, path = heads[manner]
            body = forms(family.child_id, sister, f"both-ways-{n}")[spelling]
            sent = {
                "cookie": f"aixin={token}", "origin": "http://aixin.test", "accept": "text/html",
                "content-type": "application/x-www-form-urlencoded", **more,
            }  # fmt: skip
            answers = []
            for ways in (short_ways, {}):
                monkeypatch.setattr(booking.app, "short_ways", ways)
                answers.append(await web.post(path, content=body.encode(), headers=sent))
            short, whole = answers
            assert (short.status_code, lasting(short)) == (whole.status_code, lasting(whole)), (spelling, manner)
            assert sorted(heads_of(short)) == sorted(heads_of(whole)), (spelling, manner)
            statuses.add(short.status_code)
    assert len(taken) > 10 and {303 if places else 200, 404, 422} <= statuses


def lasting(answer):
    """What a page says, but for what is new each time: the keys of its forms and its clock."""
    return re.sub(r'(name="idempotency_key" value|data-now)="[^"]*"', "", answer.text)


def heads_of(answer):
    return [(name, value) for name, value in answer.headers.multi_items() if name != "content-length"]


async def test_a_fault_of_ours_is_told_a_family_on_a_page(booking, family, taken, monkeypatch):
    """Also on the short way."""

    async def broken(*_):
        raise RuntimeError("张小明")

    path, short_ways = f"/booking/groups/{await publish(booking)}/enroll", booking.app.short_ways
    monkeypatch.setattr(booking.app.state.desk, "ask", broken)
    cookie = f"aixin={family.headers['authorization'].removeprefix('Bearer ')}"
    sent = {"cookie": cookie, "origin": "http://aixin.test", "accept": "text/html"}
    form, answers = {"idempotency_key": "a-key-of-mine", "child_id": str(family.child_id)}, []
    async with door(booking) as web:
        for ways in (short_ways, {}):
            monkeypatch.setattr(booking.app, "short_ways", ways)
            answers.append(await web.post(path, data=form, headers=sent))
    short, whole = answers
    assert (short.status_code, lasting(short), heads_of(short)) == (500, lasting(whole), heads_of(whole))
    assert short.headers["content-type"].startswith("text/html") and "张小明" not in short.text
    assert len(taken) == 1
