"""A text message of which nobody knows whether it went out is asked for at its provider."""

from datetime import timedelta

import pytest

from services.notify.channels.phones import Phones
from services.notify.channels.sms import SmsChannel
from services.notify.usecases.resolve_doubts import ask
from shared.providers.accounts import accounts
from tests.support.eventually import eventually
from tests.support.notify import happened, running, say, states
from tests.support.sms import texting

NOW = timedelta(0)


@pytest.fixture(params=["aliyun", "tencent"])
async def told(request, database, keys_dir, tmp_path):
    async with texting(request.param, database, keys_dir, tmp_path) as made:
        made.called = request.param
        yield made


def channel(told):
    return SmsChannel(accounts(told.settings.channels_at).sms, Phones(told.settings))


async def in_doubt(told, system):
    """A message whose answer was lost."""
    await told.provider.behave(drop=1, unlimited=True)
    person, _ = await told.somebody()
    await say(system, happened("offered", person))

    async def unknown():
        return await states(system, "sms") == {"unknown": 1}

    await eventually(unknown)


@pytest.fixture
def nobody_asks(monkeypatch):
    """But we."""
    monkeypatch.setattr("services.notify.usecases.resolve_doubts.AFTER", 1e9)


@pytest.mark.parametrize(("fails", "state"), [("", "delivered"), ("MOBILE_NOT_ON_SERVICE", "failed")])
async def test_one_that_arrived_or_did_not_is_settled_as_its_provider_says(told, nobody_asks, fails, state):
    async with running(told.settings) as system:
        await in_doubt(told, system)
        await told.provider.behave(fails=fails)
        assert await ask(system, channel(told), NOW) == 1
        assert await states(system, "sms") == {state: 1}
        reason = await system.pool.fetchval("SELECT reason FROM delivery WHERE channel = 'sms'")
        assert reason == (fails or None)
        assert await ask(system, channel(told), NOW) == 0
    assert len(await told.provider.ledger()) == 1


async def test_one_of_which_the_network_has_not_said_stays_in_doubt(told, nobody_asks):
    async with running(told.settings) as system:
        await in_doubt(told, system)
        await told.provider.behave(late=60)
        assert await ask(system, channel(told), NOW) == 0 and await states(system, "sms") == {"unknown": 1}


async def test_one_that_never_came_there_has_failed_where_the_provider_lists_all_it_took(told, nobody_asks):
    async with running(told.settings) as system:
        await in_doubt(told, system)
        await system.pool.execute(
            "UPDATE delivery SET id = uuidv7() WHERE channel = 'sms'"
        )  # as if it were another one
        await told.provider.behave()
        await ask(system, channel(told), NOW)
        expected = {"failed": 1} if told.called == "aliyun" else {"unknown": 1}
        assert await states(system, "sms") == expected


async def test_what_is_in_doubt_since_a_moment_ago_is_not_asked_for(told, nobody_asks):
    async with running(told.settings) as system:
        await in_doubt(told, system)
        await told.provider.behave()
        assert await ask(system, channel(told), timedelta(minutes=10)) == 0


async def test_the_worker_asks_by_itself(told):
    async with running(told.settings) as system:
        await told.provider.behave(drop=1, unlimited=True)
        person, _ = await told.somebody()
        await say(system, happened("offered", person))

        async def delivered():
            return await states(system, "sms") == {"delivered": 1}

        await eventually(delivered)
