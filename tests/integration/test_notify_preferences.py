"""Where people are told: nothing is mailed to an address before its owner said yes."""

import re
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from services.notify.usecases.preferences import QUESTIONS_AN_HOUR, confirmation_path
from tests.support.notify import alone, browser, door, happened, key, running, say, states


async def put(web, email: str, language: str = "zh"):
    """Choose by the API."""
    return await web.put("/notify/api/v1/preferences", json={"email": email, "language": language}, headers=key())


async def confirm(web, path: str):
    """Press the button of the page a mailed link leads to."""
    fields = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
    return await web.post("/notify/confirm", data=fields)


async def test_an_address_counts_once_its_owner_confirmed_it(notify):
    person = uuid4()
    async with door(notify, person) as web, door(notify) as anywhere:
        assert (await put(web, "Wang@QQ.com")).json() == {
            "email": "Wang@qq.com", "confirmed": False, "language": "zh", "mail_ready": False, "confirm_path": None,
        }  # fmt: skip
        await say(notify, happened("confirmed", person))
        assert await states(notify) == {"queued": 1}  # the question alone
        path = confirmation_path(notify.settings, person, "Wang@qq.com")
        assert (await anywhere.get(path)).status_code == 200
        assert not (await web.get("/notify/api/v1/preferences")).json()["confirmed"]  # looking is not confirming
        assert "邮箱已确认" in (await confirm(anywhere, path)).text
        assert (await web.get("/notify/api/v1/preferences")).json()["confirmed"]
        await say(notify, happened("waitlisted", person))
        assert await states(notify) == {"queued": 2}


async def test_another_address_must_be_confirmed_anew_and_old_links_die(notify):
    person = uuid4()
    async with door(notify, person) as web:
        await put(web, "a@qq.com")
        old = confirmation_path(notify.settings, person, "a@qq.com")
        await confirm(web, old)
        assert (await put(web, "a@qq.com", "en")).json()["confirmed"]
        assert not (await put(web, "b@qq.com")).json()["confirmed"]
        assert (await confirm(web, old)).status_code == 404
        assert (await put(web, "")).json()["email"] is None


@pytest.mark.parametrize("tamper", [("seal=", "seal=0"), ("person=", "person=x"), ("person=", "seal=&x=")])
async def test_links_cannot_be_made_up(notify, tamper):
    person = uuid4()
    async with door(notify, person) as web:
        await put(web, "a@qq.com")
        path = confirmation_path(notify.settings, person, "a@qq.com").replace(*tamper)
        assert (await confirm(web, path)).status_code == 404
        assert not (await web.get("/notify/api/v1/preferences")).json()["confirmed"]


async def test_a_link_is_for_one_person_and_one_address(notify):
    mine, theirs = uuid4(), uuid4()
    async with door(notify, mine) as web, door(notify, theirs) as other:
        await put(web, "a@qq.com")
        await put(other, "b@qq.com")
        for person, email in ((mine, "b@qq.com"), (theirs, "a@qq.com"), (uuid4(), "a@qq.com"), (uuid4(), None)):
            assert (await confirm(web, confirmation_path(notify.settings, person, email))).status_code == 404
    assert await notify.pool.fetchval("SELECT count(confirmed_at) FROM recipient") == 0


async def test_nobody_can_have_somebody_flooded(notify):
    async with door(notify, uuid4()) as web:
        for n in range(QUESTIONS_AN_HOUR):
            assert (await put(web, f"victim{n}@qq.com")).status_code == 200
        refused = await put(web, "victim@qq.com")
        assert refused.status_code == 429 and refused.headers["retry-after"] == "3600"
        assert (await web.get("/notify/api/v1/preferences")).json()["email"] == "victim4@qq.com"


async def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(notify):
    person = uuid4()
    async with browser(notify, person) as web:
        page = await web.post(
            "/notify/preferences", data={"idempotency_key": str(uuid4()), "email": "wang@qq", "language": "en"}
        )
        assert page.status_code == 422 and 'value="wang@qq"' in page.text and "name@example.com" in page.text
        saved = await web.post(
            "/notify/preferences", data={"idempotency_key": str(uuid4()), "email": "wang@qq.com", "language": "en"}
        )
        assert saved.status_code == 303
        page = (await web.get(saved.headers["location"])).text
        assert "还差一步" in page and "还没有设置邮件服务" in page and "演示环境" not in page
        again = await web.post("/notify/preferences/ask", data={"idempotency_key": str(uuid4())})
        assert again.status_code == 303 and await states(notify) == {"queued": 2}


async def test_a_demonstration_shows_the_link_itself(database, keys_dir):
    async with running(await alone(database, keys_dir), demo=True) as notify:
        person = uuid4()
        async with browser(notify, person) as web:
            await web.post(
                "/notify/preferences", data={"idempotency_key": str(uuid4()), "email": "wang@qq.com", "language": "zh"}
            )
            assert "/notify/confirm" not in (await web.get("/notify/preferences")).text  # asked for by another name
            page = await web.get("/notify/preferences", headers={"host": "127.0.0.1:8000"})
            link = re.search(r'href="(/notify/confirm[^"]+)"', page.text)
            assert (await confirm(web, link[1].replace("&amp;", "&"))).status_code == 200
            assert "同时发到" in (await web.get("/notify/preferences")).text
