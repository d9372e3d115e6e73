"""What WeChat tells a 服务号: that a message arrived, or why not; signed, and only so."""

import pytest

from shared.calls import receipts_path
from tests.support.eventually import eventually
from tests.support.notify import door, happened, running, say, served, states
from tests.support.providers import wechat
from tests.support.wechat import following


@pytest.fixture
async def told(database, keys_dir, tmp_path):
    async with following(database, keys_dir, tmp_path) as made:
        yield made


async def settled(system, **expected):
    """Wait until the messages stand so."""

    async def so() -> bool:
        return await states(system, "wechat") == expected

    await eventually(so)


async def test_an_event_says_that_it_arrived_or_why_not(told):
    async with running(told.settings) as system, served(system) as url:
        address = f"{url}{receipts_path(told.settings.keys_dir, 'wechat')}"
        await told.provider.behave(receipts=address)
        (one, _), (other, _) = await told.somebody(), await told.somebody()
        await say(system, happened("confirmed", one))
        await settled(system, delivered=1)
        assert await told.provider.ledger("answers") == [[200, "success"]]
        await told.provider.behave(receipts=address, fails="failed:user block", times=3)
        await say(system, happened("confirmed", other))
        await settled(system, delivered=1, failed=1)
        assert await system.pool.fetchval("SELECT reason FROM delivery WHERE state = 'failed'") == "user block"


async def test_what_wechat_did_not_sign_now_is_nobodys(told):
    async with running(told.settings) as system, door(system) as web:
        person, _ = await told.somebody()
        await say(system, happened("confirmed", person))
        await settled(system, accepted=1)
        number = await system.pool.fetchval("SELECT provider_id FROM delivery WHERE channel = 'wechat'")
        path = receipts_path(told.settings.keys_dir, "wechat")
        event = f"<xml><Event>TEMPLATESENDJOBFINISH</Event><MsgID>{number}</MsgID><Status>success</Status></xml>"
        right = wechat.signed()
        for query in ("", wechat.signed("another word"), wechat.signed(at=1.7e9), right.replace("nonce=", "nonce=x")):
            assert (await web.post(f"{path}?{query}", content=event)).status_code == 404, query
            assert (await web.get(f"{path}?{query}&echostr=hello")).status_code == 404
        aliyun = receipts_path(told.settings.keys_dir, "aliyun").rpartition("/")[2]
        assert (await web.post(f"/notify/receipts/wechat/{aliyun}?{right}", content=event)).status_code == 404
        assert await states(system, "wechat") == {"accepted": 1}
        known = await web.get(f"{path}?{right}&echostr=hello")
        assert (known.status_code, known.text) == (200, "hello")
        assert (await web.post(f"{path}?{right}", content=event)).text == "success"
        assert await states(system, "wechat") == {"delivered": 1}


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ("", 422),
        ("<xml>", 422),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><xml>&a;</xml>", 422),
        ("<xml><Event>TEMPLATESENDJOBFINISH</Event></xml>", 422),
        ("<xml><MsgType>text</MsgType><Content>你好</Content></xml>", 200),
    ],
)
async def test_what_else_people_and_wechat_send_there_changes_nothing(told, content, status):
    async with running(told.settings) as system, door(system) as web:
        path = receipts_path(told.settings.keys_dir, "wechat")
        answer = await web.post(f"{path}?{wechat.signed()}", content=content.encode())
        assert answer.status_code == status
