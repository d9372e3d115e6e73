"""A class that goes with care alone, at booking's doors: ticked with the care, ended with it, told once; and raced for."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest

from services.booking.domain.requests import CallOff
from services.booking.store import batch as store
from services.booking.usecases.admit import admit
from shared.db.pool import transaction
from shared.events.catalogue import Meeting
from tests.support.booking import DAYS, book, broken, door, make_families, publish, together
from tests.support.eventually import eventually
from tests.support.outcomes import act, mine, page
from tests.support.staff import Staff, states
from tests.support.told import told

CARE = "gaoxin-winter/care/center@first"
AFTERNOON = [Meeting(date=day, start=time(15), end=time(16)) for day in DAYS]


async def care_and_dance(booking, places=2, dance=1, **more):
    """Care, and a class in its hours that only its children can be in."""
    care = await publish(booking, title="托管班", capacity=places, care=CARE, **more)
    lessons = {"kind": "interest", "session": "dance", "inside": "care", "only_with": CARE, "meetings": AFTERNOON}
    return care, await publish(booking, title="舞蹈班", capacity=dance, **lessons)


async def with_dance(booking, family, care, dance):
    return await together(door(booking), family, [(care, family.child_id), (dance, family.child_id)])


async def test_care_and_its_option_in_one_request_each_for_itself(booking):
    care, dance = await care_and_dance(booking)
    first, second, third = await make_families(booking, 3)
    refused = await book(door(booking), first, dance)
    assert refused["result"] == "no_care" and "一起勾选" in refused["zh"]
    both = await with_dance(booking, first, care, dance)
    assert (both["result"], both["zh"]) == ("confirmed", "已录取：张小明，托管班。舞蹈班也已录取。")
    assert [one["title"] for one in both["together"]] == ["舞蹈班"]
    assert "舞蹈班在候补" in (await with_dance(booking, second, care, dance))["zh"]
    assert (await with_dance(booking, third, care, dance))["result"] == "waitlisted"
    assert (await states(booking, care), await states(booking, dance)) == (
        ["confirmed", "confirmed", "waitlisted"], ["confirmed", "waitlisted", "waitlisted"],
    )  # fmt: skip
    assert await broken(booking) == set()


async def test_before_it_is_booked_it_is_said_that_care_comes_first(booking, web, family):
    later = {"opens_at": datetime.now(UTC) + timedelta(days=1), "closes_at": datetime.now(UTC) + timedelta(days=2)}
    care = await publish(booking, title="托管班", care=CARE, **later)
    dance = await publish(booking, title="舞蹈班", session="dance", only_with=CARE, meetings=AFTERNOON, **later)
    for group, only in ((care, False), (dance, True)):
        answer = await web.get(f"/booking/api/v1/groups/{group}/eligibility", headers=family.headers)
        assert answer.json()["only_with_care"] is only
        await web.get(f"/booking/groups/{group}", headers=family.headers)
    shown = (await web.get(f"/booking/groups/{dance}", headers=family.headers)).text
    button = f'class="button until" href="/booking/pair/{dance}?child_id={family.child_id}&amp;next='
    assert "和托管班一起报" in shown.partition(button)[2][:120]
    assert (await page(web, family, "family")).count("先报托管班，或在那里一起勾选") == 1


async def test_given_up_with_its_care_it_is_told_once_and_the_place_goes_on(booking):
    care, dance = await care_and_dance(booking)
    first, second = await make_families(booking, 2)
    booked = await with_dance(booking, first, care, dance)
    await with_dance(booking, second, care, dance)
    shown = await page(door(booking), first, f"enrollments/{booked['enrollment_id']}")
    assert "只随它上的舞蹈班也一起取消" in shown
    assert await act(door(booking), first, "withdraw", booked["enrollment_id"]) == "withdrawn"
    (heard,) = await told(booking, "enrollment-withdrawn", first)
    assert (heard["group"]["title"], heard["options"]) == ("托管班", ["舞蹈班"])
    (silent,) = [e for e in await told(booking, "enrollment-withdrawn") if not e["guardian_ids"]]
    assert (silent["group"]["title"], silent["with_care"]) == ("舞蹈班", "托管班")
    assert [e["group"]["title"] for e in await told(booking, "enrollment-promoted", second)] == ["舞蹈班"]
    assert await broken(booking) == set()


async def test_a_family_ticks_it_beneath_the_care_and_the_roster_shows_who_has_it(booking):
    care, dance = await care_and_dance(booking)
    (family,) = await make_families(booking, 1)
    web = door(booking)
    shown = await page(web, family, f"groups/{care}")
    assert "加报：舞蹈班" in shown and f"{family.child_id}.{dance}" in shown
    assert "只有在托管班里的孩子能报" in await page(web, family, f"groups/{dance}")
    assert "托管班录取了才有" in await page(web, family, f"pair/{dance}")
    form = {"idempotency_key": str(uuid4()), "child_id": str(family.child_id), "option": f"{family.child_id}.{dance}"}
    assert (await web.post(f"/booking/groups/{care}/enroll", data=form, headers=family.headers)).status_code == 303
    assert [e["state"] for e in await mine(web, family)] == ["confirmed", "confirmed"]
    roster = (await Staff(booking).read(f"console/groups/{care}")).text
    assert "加报" in roster and "舞蹈班" in roster
    listed = (await Staff(booking).get(f"api/v1/staff/groups/{care}/roster")).json()["children"]
    assert [one["options"] for one in listed] == [["舞蹈班"]]


async def test_wherever_a_family_prepares_it_reads_that_care_comes_first(booking):
    care, dance = await care_and_dance(booking)
    (family,) = await make_families(booking, 1)
    web, way = door(booking), f"/booking/pair/{dance}?child_id={family.child_id}"

    async def eligible():
        seen = await web.get(f"/booking/api/v1/groups/{dance}/eligibility", headers=family.headers)
        (child,) = seen.json()["children"]
        return child["eligible"], [(one["met"], one["fix"]) for one in child["conditions"] if one["code"] == "care"]

    assert await eligible() == (False, [(False, way)])
    assert way in await page(web, family, f"groups/{dance}")  # looked at, so it is shown among the family's children
    shown = await page(web, family, "family")
    assert "和托管班一起报" in shown and "准备好了，可以报名" not in shown
    await book(web, family, care)
    assert await eligible() == (True, [(True, None)])


async def test_a_full_option_without_a_list_is_told_and_care_is_had(booking):
    care, dance = await care_and_dance(booking)
    await publish(booking, dance, 2, title="舞蹈班", capacity=1, waiting_limit=0, kind="interest", session="dance", inside="care",
                  only_with=CARE, meetings=AFTERNOON)  # fmt: skip
    first, second = await make_families(booking, 2)
    await with_dance(booking, first, care, dance)
    answer = await with_dance(booking, second, care, dance)
    assert answer["result"] == "confirmed" and "舞蹈班没有报上" in answer["zh"]
    assert [e["group"]["title"] for e in await told(booking, "enrollment-unplaced", second)] == ["舞蹈班"]
    assert await broken(booking) == set()


async def test_care_of_another_group_lets_a_waiting_option_go_on(booking):
    care, dance = await care_and_dance(booking, places=0)
    evening = [Meeting(date=day, start=time(18), end=time(19)) for day in DAYS]
    late = await publish(booking, title="延时班", care=CARE, meetings=evening)
    (family,) = await make_families(booking, 1)
    await with_dance(booking, family, care, dance)
    assert await states(booking, dance) == ["waitlisted"]
    await book(door(booking), family, late)

    async def moved():
        return await states(booking, dance) == ["confirmed"]

    await eventually(moved)
    assert await broken(booking) == set()


@pytest.mark.parametrize("held", [True, False])
async def test_who_asks_for_the_option_while_its_care_is_called_off_never_has_it_alone(booking, monkeypatch, held):
    care, dance = await care_and_dance(booking)
    (family,) = await make_families(booking, 1)
    await book(door(booking), family, care)
    if (
        not held
    ):  # negative control: who ends care without holding its options does not see the one that comes meanwhile
        whole = store.sql
        monkeypatch.setattr(store, "sql", lambda name: whole(name) + " AND false" * (name == "options_of"))
    ends, groups = [CallOff(care, "人数不足")], booking.app.state.desk.book
    async with transaction(booking.pool) as conn:
        await store.load(conn, groups, ends)
        asking = asyncio.create_task(book(door(booking), family, dance))
        waits = "SELECT true FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))"
        await (eventually(lambda: conn.fetchval(waits, conn.get_server_pid())) if held else asking)
        await admit(conn, groups, ends)
    assert (await asking)["result"] == ("no_care" if held else "confirmed")
    assert await broken(booking) == (set() if held else {"no_option_without_care"})
