"""By which way people hear of what: as they chose, else as their union has it, else as it is usual; and what guards them always."""

import asyncio
import re
from uuid import uuid4

import asyncpg
import pytest

from services.notify import short
from services.notify.store import ways
from services.notify.store.channels import open_channel
from services.notify.usecases.choose_ways import tick, tick_for_union
from shared.db.pool import connection, transaction
from shared.invariants import own
from tests.support.notify import browser, door, happened, key, reachable, say, states
from tests.support.office_browser import office_browser
from tests.support.telling import SLOW, telling

KINDS = {"offered", "promoted", "confirmed", "guardian-left"}


@pytest.fixture
async def system(database, keys_dir):
    """Text messages are open, and nobody sends them."""
    async with telling(database, keys_dir, SLOW) as made:
        async with connection(made.pool) as conn:
            await open_channel(conn, "sms", KINDS, short.USUAL)
        yield made


async def told(system, kind, person, union="lantian"):
    """How many text messages the event makes."""
    before = await states(system, "sms")
    await say(system, happened(kind, person, group={"union": union}))
    return sum((await states(system, "sms")).values()) - sum(before.values())


async def test_a_family_chooses_and_what_it_left_stays_usual(system):
    person = uuid4()
    async with browser(system, person) as web:
        page = (await web.get("/notify/ways")).text
        boxes = dict(re.findall(r'name="on" value="([\w ]+)"( checked)?', page))
        assert boxes == {
            "sms answer": " checked",
            "sms change": " checked",
            "sms result": "",
            "sms security": " checked",
        }
        form = {
            "idempotency_key": str(uuid4()),
            "shown": ["sms answer", "sms change", "sms result"],
            "on": ["sms answer", "sms result"],
        }
        assert (await web.post("/notify/ways", data=form)).status_code == 303
        assert "已保存" in (await web.get("/notify/ways?saved=true")).text
    chosen = await system.pool.fetch("SELECT kind, wanted FROM wish WHERE person_id = $1 ORDER BY kind", person)
    assert [tuple(row) for row in chosen] == [("confirmed", True), ("promoted", False)]
    assert [await told(system, kind, person) for kind in ("offered", "promoted", "confirmed")] == [1, 0, 1]


async def test_of_a_union_the_nearest_counts_and_the_family_itself_before_it(system):
    async with transaction(system.pool) as conn:
        await tick_for_union(conn, "gaoxin", {"sms result": True, "sms answer": False})
        await tick_for_union(conn, "lantian", {"sms answer": True})
        await tick(conn, chose := uuid4(), {"sms answer": False})
    assert [await told(system, "confirmed", uuid4(), union) for union in ("lantian", "gaoxin", "mazhang")] == [1, 1, 0]
    assert [await told(system, "offered", uuid4(), union) for union in ("lantian", "gaoxin", "mazhang")] == [1, 0, 1]
    assert await told(system, "offered", chose) == 0


async def test_a_family_sees_what_its_unions_have(system):
    await told(system, "confirmed", person := uuid4())
    async with transaction(system.pool) as conn:
        await tick_for_union(conn, "gaoxin", {"sms result": True})
        assert ("sms", "confirmed", True) in await ways.of_person(conn, person)
        assert ("sms", "confirmed", False) in await ways.of_person(conn, uuid4())


async def test_what_guards_a_family_cannot_be_switched_off(system):
    person = uuid4()
    async with door(system, person) as web:
        refused = await web.put(
            "/notify/api/v1/ways",
            json={"ways": [{"channel": "sms", "kind": "guardian-left", "wanted": False}]},
            headers=key(),
        )
        assert refused.status_code == 422 and "安全" in refused.text
        unknown = await web.put(
            "/notify/api/v1/ways",
            json={"ways": [{"channel": "pigeon", "kind": "offered", "wanted": True}]},
            headers=key(),
        )
        assert unknown.status_code == 422
        chosen = await web.put(
            "/notify/api/v1/ways",
            json={"ways": [{"channel": "sms", "kind": "confirmed", "wanted": True}]},
            headers=key(),
        )
        assert {"channel": "sms", "kind": "confirmed", "wanted": True, "fixed": False} in chosen.json()["ways"]
        assert chosen.json() == (await web.get("/notify/api/v1/ways")).json()
    async with transaction(system.pool) as conn:
        await tick(conn, person, {"sms security": False})
        await tick_for_union(conn, "gaoxin", {"sms security": False})
    assert await system.pool.fetchval("SELECT count(*) FROM wish WHERE NOT wanted") == 0
    for insert in (
        "INSERT INTO wish VALUES (uuidv7(), 'sms', 'guardian-left', false)",
        "INSERT INTO union_wish VALUES ('x', 'sms', 'guardian-left', false)",
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            await system.pool.execute(insert)


async def test_two_who_choose_for_one_at_the_same_time_do_not_wait_in_a_ring(system):
    person = uuid4()

    async def choose(boxes):
        async with transaction(system.pool) as conn:
            await tick(conn, person, boxes)

    forms = [{"sms answer": False, "sms result": True}, {"sms result": True, "sms answer": False}] * 4
    await asyncio.gather(*map(choose, forms))
    assert await told(system, "offered", person) == 0 and await told(system, "confirmed", person) == 1


async def test_an_organizer_chooses_for_families_of_the_union(system):
    async with office_browser(system) as web:
        form = {"idempotency_key": str(uuid4()), "shown": ["sms result"], "on": ["sms result"]}
        assert "已保存" in (await web.post("/notify/console/ways/gaoxin", data=form)).text
        assert (await web.get("/notify/console/ways/mazhang")).status_code == 404
    assert await told(system, "confirmed", uuid4()) == 1


async def test_mail_has_boxes_once_its_address_is_confirmed(system, monkeypatch):
    monkeypatch.setattr(system, "settings", system.settings.model_copy(update={"smtp_url": "smtp://127.0.0.1:1"}))
    await reachable(system, person := uuid4())
    async with browser(system, uuid4()) as other, browser(system, person) as web:
        assert "mail answer" not in (await other.get("/notify/ways")).text
        assert 'value="mail family" checked' in (await web.get("/notify/ways")).text


async def test_whoever_wants_no_mail_of_a_kind_breaks_no_invariant(system):
    await reachable(system, person := uuid4())
    await system.pool.execute("UPDATE recipient SET confirmed_at = confirmed_at - interval '1 hour'")
    async with transaction(system.pool) as conn:
        await tick(conn, person, {"mail answer": False})
    await told(system, "offered", person)
    assert await states(system) == {}
    async with system.pool.acquire() as conn:
        assert not [one.key for one in await own.check(conn, system.home) if one.breaks]


async def test_a_message_says_where_it_was_sent(system):
    await told(system, "offered", person := uuid4())
    async with browser(system, person) as web:
        page = (await web.get(f"/notify/messages/{await system.pool.fetchval('SELECT id FROM message')}")).text
    assert "已在收件箱" in page and "短信" in page and "等待发送" in page
