"""Messages in a family's own browsers, by a push service that judges as the real ones do."""

import asyncio
import re
from uuid import uuid4

import pytest

from services.notify.usecases.devices import MOST, device_of
from services.notify.usecases.forget import forget_person
from shared.crypto import Vault
from shared.db.pool import transaction
from shared.events.accounts import AccountClosed
from shared.keys import renew
from tests.support.eventually import eventually
from tests.support.notify import TOMORROW, alone, browser, happened, running, say, states
from tests.support.people import never_in_doubt
from tests.support.programs import program
from tests.support.push import push_service, pushed_from, pushing, told_by


@pytest.fixture
async def pushed(database, keys_dir, tmp_path):
    async with pushing(database, keys_dir, tmp_path) as made:
        yield made


async def settled(pushed, **expected):
    async def so() -> bool:
        return await states(pushed.system, "push") == expected

    await eventually(so)


async def held(pushed) -> int:
    return await pushed.system.pool.fetchval("SELECT count(*) FROM device")


async def test_a_browser_shows_that_there_is_something_and_of_whom_nothing(pushed):
    person, other = uuid4(), uuid4()
    answer = await pushed.switched_on(person)
    assert (answer.status_code, answer.headers["location"]) == (303, "/notify/devices?on=true")
    event = await say(pushed.system, happened("offered", person, other, until=TOMORROW))
    await settled(pushed, accepted=1)
    (shown,) = await pushed.shown()
    message = await pushed.system.pool.fetchval(
        "SELECT id FROM message WHERE (event_id, person_id) = ($1, $2)", event, person
    )
    assert (shown["title"], shown["body"], shown["path"]) == (
        "有名额待您确认，过时让出", "打开看看", f"/notify/messages/{message}",
    )  # fmt: skip
    assert shown["urgency"] == "high" and 23 * 3600 < shown["ttl"] <= 24 * 3600
    assert "张" not in str(shown) and "高新区" not in str(shown)
    async with browser(pushed.system, person) as web:
        assert (await web.get(shown["path"])).status_code == 200
        assert "浏览器" in (await web.get(shown["path"])).text, "where it was sent says so"


async def test_each_browser_is_told_and_one_that_is_gone_is_taken_out(pushed):
    person = uuid4()
    first, second = await pushed.browser(), await pushed.browser()
    for told in (first, second):
        await pushed.switched_on(person, told)
    await say(pushed.system, happened("confirmed", person))
    await settled(pushed, accepted=1)
    assert len(await pushed.shown()) == 2
    await pushed.service.behave(left=[first["endpoint"].rpartition("/")[2]])
    await say(pushed.system, happened("confirmed", person))
    await settled(pushed, accepted=2)
    assert await held(pushed) == 1
    await pushed.service.behave(left=[told["endpoint"].rpartition("/")[2] for told in (first, second)])
    await say(pushed.system, happened("confirmed", person))
    await settled(pushed, accepted=2, failed=1)
    assert await held(pushed) == 0
    await say(pushed.system, happened("confirmed", person))
    await settled(pushed, accepted=2, failed=1)  # with no browser there is no delivery


async def test_a_browser_is_of_whoever_switched_it_on_last(pushed):
    mother, father, told = uuid4(), uuid4(), await pushed.browser()
    await pushed.switched_on(mother, told)
    await pushed.switched_on(father, told)
    await say(pushed.system, happened("confirmed", mother))
    await say(pushed.system, happened("cancelled", father))
    await settled(pushed, accepted=1)
    assert [shown["title"] for shown in await pushed.shown()] == ["主办方已取消，原因请点开看"]


async def test_one_takes_out_their_own_alone(pushed):
    never_in_doubt(pushed.system)
    mother, stranger, told = uuid4(), uuid4(), await pushed.browser()
    await pushed.switched_on(mother, told)
    path = f"/notify/devices/{device_of(Vault(pushed.system.settings.keys_dir, 'notify'), told['endpoint'])}/remove"
    for person, left in ((stranger, 1), (mother, 0)):
        async with browser(pushed.system, person) as web:
            assert (await web.post(path, data={"idempotency_key": str(uuid4())})).status_code == 303
        assert await held(pushed) == left


async def test_who_races_has_no_more_browsers_than_are_allowed(pushed):
    person, told = uuid4(), [await pushed.browser() for _ in range(MOST + 4)]
    answers = await asyncio.gather(*(pushed.switched_on(person, one) for one in told))
    assert sorted(answer.status_code for answer in answers) == [303] * MOST + [409] * 4
    assert await held(pushed) == MOST
    there = next(one for one, answer in zip(told, answers, strict=True) if answer.status_code == 303)
    assert (await pushed.switched_on(person, there)).status_code == 303, "one that is there is no other"
    assert "先移除" in next(answer for answer in answers if answer.status_code == 409).text


@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": "http://push.example.net/x"}, {"endpoint": "https://a:b@push.example.net/x"}, {"endpoint": ""},
        {"endpoint": "https://push.example.net/" + "x" * 2000}, {"p256dh": "AAAA"}, {"auth": "AAAA"}, {"server_key": "BAAA"},
    ],
)  # fmt: skip
async def test_what_no_browser_says_is_refused_in_words(pushed, changes):
    answer = await pushed.switched_on(uuid4(), **changes)
    assert answer.status_code == 422 and "换一个浏览器" in answer.text and await held(pushed) == 0


async def test_a_browser_that_asked_under_an_older_key_is_told_under_it(database, keys_dir, tmp_path):
    person, other = uuid4(), uuid4()
    async with push_service(tmp_path) as service:
        settings = await pushed_from(database, keys_dir, tmp_path)
        async with told_by(settings, service) as before:
            await before.switched_on(person)
        renew(settings.keys_dir, "notify")
        async with told_by(settings, service) as after:
            await after.switched_on(other)
            assert (
                len({row["server_key"] for row in await after.system.pool.fetch("SELECT server_key FROM device")}) == 2
            )
            await say(after.system, happened("confirmed", person, other))
            await settled(after, accepted=2)
            assert len(await after.shown()) == 2
            await after.system.pool.execute("UPDATE device SET server_key = 'lost' WHERE person_id = $1", other)
            await say(after.system, happened("confirmed", other))
            await settled(after, accepted=2, failed=1)
            assert await held(after) == 1, "one under a key that we have no more cannot be told anything"


async def test_a_lost_answer_shows_one_line(pushed):
    """The negative control is another message."""
    await pushed.switched_on(person := uuid4())
    await pushed.service.behave(silence=60)
    await say(pushed.system, happened("confirmed", person))

    async def shown() -> bool:
        return len(await pushed.shown()) == 1

    await eventually(shown)
    await pushed.service.behave()
    await settled(pushed, accepted=1)
    assert len(await pushed.shown()) == 1 and len(await pushed.service.ledger("gave")) == 1
    await say(pushed.system, happened("confirmed", person))
    await settled(pushed, accepted=2)
    assert len(await pushed.shown()) == 2


@pytest.mark.parametrize("refused", ["429", "500", "503"])
async def test_a_service_that_is_busy_takes_it_later(pushed, refused):
    await pushed.switched_on(person := uuid4())
    await pushed.service.behave(refuse=refused)
    await say(pushed.system, happened("confirmed", person))

    async def refused_once() -> bool:
        return refused in await pushed.service.ledger("refused")

    await eventually(refused_once)
    await pushed.service.behave()
    await settled(pushed, accepted=1)
    assert await pushed.system.pool.fetchval("SELECT failures FROM device") == 0


async def test_what_leads_inside_is_never_called(database, keys_dir, tmp_path):
    """Door 22: the negative control is the same address where this machine is home."""
    person = uuid4()
    async with push_service(tmp_path) as service:
        settings = await pushed_from(database, keys_dir, tmp_path)
        async with told_by(settings, service) as home:
            told = await home.browser()
            await home.switched_on(person, told)
            await say(home.system, happened("confirmed", person))
            await settled(home, accepted=1)
        async with told_by(settings, service, at_home=False) as away:
            await say(away.system, happened("confirmed", person))

            async def tried() -> bool:
                return await away.system.pool.fetchval("SELECT failures FROM device") == 1

            await eventually(tried)
            assert len(await away.shown()) == 1


async def test_one_that_never_answers_holds_nobody_up(pushed):
    """It is called once and then left alone; the others are told meanwhile."""
    slow, others = uuid4(), [uuid4() for _ in range(8)]
    async with program(answer=lambda _: b"") as silent:
        await pushed.switched_on(slow, endpoint=silent.url)
        for person in others:
            await pushed.switched_on(person)
        await say(pushed.system, happened("confirmed", slow))
        await say(pushed.system, happened("confirmed", *others))

        async def others_told() -> bool:
            return len(await pushed.shown()) == len(others)

        await eventually(others_told)
        await pushed.system.pool.execute("UPDATE device SET rests_until = 'infinity' WHERE person_id = $1", slow)
        knocked = silent.knocked
        await say(pushed.system, happened("cancelled", slow))
        await say(pushed.system, happened("cancelled", others[0]))

        async def told_too() -> bool:
            return len(await pushed.shown()) == len(others) + 1

        await eventually(told_too)
        assert silent.knocked <= knocked + 1  # what was under way


async def test_after_three_days_of_failures_it_is_there_no_more(pushed):
    await pushed.switched_on(person := uuid4())
    await pushed.system.pool.execute(
        "UPDATE device SET failures = 9, failing_since = clock_timestamp() - interval '3 days 1 second'"
    )
    await pushed.service.behave(refuse="503")
    await say(pushed.system, happened("confirmed", person))

    async def gone() -> bool:
        return await held(pushed) == 0

    await eventually(gone)


async def test_boxes_of_browsers_stand_where_one_is_switched_on_and_count(pushed):
    person = uuid4()
    async with browser(pushed.system, person) as web:
        assert "/notify/devices" in (page := (await web.get("/notify/ways")).text) and 'value="push' not in page
        await pushed.switched_on(person)
        boxes = re.findall(r'name="on" value="push (\w+)" checked', (await web.get("/notify/ways")).text)
        assert set(boxes) == {"answer", "change", "result", "ahead", "notice", "family", "security"}
        form = {"idempotency_key": str(uuid4()), "shown": ["push result"], "on": []}
        assert (await web.post("/notify/ways", data=form)).status_code == 303
    await say(pushed.system, happened("confirmed", person))
    await say(pushed.system, happened("cancelled", person))
    await settled(pushed, accepted=1)


async def test_of_a_closed_account_no_browser_is_kept(pushed):
    await pushed.switched_on(person := uuid4())
    async with transaction(pushed.system.pool) as conn:
        await forget_person(conn, AccountClosed(person_id=person, revision=1), None)
    assert await held(pushed) == 0


async def test_without_it_the_page_says_so(database, keys_dir):
    async with running(await alone(database, keys_dir)) as system, browser(system, uuid4()) as web:
        assert "没有开通浏览器通知" in (await web.get("/notify/devices")).text
        answer = await web.post("/notify/devices", data={"idempotency_key": str(uuid4())})
        assert answer.status_code == 409 and "没有开通" in answer.text
        assert "/notify/devices" not in (await web.get("/notify/ways")).text
