"""What a guardian takes back acts: bookings that need it end by admission's own rules, as it was said beforehand, and no others."""

from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from shared.events.catalogue import Meeting
from shared.events.rules import GroupRules
from shared.kernel.clock import ZONE
from tests.support.booking import FamilyOfOne, book, broken, door, publish, sibling
from tests.support.held import freeze, hold
from tests.support.parents import parent
from tests.support.staff import disclose

HEALTH = GroupRules(health="孩子没有传染病。")
TOLD = """
SELECT type FROM outbox WHERE convert_from(body, 'UTF8')::jsonb ->> 'child_id' = $1 ORDER BY id
"""


async def given(system, family: FamilyOfOne, kind: str) -> dict[str, object]:
    """The family's consent of a kind, as the API tells it."""
    consents = (await door(system).get("/booking/api/v1/consents", headers=family.headers)).json()["consents"]
    return next(one for one in consents if one["kind"] == kind)


async def take_back(system, family: FamilyOfOne, consent_id: object, *ends: object):
    path = f"/booking/api/v1/consents/{consent_id}"
    return await door(system).delete(path, params={"ends": [str(id_) for id_ in ends]}, headers=family.with_key())


async def ending(web, family: FamilyOfOne) -> str:
    """The list of what ends with a consent, on the page."""
    page = (await web.get("/booking/family/consents", headers=family.headers)).text
    return page.partition("随即取消")[2].partition("</ul>")[0]


async def state(system, enrollment_id: object) -> str:
    return await system.pool.fetchval("SELECT state FROM enrollment WHERE id = $1", UUID(str(enrollment_id)))


async def test_with_the_consent_go_the_bookings_that_were_named_and_the_child_and_who_waits_moves_up(booking, web):
    family, waiting = await parent(booking), await parent(booking, "王小二")
    group_id = await publish(booking, capacity=1, waiting_limit=5)
    mine, other = await book(web, family, group_id), await book(web, waiting, group_id)
    consent = await given(booking, family, "privacy")
    assert (consent["ends"], other["result"]) == ([mine["enrollment_id"]], "waitlisted")
    page = (await web.get("/booking/family/consents", headers=family.headers)).text
    assert f'name="ends" value="{mine["enrollment_id"]}"' in page and "随即取消" in page
    untold = await take_back(booking, family, consent["id"])
    assert (untold.status_code, "寒假托管一班" in untold.json()["zh"]) == (409, True)
    assert await state(booking, mine["enrollment_id"]) == "confirmed"
    (await take_back(booking, family, consent["id"], mine["enrollment_id"])).raise_for_status()
    assert await state(booking, mine["enrollment_id"]) == "withdrawn"
    assert await state(booking, other["enrollment_id"]) == "confirmed"
    assert await booking.pool.fetchval("SELECT name FROM child WHERE id = $1", family.child_id) == "*"
    assert "booking.enrollment-withdrawn.v1" in [
        row["type"] for row in await booking.pool.fetch(TOLD, str(family.child_id))
    ]
    again = await web.post("/booking/api/v1/children", json={"name": "李小雨"}, headers=family.with_key())
    assert (again.status_code, again.json()["code"]) == (409, "consent-first")
    assert await broken(booking) == set()


async def test_by_the_page_too(booking, web):
    family = await parent(booking)
    mine = await book(web, family, await publish(booking))
    consent = await given(booking, family, "privacy")
    alone = await ending(web, family)
    await sibling(booking, family)
    assert ("李小雨 · " in alone, "李小雨 · " in await ending(web, family)) == (False, True)
    form = {"idempotency_key": str(uuid4()), "ends": mine["enrollment_id"]}
    done = await web.post(f"/booking/family/consents/{consent['id']}/withdraw", data=form, headers=family.headers)
    assert (done.status_code, await state(booking, mine["enrollment_id"])) == (303, "withdrawn")
    assert "已撤回。已删除您家孩子的信息" in (await web.get(done.headers["location"], headers=family.headers)).text


async def test_what_was_booked_since_the_page_was_read_stops_it(booking, web):
    family = await parent(booking)
    first = await book(web, family, await publish(booking))
    consent = await given(booking, family, "privacy")
    days = [Meeting(date=(datetime.now(ZONE) + timedelta(days=200)).date(), start=time(8), end=time(9))]
    second = await book(web, family, await publish(booking, meetings=days))
    refused = await take_back(booking, family, consent["id"], first["enrollment_id"])
    assert refused.status_code == 409
    assert [await state(booking, one["enrollment_id"]) for one in (first, second)] == ["confirmed", "confirmed"]


async def test_a_statement_on_health_ends_what_needs_it_and_nothing_else(booking, web):
    family = await parent(booking)
    days = [Meeting(date=(datetime.now(ZONE) + timedelta(days=200)).date(), start=time(8), end=time(9))]
    asks, plain = await publish(booking, rules=HEALTH), await publish(booking, meetings=days)
    await disclose(booking, family, asks, "对花生过敏")
    needs, other = await book(web, family, asks), await book(web, family, plain)
    statement = await given(booking, family, "health")
    assert statement["ends"] == [needs["enrollment_id"]]
    (await take_back(booking, family, statement["id"], needs["enrollment_id"])).raise_for_status()
    assert await state(booking, needs["enrollment_id"]) == "withdrawn"
    assert await state(booking, other["enrollment_id"]) == "confirmed"
    assert (await book(web, family, asks))["result"] == "not_eligible"
    await disclose(booking, family, asks, "对花生过敏")
    assert (await book(web, family, asks))["result"] == "confirmed"


async def test_a_list_that_is_being_decided_is_waited_for(booking, web):
    family = await parent(booking)
    group_id = await publish(booking, way="draw", draw_source="福彩 3D")
    mine = await book(web, family, group_id)
    await freeze(booking, group_id)
    consent = await given(booking, family, "privacy")
    refused = await take_back(booking, family, consent["id"], mine["enrollment_id"])
    assert (refused.status_code, "名单已经固定" in refused.json()["zh"]) == (409, True)
    assert await booking.pool.fetchval("SELECT name FROM child WHERE id = $1", family.child_id) == "李小雨"
    await hold(booking, group_id)
    (await take_back(booking, family, consent["id"], mine["enrollment_id"])).raise_for_status()
    assert await state(booking, mine["enrollment_id"]) == "withdrawn"


@pytest.mark.parametrize(("ago", "done"), [(0, 409), (1, 200)], ids=["on the last day", "the day after"])
async def test_once_the_care_is_over_a_child_can_be_deleted_and_its_record_stays(booking, web, ago, done):
    family = await parent(booking)
    group_id = await publish(booking)
    mine = await book(web, family, group_id)
    meeting = Meeting(date=datetime.now(ZONE).date() - timedelta(days=ago), start=time(0), end=time(0, 1)).model_dump(
        mode="json"
    )
    await booking.pool.execute(
        "UPDATE class_group SET facts = jsonb_set(facts, '{meetings}', $2) WHERE id = $1", group_id, [meeting]
    )
    gone = await web.delete(f"/booking/api/v1/children/{family.child_id}", headers=family.with_key())
    assert (gone.status_code, await state(booking, mine["enrollment_id"])) == (done, "confirmed")
