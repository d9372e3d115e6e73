"""Receipts: accepted becomes delivered, or failed, by a provider's own word, and by nobody else's."""

from uuid import uuid4

import httpx2
import orjson
import pytest

from shared.calls import receipts_path
from tests.support.eventually import eventually
from tests.support.notify import door, happened, running, say, served, states
from tests.support.sms import texting


@pytest.fixture(params=["aliyun", "tencent"])
async def told(request, database, keys_dir, tmp_path):
    async with texting(request.param, database, keys_dir, tmp_path) as made:
        yield made


@pytest.fixture
async def by_aliyun(database, keys_dir, tmp_path):
    async with texting("aliyun", database, keys_dir, tmp_path) as made:
        yield made


async def settled(system, **expected):
    """Wait until the text messages stand so."""

    async def so() -> bool:
        return await states(system, "sms") == expected

    await eventually(so)


async def behaves(told, url, **will):
    """Its receipts come to the address that it was given."""
    await told.provider.behave(
        receipts=f"{url}{receipts_path(told.settings.keys_dir, told.name)}", unlimited=True, **will
    )


async def said(system, channel="sms"):
    """Types of what was said of messages by the channel."""
    rows = await system.pool.fetch(
        "SELECT type, convert_from(body, 'UTF8')::jsonb ->> 'channel' AS channel FROM outbox ORDER BY id"
    )
    return [row["type"] for row in rows if row["channel"] == channel]


async def test_a_receipt_says_that_it_arrived(told):
    async with running(told.settings) as system, served(system) as url:
        await behaves(told, url)
        person, _ = await told.somebody()
        await say(system, happened("offered", person))
        await settled(system, delivered=1)
        answers = await told.provider.ledger("answers")
        assert [status for status, _ in answers] == [200]
        assert orjson.loads(answers[0][1]) in ({"code": 0, "msg": "OK"}, {"result": 0, "errmsg": "OK"})
        assert await said(system) == ["notify.message-accepted.v1"]


async def test_one_that_did_not_arrive_is_told_with_the_providers_code(told):
    async with running(told.settings) as system, served(system) as url:
        await behaves(told, url, fails="MK:0001")
        person, phone = await told.somebody()
        await say(system, happened("offered", person))
        await settled(system, failed=1)
        assert await system.pool.fetchval("SELECT reason FROM delivery WHERE channel = 'sms'") == "MK:0001"
        assert await said(system) == ["notify.message-accepted.v1", "notify.message-failed.v1"]
        assert not await system.pool.fetchval(
            "SELECT count(*) FROM outbox WHERE convert_from(body, 'UTF8') LIKE $1", f"%{phone}%"
        )


async def test_a_receipt_that_is_lost_leaves_it_accepted_and_repeated_ones_change_nothing(told):
    async with running(told.settings) as system, served(system) as url:
        await behaves(told, url, times=0)
        person, _ = await told.somebody()
        await say(system, happened("offered", person))
        await settled(system, accepted=1)
        await behaves(told, url, times=3)
        await say(system, happened("offered", person))
        await settled(system, accepted=1, delivered=1)

        async def answered() -> bool:
            return len(await told.provider.ledger("answers")) == 3

        await eventually(answered)
        assert await said(system) == ["notify.message-accepted.v1"] * 2


async def test_a_receipt_before_the_providers_own_answer_counts(by_aliyun):
    """It gives our mark back, so that we know what it speaks of."""
    async with running(by_aliyun.settings) as system, served(system) as url:
        await behaves(by_aliyun, url, late=-1)
        person, _ = await by_aliyun.somebody()
        await say(system, happened("offered", person))
        await settled(system, delivered=1)
        assert await said(system) == ["notify.message-accepted.v1"]


async def test_a_doubt_is_resolved_by_its_receipt(by_aliyun):
    async with running(by_aliyun.settings) as system, served(system) as url:
        await behaves(by_aliyun, url, drop=1, late=0.5)
        person, _ = await by_aliyun.somebody()
        await say(system, happened("offered", person))
        await settled(system, delivered=1)
        assert len(await by_aliyun.provider.ledger()) == 1


def receipt(number: str = "", mark: object = "", arrived: bool = True) -> dict[str, object]:
    """As Aliyun sends it."""
    return {"phone_number": "13700001234", "success": arrived, "err_code": "X", "biz_id": number, "out_id": str(mark)}


async def knock(system, path: str, content: bytes) -> httpx2.Response:
    async with door(system) as web:
        return await web.post(path, content=content, headers={"content-type": "application/json"})


async def test_a_forged_receipt_changes_nothing(by_aliyun):
    """Door 23."""
    async with running(by_aliyun.settings) as system:
        person, _ = await by_aliyun.somebody()
        await say(system, happened("offered", person))
        await settled(system, accepted=1)
        one, number = await system.pool.fetchrow("SELECT id, provider_id FROM delivery WHERE channel = 'sms'")
        right = receipts_path(by_aliyun.settings.keys_dir, "aliyun")
        body = orjson.dumps([receipt(number, one, arrived=False)])
        for wrong in (
            f"{right[:-1]}0" if right[-1] != "0" else f"{right[:-1]}1",
            right.replace("aliyun", "tencent"),
            right.replace("aliyun", "x"),
            "/notify/receipts/aliyun/x",
        ):
            assert (await knock(system, wrong, body)).status_code == 404, wrong
        assert await states(system, "sms") == {"accepted": 1}
        assert (
            await knock(system, right, body)
        ).status_code == 200  # so that it is the address alone which kept them out
        assert await states(system, "sms") == {"failed": 1}


async def test_only_from_the_networks_that_are_named(by_aliyun):
    right = receipts_path(by_aliyun.settings.keys_dir, "aliyun")
    for networks, status in (("10.0.0.0/8 192.0.2.1/32", 404), ("10.0.0.0/8 127.0.0.0/8", 200)):
        async with running(by_aliyun.settings, receipts_from=networks) as system:
            assert (await knock(system, right, b"[]")).status_code == status


async def test_what_is_not_ours_is_answered_like_what_is(by_aliyun):
    async with running(by_aliyun.settings) as system:
        person, _ = await by_aliyun.somebody()
        await say(system, happened("offered", person))
        await settled(system, accepted=1)
        right = receipts_path(by_aliyun.settings.keys_dir, "aliyun")
        inbox = await system.pool.fetchval("SELECT id FROM delivery WHERE channel = 'inbox'")
        number = await system.pool.fetchval("SELECT provider_id FROM delivery WHERE channel = 'sms'")
        strange = [receipt("no such number", uuid4()), receipt("", "no mark"), receipt("", inbox, arrived=False)]
        unknown = await knock(system, right, orjson.dumps(strange))
        assert await states(system, "sms") == {"accepted": 1} and await states(system, "inbox") == {"accepted": 1}
        known = await knock(system, right, orjson.dumps([receipt(number)]))
        assert (unknown.status_code, unknown.content) == (known.status_code, known.content)
        late = await knock(system, right, orjson.dumps([receipt(number, arrived=False)]))
        assert late.content == known.content and await states(system, "sms") == {"delivered": 1}


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b"[1]", b"[{}]", b"[" + b"{}," * 1000 + b"{}]"])
async def test_what_is_no_receipt_is_refused(by_aliyun, content):
    async with running(by_aliyun.settings) as system:
        answer = await knock(system, receipts_path(by_aliyun.settings.keys_dir, "aliyun"), content)
        assert answer.status_code == 422 and "JSON" in answer.json()["zh"]
