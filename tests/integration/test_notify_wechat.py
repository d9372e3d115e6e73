"""Notices by a 服务号: to whoever is bound, by fields that keep WeChat's rules, with one token for all processes."""

import asyncio
from contextlib import AsyncExitStack
from uuid import uuid4

import httpx2
import pytest
from typer.testing import CliRunner

from aixin.cli import app
from services.notify.channels.access import Access
from services.notify.usecases.send import Pace
from shared import faults
from shared.calls import receipts_path, signed_call
from shared.crypto import Vault
from shared.errors import Unusable
from shared.kernel.sending import Accepted, Refused
from shared.providers.wechat import Granted
from tests.support.eventually import eventually
from tests.support.notify import IMPATIENT, TOMORROW, happened, running, say, states
from tests.support.providers import wechat
from tests.support.wechat import ACCOUNT, following

PATIENT = Pace(poll=0.02, hurry=20.0, quiet=False)


@pytest.fixture
async def told(database, keys_dir, tmp_path):
    async with following(database, keys_dir, tmp_path) as made:
        yield made


async def settled(system, **expected):
    """Wait until the messages stand so."""

    async def so() -> bool:
        return await states(system, "wechat") == expected

    await eventually(so)


async def test_whoever_is_bound_is_told_in_fields_that_lead_to_the_page(told):
    async with running(told.settings) as system:
        person, openid = await told.somebody()
        await say(system, happened("offered", person, until=TOMORROW.replace(hour=10, minute=0)))
        await settled(system, accepted=1)
        (seen,) = await told.provider.ledger()
        assert seen["openid"] == openid and seen["cut"] == []
        assert seen["fields"]["thing1"] == "高新区一班" and seen["fields"]["time2"].endswith("日 18:00")
        assert "有名额待您确认" in seen["fields"]["thing3"] and "/booking/enrollments/" in seen["url"]
        kept = await system.pool.fetchval("SELECT provider_id FROM delivery WHERE channel = 'wechat'")
        assert kept == seen["number"]
        assert "张" not in str(seen), "no child is named"


async def test_whoever_is_not_bound_is_told_by_other_ways(told):
    async with running(told.settings) as system:
        await say(system, happened("confirmed", uuid4()))
        await settled(system, suppressed=1)
    assert not await told.provider.ledger()


async def test_neither_openid_nor_secret_nor_token_is_kept_or_said(told, capfd):
    async with running(told.settings) as system:
        person, openid = await told.somebody()
        await say(system, happened("confirmed", person))
        await settled(system, accepted=1)
        (token,) = await told.provider.ledger("gave")
        tables = await system.pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in tables:
            rows = await system.pool.fetch(f"SELECT t::text FROM {table} AS t")
            for secret in (openid, token, token.encode().hex(), wechat.SECRET):
                assert not any(secret in row[0] for row in rows), table
        kept = await told.accounts.pool.fetch("SELECT b::text FROM binding b")
        assert not any(openid in row[0] for row in kept)
    printed = "".join(capfd.readouterr())
    assert not [secret for secret in (openid, token, wechat.SECRET) if secret in printed]


async def test_many_processes_ask_for_one_token(told):
    people = [(await told.somebody())[0] for _ in range(12)]
    async with AsyncExitStack() as stack:
        first, *_ = [await stack.enter_async_context(running(told.settings)) for _ in range(3)]
        await say(first, happened("confirmed", *people))
        await settled(first, accepted=12)
    assert len(await told.provider.ledger("gave")) == 1
    assert len(await told.provider.ledger()) == 12


async def test_a_token_that_runs_out_is_renewed_before_it_does(told):
    await told.provider.behave(life=2)
    async with running(told.settings) as system:
        person, _ = await told.somebody()
        await say(system, happened("confirmed", person))
        await settled(system, accepted=1)

        async def over() -> bool:
            return bool(await system.pool.fetchval("SELECT good_until < clock_timestamp() FROM access"))

        await eventually(over)
        await say(system, happened("confirmed", person))
        await settled(system, accepted=2)
    assert len(await told.provider.ledger("gave")) == 2 and not await told.provider.ledger("refused")


async def test_a_token_that_another_program_ended_is_asked_for_once_and_the_message_goes(told):
    async with running(told.settings) as system:
        person, _ = await told.somebody()
        await say(system, happened("confirmed", person))
        await settled(system, accepted=1)
        async with httpx2.AsyncClient(trust_env=False) as web:
            asked = {"grant_type": "client_credential", "appid": wechat.APP_ID, "secret": wechat.SECRET}
            await web.post(f"{told.provider.url}/cgi-bin/stable_token", json=asked | {"force_refresh": True})
        await say(system, happened("confirmed", person))
        await settled(system, accepted=2)
    assert await told.provider.ledger("refused") == ["40001"]


@pytest.mark.parametrize("renewers", [8])
async def test_who_finds_the_token_refused_at_the_same_time_renews_it_once(told, renewers):
    """By itself, against the one row: the provider gives the same token until it is told to give another."""
    given, asked = ["first"], []

    async def ask(anew: bool) -> Granted:
        asked.append(anew)
        await asyncio.sleep(0)
        if anew:
            given.append("second")
        return Granted(given[-1], 7200)

    async def send(token: str):
        return Accepted("1") if token == "second" else Refused("40001", "token")

    async with running(told.settings) as system:
        vault = Vault(told.settings.keys_dir, "notify")
        calls = [Access("race", system, vault, ask).call(send) for _ in range(renewers)]
        outcomes = await asyncio.gather(*calls)
    assert all(isinstance(one, Accepted) for one in outcomes)
    assert asked == [False, False, True], "once for all, once more when refused, and then for another"


async def test_one_whose_answer_was_lost_is_sent_again_and_seen_once(told):
    await told.provider.behave(drop=1)
    async with running(told.settings) as system:
        person, _ = await told.somebody()
        await say(system, happened("confirmed", person))
        await settled(system, accepted=1)
    assert len(await told.provider.ledger()) == 1


async def test_a_worker_killed_after_sending_leaves_one_message(told, monkeypatch):
    async def killed_once() -> None:
        monkeypatch.delitem(faults.hooks, "P10")
        raise ConnectionAbortedError("killed")

    monkeypatch.setitem(faults.hooks, "P10", killed_once)
    async with running(told.settings, IMPATIENT) as system:
        person, _ = await told.somebody()
        await say(system, happened("confirmed", person))
        await settled(system, accepted=1)
    assert len(await told.provider.ledger()) == 1


async def test_whoever_follows_no_more_is_not_tried_again(told):
    async with running(told.settings) as system:
        person, openid = await told.somebody()
        await told.provider.behave(left=[openid])
        await say(system, happened("confirmed", person))
        await settled(system, failed=1)
    assert await told.provider.ledger("refused") == ["43004"]


async def test_what_is_set_up_wrongly_waits_for_whoever_mends_it(told):
    await told.provider.behave(refuse="40037")
    async with running(told.settings, PATIENT) as system:
        person, _ = await told.somebody()
        await say(system, happened("confirmed", person))

        async def refused() -> bool:
            return await system.pool.fetchval("SELECT reason FROM delivery WHERE channel = 'wechat'") == "40037"

        await eventually(refused)
        await told.provider.behave()
        await settled(system, accepted=1)


async def test_when_the_days_quota_is_used_up_all_rest_until_tomorrow(told):
    await told.provider.behave(day=1)
    async with running(told.settings) as system:
        people = [(await told.somebody())[0] for _ in range(3)]
        await say(system, happened("confirmed", *people))

        async def rests() -> bool:
            return bool(
                await system.pool.fetchval(
                    "SELECT rests_until > clock_timestamp() AND extract(hour FROM rests_until AT TIME ZONE 'Asia/Shanghai') = 0"
                    " FROM channel WHERE name = 'wechat'"
                )
            )

        await eventually(rests)
        await settled(system, accepted=1, queued=2)
        assert (await told.provider.ledger("refused")).count("45009") <= Pace().senders
        await told.provider.behave()
        await system.pool.execute("UPDATE channel SET rests_until = '-infinity' WHERE name = 'wechat'")
        await settled(system, accepted=3)


async def test_a_wrong_secret_is_told_and_nothing_is_lost(told):
    told.say(
        (
            ACCOUNT
            + "[wechat.notices.confirmed]\ntemplate='confirmed-1'\nfields={thing1='group',thing4='site',phrase5='state'}"
        ).replace(wechat.SECRET, "another")
    )
    person, _ = await told.somebody()
    async with running(told.settings) as system:
        await say(system, happened("confirmed", person))

        async def refused() -> bool:
            return "40125" in await told.provider.ledger("refused")

        await eventually(refused)
        assert set(await states(system, "wechat")) <= {"queued", "sending"}
    told.say()
    async with running(told.settings) as system:
        await settled(system, accepted=1)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("offered", "{ time1 = 'group' }"),
        ("offered", "{ phrase1 = 'what' }"),
        ("confirmed", "{ time1 = 'until' }"),
        ("guardian-left", "{ thing1 = 'group' }"),
        ("offered", "{ first = 'what' }"),
        ("no-such-kind", "{ thing1 = 'what' }"),
    ],
)
async def test_a_template_that_cannot_show_what_it_is_to_is_no_start(told, kind, fields):
    told.say(f"{ACCOUNT}[wechat.notices.{kind}]\ntemplate = 'offered-1'\nfields = {fields}\n")
    with pytest.raises(Unusable, match=kind):
        async with running(told.settings):
            pass


async def test_whoever_operates_it_hears_what_wechat_says(told, monkeypatch):
    async def tried() -> tuple[int, str]:
        words = ["channels", "test", "wechat", "o" + "a" * 27]
        result = await asyncio.to_thread(CliRunner().invoke, app, words)
        return result.exit_code, result.output

    monkeypatch.setenv("AIXIN_KEYS_DIR", str(told.settings.keys_dir))
    done, said = await tried()
    assert (done, "这还不是送达" in said) == (0, True)
    for code, words in (("43004", "没有关注"), ("40037", "模板编号不对"), ("48001", "没有模板消息的权限")):
        await told.provider.behave(refuse=code)
        failed, said = await tried()
        assert (failed, words in said) == (1, True)
    told.say(ACCOUNT.replace(wechat.SECRET, "another"))
    assert "no [wechat.notices" in (await tried())[1]
    addresses = await asyncio.to_thread(CliRunner().invoke, app, ["channels", "receipts"])
    assert addresses.output.strip().endswith(receipts_path(told.settings.keys_dir, "wechat"))


async def test_nobody_but_notify_is_told_an_openid(told):
    person, openid = await told.somebody()
    what = f"accounts/binding/wechat/{person}"
    async with httpx2.AsyncClient(trust_env=False) as web:
        url = f"{told.settings.accounts_url}/accounts/inside/bindings/wechat/{person}"
        keys = told.settings.keys_dir
        for signed, status in (
            (signed_call(keys, "notify", what), 200),
            (signed_call(keys, "booking", what), 401),
            (signed_call(keys, "notify", f"accounts/phone/{person}"), 401),
            ("", 401),
        ):
            answer = await web.post(url, headers={"authorization": signed})
            assert answer.status_code == status
            assert (openid in answer.text) == (status == 200)
