"""Cards by WeCom and DingTalk: to colleagues who chose it, whom it knows by their phone."""

from uuid import UUID

import pytest

from shared.errors import Unusable
from tests.support.eventually import eventually
from tests.support.notify import TOMORROW, happened, running, say, states
from tests.support.providers.workplace import AGENT, KEY, SECRET, user_of
from tests.support.wechat import following

TEXT = (
    f'[NAME]\nkey = "{KEY}"\nsecret = "{SECRET}"\nagent = {AGENT}\nurl = "URL"\nkinds = ["offered", "guardian-left"]\n'
)
NOBODY_THERE = {"wecom": "46004", "dingtalk": "60121"}
GONE = {"wecom": "81013", "dingtalk": "33012"}


@pytest.fixture(params=["wecom", "dingtalk"])
def name(request) -> str:
    return request.param


@pytest.fixture
async def told(name, database, keys_dir, tmp_path):
    async with following(database, keys_dir, tmp_path, by=name, text=TEXT.replace("NAME", name)) as made:
        yield made


async def colleague(told, system, name: str, last: str = "1") -> tuple[UUID, str]:
    """Somebody who chose it, with a phone that ends so."""
    while True:
        person, _ = await told.somebody()
        phone = f"137{person.int % 10**8:08}"
        if phone[-1] == last:
            await system.pool.execute("INSERT INTO wish VALUES ($1, $2, 'offered', true)", person, name)
            return person, user_of(phone)


async def settled(system, name, **expected):
    async def so() -> bool:
        return await states(system, name) == expected

    await eventually(so)


async def test_a_colleague_who_chose_it_has_a_card_that_leads_to_the_page_and_nobody_else_has(told, name):
    async with running(told.settings) as system:
        (person, user), (other, _) = await colleague(told, system, name), await told.somebody()
        title = "高新区第二实验小学[三至六年级](http://evil.test)"
        await say(system, happened("offered", person, other, until=TOMORROW, group={"title": title}))
        await settled(system, name, accepted=1)
        (seen,) = await told.provider.ledger()
        assert (seen["user"], seen["cut"]) == (user, False)
        assert "有名额待您确认" in seen["title"] and "/booking/enrollments/" in seen["url"]
        assert ("](http" in seen["lines"]) == (name == "wecom"), "where markup counts, nobody's words are any"
        assert "张" not in str(seen), "no child is named"
        assert seen["number"] == await system.pool.fetchval("SELECT provider_id FROM delivery WHERE channel = $1", name)


async def test_whoever_is_no_colleague_or_no_more_is_not_tried_again(told, name):
    async with running(told.settings) as system:
        stranger, _ = await colleague(told, system, name, "0")
        await say(system, happened("offered", stranger))
        await settled(system, name, suppressed=1)
        leaver, user = await colleague(told, system, name)
        await told.provider.behave(left=[user])
        await say(system, happened("offered", leaver))
        await settled(system, name, suppressed=1, failed=1)
    assert await told.provider.ledger("refused") == [NOBODY_THERE[name], GONE[name]]


async def test_a_token_that_ended_is_asked_for_once_and_a_lost_answer_shows_one_card(told, name):
    async with running(told.settings) as system:
        person, _ = await colleague(told, system, name)
        await say(system, happened("offered", person))
        await settled(system, name, accepted=1)
        await told.provider.behave(forge="tokens ended")
        await say(system, happened("offered", person))
        await settled(system, name, accepted=2)
        assert len(await told.provider.ledger("gave")) == 2
        await told.provider.behave(drop=1)
        await say(system, happened("offered", person))
        await settled(system, name, **({"accepted": 3} if name == "wecom" else {"accepted": 2, "unknown": 1}))
    assert len(await told.provider.ledger()) == 3


async def test_what_cannot_be_told_so_is_no_start(told, name):
    told.say(TEXT.replace("NAME", name).replace("guardian-left", "weather"))
    with pytest.raises(Unusable, match="weather"):
        async with running(told.settings):
            pass
