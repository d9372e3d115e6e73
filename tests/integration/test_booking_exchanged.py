"""换班 on a real database: one request, one answer; in a race at two desks nobody loses the one without the other, or has both."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from shared.events.rules import GroupRules
from tests.support.booking import book, broken, door, make_families, publish
from tests.support.held import freeze

HAVE = "SELECT state FROM enrollment WHERE id = $1"


async def exchange(web, family, group_id, old, key=""):
    """Ask for this group instead of what the family has."""
    body = {"group_id": str(group_id), "child_id": str(family.child_id), "instead_of": old}
    answer = await web.post("/booking/api/v1/enrollments", json=body, headers=family.with_key(key))
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


async def test_an_exchange_is_asked_once_and_says_both(booking, web, family):
    here, there = [await publish(booking, title=title) for title in ("上午一班", "上午二班")]
    old = (await book(web, family, here))["enrollment_id"]
    key = str(uuid4())
    answers = [await exchange(web, family, there, old, key) for _ in range(2)]
    assert answers[0] == answers[1]
    assert (answers[0]["result"], "原来的报名已同时放弃" in answers[0]["zh"]) == ("confirmed", True)
    assert await booking.pool.fetchval(HAVE, UUID(old)) == "superseded"
    page = (await web.get(f"/booking/enrollments/{answers[0]['enrollment_id']}", headers=family.headers)).text
    assert "原来的“上午一班”已同时放弃" in page
    told = "SELECT convert_from(body, 'UTF8')::jsonb ->> 'gives_up' FROM outbox WHERE type LIKE '%enrollment-confirmed%' ORDER BY created_at DESC LIMIT 1"
    assert await booking.pool.fetchval(told) == "上午一班"


async def test_the_page_offers_it_where_something_stands_in_the_way(booking, web, family):
    here, there = await publish(booking, title="上午一班"), await publish(booking, title="上午二班", capacity=0)
    old = (await book(web, family, here))["enrollment_id"]
    path = f"/booking/groups/{there}"
    page = (await web.get(path, headers=family.headers)).text
    assert f'name="exchange" value="{family.child_id}.{old}"' in page and "只有录取了，才放弃张小明的“上午一班”" in page
    form = {"exchange": f"{family.child_id}.{old}", "idempotency_key": str(uuid4())}
    sent = await web.post(f"{path}/enroll", data=form, headers=family.headers)
    waits = (await web.get(sent.headers["location"], headers=family.headers)).text
    assert "候补" in waits and "在真正录取之前，原来的“上午一班”不变" in waits
    assert await booking.pool.fetchval(HAVE, UUID(old)) == "confirmed"
    assert "您申请了换到上午二班" in (await web.get(f"/booking/enrollments/{old}", headers=family.headers)).text


async def test_a_common_decision_exchanges_and_a_freed_place_goes_on(booking, web):
    """Its ledgers are locked before anything is decided: the place that comes free is in a group that is no part of it."""
    mine, waits = await make_families(booking, 2)
    rules = GroupRules(way="ranked", decide_at=datetime.now(UTC) + timedelta(hours=1))
    here, there = await publish(booking, title="上午一班", capacity=1), await publish(booking, rules=rules)
    old = (await book(web, mine, here))["enrollment_id"]
    waiting = (await book(web, waits, here))["enrollment_id"]
    asked = await exchange(web, mine, there, old)
    assert (asked["result"], "在真正录取之前" in asked["zh"]) == ("entered", True)
    await freeze(booking, there)
    states = [await booking.pool.fetchval(HAVE, UUID(id_)) for id_ in (asked["enrollment_id"], old, waiting)]
    assert states == ["confirmed", "superseded", "confirmed"]
    assert not await broken(booking)


async def test_a_race_of_exchanges_at_two_desks(system, database):
    """Families with a place change about among three groups at the same hours, while others leave; then all is compared."""
    dsn = await database("booking")
    async with system("booking", dsn) as one, system("booking", dsn) as other:
        webs, chance = [door(one), door(other)], random.Random(7)
        groups = [await publish(one, capacity=4) for _ in range(3)]
        families = await make_families(one, 12)
        firsts = await asyncio.gather(*(book(webs[n % 2], f, groups[n % 3]) for n, f in enumerate(families)))
        have = [answer["enrollment_id"] for answer in firsts]

        async def change(n, family):
            await exchange(webs[chance.randrange(2)], family, groups[(n + 1) % 3], have[n])

        async def leave(n, family):
            path = f"/booking/api/v1/enrollments/{have[n]}/withdraw"
            assert (await webs[chance.randrange(2)].post(path, headers=family.with_key())).status_code == 200

        await asyncio.gather(*((leave if n % 6 == 5 else change)(n, f) for n, f in enumerate(families)))
        assert not await broken(one)
        both = "SELECT child_id FROM enrollment WHERE state = 'confirmed' GROUP BY child_id HAVING count(*) > 1"
        lost = "SELECT count(*) FROM enrollment a WHERE a.state = 'superseded' AND NOT EXISTS (SELECT FROM enrollment b WHERE b.replaces = a.id AND b.state = 'confirmed')"
        assert await one.pool.fetch(both) == [] and await one.pool.fetchval(lost) == 0
        assert (
            await one.pool.fetchval("SELECT count(DISTINCT child_id) FROM enrollment WHERE state = 'confirmed'") == 10
        )
