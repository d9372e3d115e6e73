"""Mail by a real SMTP server: each one once, whatever happens on the way."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY

from services.notify import texts
from services.notify.domain.delivery import MAX_ATTEMPTS, Next
from services.notify.store import deliveries
from services.notify.usecases.send import Pace
from shared import faults
from tests.support.eventually import eventually
from tests.support.notify import (
    IMPATIENT,
    alone,
    door,
    happened,
    html,
    mail_server,
    plain,
    reachable,
    running,
    say,
    states,
)

EVIL = "<script>alert(1)</script>"


@pytest.fixture
async def told(database, keys_dir):
    """Settings of one database of notifications."""
    return await alone(database, keys_dir)


async def settled(system, **expected):
    """Wait until the mails stand so."""

    async def so() -> bool:
        return await states(system) == expected

    await eventually(so)


def counted(name: str) -> float:
    """A metric of this process, of its mails."""
    return REGISTRY.get_sample_value(name, {"channel": "mail"}) or 0.0


async def test_every_kind_arrives_in_both_languages(told):
    async with mail_server() as mails, running(told, smtp_url=mails.url, public_url="https://aixin.example") as system:
        for kind, language in product(texts.PARAMS, ("zh", "en")):
            person = uuid4()
            await reachable(system, person, language, f"{kind}.{language}@example.com")
            await say(system, happened(kind, person, group={"title": EVIL}))
        await system.pool.execute(
            "UPDATE delivery SET due_at = clock_timestamp() WHERE state = 'queued'"
        )  # what may be followed by more waits a minute
        await settled(system, accepted=2 * len(texts.PARAMS))
        arrived = {mail["to"]: mail for mail in mails.taken}
        assert len(arrived) == 2 * len(texts.PARAMS)
        for kind, language in product(texts.PARAMS, ("zh", "en")):
            place = {"entered": "draws", "expired": "groups"}.get(kind, "enrollments")
            mail = arrived[f"{kind}.{language}@example.com"]
            assert mail["from"] == "爱心托管 <noreply@aixin.invalid>" and mail["content-language"] == language
            assert "张*明" in mail["subject"] and f"https://aixin.example/booking/{place}/" in plain(mail)
            assert EVIL in plain(mail) and EVIL not in html(mail) and "&lt;script&gt;" in html(mail)
        assert "有空位会按顺序自动递补" in plain(arrived["waitlisted.zh@example.com"])
        events = await system.pool.fetch(
            "SELECT convert_from(body, 'UTF8') AS body FROM outbox WHERE body LIKE '%mail%'"
        )
        assert len(events) == 2 * len(texts.PARAMS) and not any("@" in event["body"] for event in events)


async def test_the_question_for_an_address_is_mailed(told):
    async with mail_server() as mails, running(told, smtp_url=mails.url) as system, door(system, uuid4()) as web:
        await web.put(
            "/notify/api/v1/preferences", json={"email": "wang@example.com"}, headers={"idempotency-key": str(uuid4())}
        )
        await settled(system, accepted=1)
        assert "/notify/confirm?person=" in plain(mails.taken[0]) and mails.taken[0]["to"] == "wang@example.com"


async def test_refused_for_now_is_taken_later(told):
    busy = Counter[str]()

    def answer(to: str) -> str | None:
        busy[to] += 1
        return "451 4.7.1 greylisted, come later" if busy[to] < 4 else None

    async with mail_server(answer=answer) as mails, running(told, smtp_url=mails.url) as system:
        people = [uuid4() for _ in range(3)]
        for person in people:
            await reachable(system, person)
        await say(system, happened("confirmed", *people))
        await settled(system, accepted=3)
        assert len(mails.taken) == 3 and mails.refused == 9


async def test_refused_for_good_is_told_with_a_reason_that_names_nobody(told):
    async with (
        mail_server(answer=lambda to: f"550 5.1.1 <{to}>: no such user") as mails,
        running(told, smtp_url=mails.url) as system,
    ):
        await reachable(system, person := uuid4())
        await say(system, happened("confirmed", person))
        await settled(system, failed=1)
        assert mails.refused == 1
        assert await system.pool.fetchval("SELECT reason FROM delivery WHERE channel = 'mail'") == "550 5.1.1"
        failed = await system.pool.fetchval(
            "SELECT convert_from(body, 'UTF8') FROM outbox WHERE type = 'notify.message-failed.v1'"
        )
        assert "failed: 550 5.1.1" in failed and "@" not in failed
        async with door(system, person) as web:
            one = (await web.get("/notify/api/v1/messages")).json()["messages"][0]["id"]
            assert "没有发成" in (await web.get(f"/notify/messages/{one}")).text


async def test_refused_again_and_again_ends_some_day(told):
    async with running(told) as system:  # no mail server yet: everything waits
        await reachable(system, person := uuid4())
        await say(system, happened("confirmed", person))
        await system.pool.execute("UPDATE delivery SET attempts = $1 WHERE channel = 'mail'", MAX_ATTEMPTS - 2)
    async with (
        mail_server(answer=lambda to: "452 4.2.2 mailbox full") as mails,
        running(told, smtp_url=mails.url) as system,
    ):
        await settled(system, failed=1)
        assert mails.refused == 2


async def test_a_server_that_is_down_loses_nothing(told):
    async with mail_server() as mails:
        port, url = int(mails.url.rpartition(":")[2]), mails.url
    async with running(told, smtp_url=url) as system:
        people = [uuid4() for _ in range(20)]
        for person in people:
            await reachable(system, person)
        away = counted("aixin_notify_provider_away_total")
        await say(system, happened("confirmed", *people))
        await eventually(lambda: counted("aixin_notify_provider_away_total") > away + 2)
        async with mail_server(port) as mails:
            await settled(system, accepted=20)
            assert len({mail["message-id"] for mail in mails.taken}) == len(mails.taken) == 20


async def test_two_instances_send_each_mail_once(told):
    async with (
        mail_server() as mails,
        running(told, smtp_url=mails.url) as one,
        running(told, smtp_url=mails.url),
    ):
        people = [uuid4() for _ in range(150)]
        for person in people:
            await reachable(one, person)
        await say(one, happened("promoted", *people))
        await settled(one, accepted=150)
        assert Counter(Counter(mail["to"] for mail in mails.taken).values()) == {1: 150}


async def test_a_worker_killed_between_sending_and_recording_is_counted_and_known_by_the_message_id(told, monkeypatch):
    async def killed_once() -> None:
        monkeypatch.delitem(faults.hooks, "P10")
        raise ConnectionAbortedError("killed")

    monkeypatch.setitem(faults.hooks, "P10", killed_once)
    resent = counted("aixin_notify_resent_total")
    async with mail_server() as mails, running(told, IMPATIENT, smtp_url=mails.url) as system:
        await reachable(system, person := uuid4())
        await say(system, happened("confirmed", person))
        await settled(system, accepted=1)
        assert len(mails.taken) == 2 and mails.taken[0]["message-id"] == mails.taken[1]["message-id"]
        assert counted("aixin_notify_resent_total") == resent + 1


async def test_a_worker_that_lost_its_lease_records_nothing(told):
    """By hand, so that who comes when is certain: two take the same mail, and only the later one's word counts."""
    async with running(told) as system:  # no mail server: no worker takes anything
        await reachable(system, person := uuid4())
        await say(system, happened("confirmed", person))
        async with system.pool.acquire() as conn:
            late = await deliveries.claim(conn, "mail", lease=0, gap=0, budget=None)
            now = await deliveries.claim(conn, "mail", lease=60, gap=0, budget=None)
            assert late and now and (late.id, late.attempts + 1, now.lapsed) == (now.id, now.attempts, True)
            assert not await deliveries.record(conn, late, Next("failed", reason="too late"))
            await deliveries.release(conn, late, 0)
            assert await states(system) == {"sending": 1}
            assert await deliveries.record(conn, now, Next("accepted", provider_id="q1"))
            assert not await deliveries.record(conn, now, Next("failed", reason="twice"))
        assert await states(system) == {"accepted": 1}


async def test_a_worker_that_comes_back_after_its_lease_tells_nobody(told, monkeypatch):
    fenced = counted("aixin_notify_fenced_total")
    async with mail_server() as mails, running(told, smtp_url=mails.url) as system:

        async def taken_by_another() -> None:
            await system.pool.execute("UPDATE delivery SET attempts = attempts + 1")

        monkeypatch.setitem(faults.hooks, "P10", taken_by_another)
        await reachable(system, person := uuid4())
        await say(system, happened("confirmed", person))
        await eventually(lambda: counted("aixin_notify_fenced_total") == fenced + 1)
    async with running(told) as system:  # whoever was stopped has finished what was in its hands
        assert await states(system) == {"sending": 1}
        told_of = await system.pool.fetch("SELECT convert_from(body, 'UTF8')::jsonb ->> 'channel' FROM outbox")
        assert "mail" not in [channel for (channel,) in told_of]


async def test_silence_after_the_mail_is_asked_about_once_more_and_then_unknown(told):
    async with mail_server(silence=5.0) as mails, running(told, IMPATIENT, smtp_url=mails.url) as system:
        await reachable(system, person := uuid4())
        await say(system, happened("confirmed", person))

        async def given_up() -> bool:
            return await system.pool.fetchval(
                "SELECT count(*) = 1 FROM delivery WHERE state = 'unknown' AND due_at IS NULL"
            )

        await eventually(given_up)
        assert len(mails.taken) == 2 and mails.taken[0]["message-id"] == mails.taken[1]["message-id"]
        assert await system.pool.fetchval("SELECT count(*) FROM outbox WHERE type = 'notify.message-failed.v1'") == 1


async def test_a_server_that_takes_mails_and_hangs_up_harms_one_at_a_time(told):
    # Its trouble lasts two seconds, in which the breaker's rests (of minutes, but divided) allow for a dozen trials.
    until = asyncio.get_running_loop().time() + 2
    async with (
        mail_server(drops_until=until) as mails,
        running(told, Pace(poll=0.02, hurry=20.0), smtp_url=mails.url) as system,
    ):
        for _ in range(150):
            person = uuid4()
            await reachable(system, person)
            await say(system, happened("confirmed", person))
        await settled(system, accepted=150)
        times = Counter(mail["to"] for mail in mails.taken)
        assert len(times) == 150 and max(times.values()) == 2
        assert len(mails.taken) < 150 + 20


async def test_a_worker_that_is_stopped_finishes_the_mail_in_its_hands(told):
    async with mail_server(silence=0.5) as mails:
        async with running(told, smtp_url=mails.url) as system:
            await reachable(system, person := uuid4())
            await say(system, happened("confirmed", person))
            await eventually(lambda: mails.taken)
        async with running(told) as system:
            assert await states(system) == {"accepted": 1}


async def test_news_that_is_none_any_more_is_not_mailed(told):
    async with running(told) as system:  # no mail server yet: everything waits
        old, moved, fine = uuid4(), uuid4(), uuid4()
        for person in (old, moved, fine):
            await reachable(system, person)
            await say(system, happened("confirmed", person))
        await system.pool.execute("UPDATE message SET created_at = now() - interval '4 days' WHERE person_id = $1", old)
        await system.pool.execute("UPDATE recipient SET confirmed_at = NULL WHERE person_id = $1", moved)
        assert await states(system) == {"queued": 3}
    async with mail_server() as mails, running(told, smtp_url=mails.url) as system:
        await settled(system, suppressed=2, accepted=1)
        assert len(mails.taken) == 1


async def test_an_offer_that_is_over_is_not_mailed(told):
    async with running(told) as system:  # no mail server yet: everything waits
        for hours in (-1, 1):
            await reachable(system, person := uuid4())
            until = datetime.now(UTC) + timedelta(hours=hours)
            await say(system, happened("offered", person, until=until, waited=True))
    async with mail_server() as mails, running(told, smtp_url=mails.url) as system:
        await settled(system, suppressed=1, accepted=1)
        assert len(mails.taken) == 1 and str(mails.taken[0]["subject"]).startswith("请在")


async def test_a_mail_that_cannot_be_written_stops_no_other(told):
    async with running(told) as system:
        broken, fine = uuid4(), uuid4()
        await reachable(system, broken)
        await reachable(system, fine)
        bad = await say(system, happened("confirmed", broken))
        await system.pool.execute("UPDATE message SET params = '{}' WHERE event_id = $1", bad)
        await say(system, happened("confirmed", fine))
    async with mail_server() as mails, running(told, smtp_url=mails.url) as system:
        await settled(system, failed=1, accepted=1)
        assert len(mails.taken) == 1
