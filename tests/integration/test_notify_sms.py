"""Notices by text message: to whom they are usual or wanted, once, and no phone is kept on the way."""

from uuid import uuid4

import httpx2
import pytest

from services.notify.usecases.send import Pace
from shared import faults
from shared.calls import signed_call
from shared.errors import Unusable
from shared.keys import renew
from tests.support.eventually import eventually
from tests.support.notify import HURRY, IMPATIENT, TOMORROW, happened, running, say, states
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


async def test_what_cannot_wait_comes_to_the_phone_and_nothing_else_does(told):
    async with running(told.settings) as system:
        (zh, phone), (en, _) = await told.somebody(), await told.somebody()
        await system.pool.execute("INSERT INTO recipient (person_id, language) VALUES ($1, 'en')", en)
        await say(system, happened("offered", zh, en, until=TOMORROW.replace(hour=10, minute=0)))
        await say(system, happened("confirmed", zh))  # has a template, and is not usual
        await say(system, happened("waitlisted", zh))  # is told in no line
        await settled(system, accepted=2)
        seen = {message["phone"].removeprefix("+86"): message for message in await told.provider.ledger()}
        assert (
            len(seen) == 2 and "高新区一班有名额待您确认" in seen[phone]["words"] and "18:00前" in seen[phone]["words"]
        )
        assert any("a place! Answer by" in message["words"] for message in seen.values())
        kept = await system.pool.fetch("SELECT provider_id FROM delivery WHERE channel = 'sms'")
        assert {row["provider_id"] for row in kept} == {message["number"] for message in seen.values()}


async def test_no_phone_is_kept_or_said(told, capfd):
    async with running(told.settings) as system:
        person, phone = await told.somebody()
        await say(system, happened("offered", person))
        await settled(system, accepted=1)
        tables = await system.pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in tables:
            rows = await system.pool.fetch(f"SELECT t::text FROM {table} AS t")
            assert not any(phone in row[0] for row in rows), table
    assert phone not in "".join(capfd.readouterr())


async def test_who_chose_otherwise_is_told_as_they_chose(by_aliyun):
    async with running(by_aliyun.settings) as system:
        (off, _), (on, phone) = await by_aliyun.somebody(), await by_aliyun.somebody()
        wish = "INSERT INTO wish VALUES ($1, 'sms', $2, $3)"
        await system.pool.execute(wish, off, "offered", False)
        await system.pool.execute(wish, on, "confirmed", True)
        await say(system, happened("offered", off))
        await say(system, happened("confirmed", on))
        await settled(system, accepted=1)
        assert [message["phone"] for message in await by_aliyun.provider.ledger()] == [phone]
        assert await system.pool.fetchval("SELECT count(*) FROM message WHERE person_id = $1", off) == 1  # in the inbox


async def test_told_twice_it_comes_once(by_aliyun):
    async with running(by_aliyun.settings) as system:
        person, _ = await by_aliyun.somebody()
        event = happened("offered", person)
        told = await say(system, event)
        await say(system, event, told)
        await settled(system, accepted=1)
        assert len(await by_aliyun.provider.ledger()) == 1


async def test_whoever_has_no_account_any_more_is_not_texted(by_aliyun):
    async with running(by_aliyun.settings) as system:
        await say(system, happened("offered", uuid4()))
        await settled(system, suppressed=1)


async def test_while_accounts_does_not_answer_messages_wait(by_aliyun):
    person, _ = await by_aliyun.somebody()
    async with running(by_aliyun.settings, accounts_url="http://127.0.0.1:1") as system:
        await say(system, happened("offered", person))
        await eventually(lambda: _away(system))
        assert await states(system, "sms") in ({"queued": 1}, {"sending": 1})
    async with running(by_aliyun.settings) as system:
        await settled(system, accepted=1)


async def _away(system) -> bool:
    """Somebody has tried: the row was changed after it was made."""
    return bool(
        await system.pool.fetchval(
            "SELECT count(*) FROM delivery WHERE changed_at > uuid_extract_timestamp(id) + interval '1 s'"
        )
    )


async def test_one_whose_answer_was_lost_is_not_sent_again(told):
    await told.provider.behave(drop=1, unlimited=True)
    async with running(told.settings) as system:
        person, _ = await told.somebody()
        await say(system, happened("offered", person))
        await settled(system, unknown=1)
        assert await system.pool.fetchval("SELECT due_at IS NULL FROM delivery WHERE channel = 'sms'")
    assert len(await told.provider.ledger()) == 1


async def test_a_worker_killed_after_sending_does_not_send_again(by_aliyun, monkeypatch):
    """Who gets two text messages does not know them as one."""

    async def killed_once() -> None:
        monkeypatch.delitem(faults.hooks, "P10")
        raise ConnectionAbortedError("killed")

    monkeypatch.setitem(faults.hooks, "P10", killed_once)
    async with running(by_aliyun.settings, IMPATIENT) as system:
        person, _ = await by_aliyun.somebody()
        await say(system, happened("offered", person))
        await settled(system, unknown=1)
    assert len(await by_aliyun.provider.ledger()) == 1


async def test_one_that_was_taken_and_not_begun_is_sent_by_another(by_aliyun, monkeypatch):
    async def killed_once() -> None:
        monkeypatch.delitem(faults.hooks, "P9")
        raise ConnectionAbortedError("killed")

    monkeypatch.setitem(faults.hooks, "P9", killed_once)
    async with running(by_aliyun.settings, IMPATIENT) as system:
        person, _ = await by_aliyun.somebody()
        await say(system, happened("offered", person))
        await settled(system, accepted=1)
    assert len(await by_aliyun.provider.ledger()) == 1


async def test_a_worker_that_lost_its_lease_does_not_begin(by_aliyun, monkeypatch):
    async with running(by_aliyun.settings, IMPATIENT) as system:

        async def taken_by_another() -> None:
            monkeypatch.delitem(faults.hooks, "P9")
            await system.pool.execute("UPDATE delivery SET attempts = attempts + 1 WHERE state = 'sending'")

        monkeypatch.setitem(faults.hooks, "P9", taken_by_another)
        person, _ = await by_aliyun.somebody()
        await say(system, happened("offered", person))
        await settled(system, accepted=1)
    assert len(await by_aliyun.provider.ledger()) == 1


async def test_what_is_set_up_wrongly_waits_for_whoever_mends_it(by_aliyun):
    person, _ = await by_aliyun.somebody()
    await by_aliyun.provider.behave(refuse="isv.AMOUNT_NOT_ENOUGH")
    async with running(by_aliyun.settings, Pace(poll=0.02, hurry=20.0, quiet=False)) as system:
        await say(system, happened("offered", person))

        async def refused() -> bool:
            return (
                await system.pool.fetchval("SELECT reason FROM delivery WHERE channel = 'sms'")
                == "isv.AMOUNT_NOT_ENOUGH"
            )

        await eventually(refused)
        await by_aliyun.provider.behave()
        await settled(system, accepted=1)


async def test_the_budget_of_a_day_is_kept(by_aliyun):
    by_aliyun.say("a_day = 2")
    async with running(by_aliyun.settings) as system:
        people = [(await by_aliyun.somebody())[0] for _ in range(5)]
        await say(system, happened("offered", *people))
        await settled(system, accepted=2, queued=3)
        await system.pool.execute("UPDATE channel SET day = day - 1 WHERE name = 'sms'")
        await settled(system, accepted=4, queued=1)


async def test_nobody_but_notify_is_told_a_phone_and_only_the_one_it_asks_for(by_aliyun):
    (one, phone), (other, _) = await by_aliyun.somebody(), await by_aliyun.somebody()
    keys = by_aliyun.settings.keys_dir

    async def asked(signed: str) -> httpx2.Response:
        async with httpx2.AsyncClient(trust_env=False) as web:
            url = f"{by_aliyun.settings.accounts_url}/accounts/inside/phones/{one}"
            return await web.post(url, headers={"authorization": signed})

    right = signed_call(keys, "notify", f"accounts/phone/{one}")
    assert (await asked(right)).json() == {"phone": phone}
    for wrong in (
        signed_call(keys, "notify", f"accounts/phone/{other}"),
        signed_call(keys, "booking", f"accounts/phone/{one}"),
        right.replace("Call ", "Bearer "),
        f"{right[:-4]}AAAA",
        "Call",
        "",
    ):
        assert (await asked(wrong)).status_code == 401
    renew(keys, "notify")
    assert (await asked(right)).status_code == 200  # what was signed a moment ago with the key of before
    (keys / "callers.json").unlink()
    assert (await asked(right)).status_code == 401


async def test_a_template_for_what_is_not_told_so_is_no_start(by_aliyun):
    file = by_aliyun.settings.channels_at
    file.write_text(file.read_text(encoding="utf-8") + 'waitlisted = { zh = "SMS_1" }\n', encoding="utf-8")
    with pytest.raises(Unusable, match="waitlisted"):
        async with running(by_aliyun.settings, HURRY):
            pass
