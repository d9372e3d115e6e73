"""代家长报名: an organizer books for a family without a smartphone, by the rules and the opening of everybody, and it is kept who did it."""

import asyncio
import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from services.booking.usecases.identity import identity_of
from shared.events.rules import Agreement, Criterion, GroupRules
from shared.tickets import read_ticket
from shared.tokens import public_keys
from tests.support.accounts import ORGANIZER, accounts, api
from tests.support.booking import TODAY, broken, door, make_families, publish
from tests.support.people import bearer, token_for
from tests.support.staff import Staff, states, ticket

ASKED = GroupRules(agreement=Agreement(title="服务协议", version="1", text="按时接送。"), health="没有传染病。")
CHILD = {"name": "欧阳小雨", "birth_date": "2018-05-01", "grade": "2"}
SIGNED = {"agreed": ["privacy"], "signed_on": str(TODAY), "way": "desk"}
EVERYTHING = SIGNED | {"agreed": ["privacy", "agreement", "health"], "health": "对花生过敏"}


async def book(booking, staff, group_id, person_id, **more):
    """The answer to the form."""
    form = CHILD | SIGNED | {"ticket": ticket(booking, staff, person_id)} | more
    return await staff.send(f"groups/{group_id}/desk", **form)


async def test_the_family_has_a_place_and_finds_its_child_once_it_logs_in(booking):
    group_id, guardian = await publish(booking, rules=ASKED), uuid4()
    staff = Staff(booking)
    assert (await book(booking, staff, group_id, guardian, **EVERYTHING)).status_code == 303
    assert await states(booking, group_id) == ["confirmed"]
    (event,) = await booking.pool.fetch("SELECT body FROM outbox WHERE type = 'booking.enrollment-confirmed.v1'")
    assert str(guardian) in event["body"].decode()

    family = bearer(token_for(booking.settings.keys_dir, guardian))
    mine = (await door(booking).get("/booking/", headers=family)).text
    (enrollment,) = set(re.findall(r"/booking/enrollments/([0-9a-f-]{36})", mine))
    page = (await door(booking).get(f"/booking/enrollments/{enrollment}", headers=family)).text
    assert "由工会代您报名：家长到窗口办理，经办人 138****0000" in page
    assert "欧阳小雨" in (await door(booking).get("/booking/family", headers=family)).text
    found = (await staff.read(f"console/families?guardian={guardian}")).text
    assert "工会代为报名：家长到窗口办理" in found and "工会代办" in found
    assert "工会代办" in (await staff.read(f"console/groups/{group_id}")).text
    assert not await broken(booking)


async def test_each_text_is_signed_apart_and_it_is_kept_by_whom_and_when(booking):
    group_id, guardian, staff = await publish(booking, rules=ASKED), uuid4(), Staff(booking)
    for missing in ("privacy", "agreement", "health"):
        some = [kind for kind in EVERYTHING["agreed"] if kind != missing]
        answer = await book(booking, staff, group_id, guardian, **EVERYTHING | {"agreed": some})
        assert answer.status_code == 422
        assert answer.text.count("家长签字同意后才能勾选") == 1
    tomorrow = str(TODAY + timedelta(days=1))
    assert (await book(booking, staff, group_id, guardian, **EVERYTHING | {"signed_on": tomorrow})).status_code == 422
    assert await booking.pool.fetchval("SELECT count(*) FROM child") == 0
    assert (await book(booking, staff, group_id, guardian, **EVERYTHING)).status_code == 303
    kept = await booking.pool.fetch("SELECT kind, taken_on, person_id FROM on_paper JOIN consent ON id = consent_id")
    assert {row["kind"] for row in kept} == {"privacy", "agreement", "health"}
    assert {(row["taken_on"], row["person_id"]) for row in kept} == {(TODAY, staff.person_id)}


async def test_nothing_is_booked_before_the_opening_and_the_turn_is_that_of_everybody(booking):
    soon = datetime.now(UTC) + timedelta(hours=1)
    group_id, guardian, staff = await publish(booking, opens_at=soon), uuid4(), Staff(booking)
    early = await book(booking, staff, group_id, guardian)
    assert early.status_code == 409 and "报名还没有开始" in early.text
    assert await states(booking, group_id) == []
    await publish(booking, group_id, 2, capacity=1)
    (other,) = await make_families(booking, 1)
    body = {"group_id": str(group_id), "child_id": str(other.child_id)}
    assert (await door(booking).post("/booking/api/v1/enrollments", json=body, headers=other.with_key())).is_success
    assert (await book(booking, staff, group_id, guardian)).status_code == 303
    assert await states(booking, group_id) == ["confirmed", "waitlisted"]
    assert await booking.pool.fetchval("SELECT count(*) FROM child WHERE name = '欧阳小雨'") == 1


async def test_what_decide_refuses_is_said_and_what_was_typed_stays(booking):
    group_id, staff = await publish(booking, grades=(3, 6)), Staff(booking)
    refused = await book(booking, staff, group_id, uuid4())
    assert refused.status_code == 409
    assert "欧阳小雨不符合" in refused.text and 'value="欧阳小雨"' in refused.text
    assert await booking.pool.fetchval("SELECT count(*) FROM staff_decision") == 0


async def test_a_child_that_the_family_has_is_found_and_none_is_shown(booking):
    group_id, staff = await publish(booking), Staff(booking)
    (family,) = await make_families(booking, 1)
    at = ticket(booking, staff, family.person_id)
    assert "张小明" not in (await staff.read(f"console/groups/{group_id}/desk?ticket={at}")).text
    form = CHILD | {"name": "张 小明"}
    assert (await book(booking, staff, group_id, family.person_id, **form)).status_code == 303
    assert await booking.pool.fetchval("SELECT array_agg(child_id) FROM enrollment") == [family.child_id]


async def test_nobody_acts_for_an_own_child_for_another_union_or_with_a_ticket_of_others(booking):
    group_id = await publish(booking)
    (family,) = await make_families(booking, 1)
    own = Staff(booking, person_id=family.person_id)
    assert (await book(booking, own, group_id, family.person_id)).status_code == 403
    identity = identity_of(booking.app.state.vault, "张小明", date(2018, 5, 1))
    await booking.pool.execute("UPDATE child SET identity = $1", identity)
    grandmother = await book(booking, own, group_id, uuid4(), name="张小明", birth_date="2018-05-01")
    assert grandmother.status_code == 403
    assert (await book(booking, Staff(booking, "mazhang"), group_id, uuid4())).status_code == 404
    staff, other = Staff(booking), Staff(booking)
    for wrong in ("", "x.y.z", ticket(booking, other, uuid4()), ticket(booking, staff, uuid4(), ago=3600)):
        assert (await book(booking, staff, group_id, uuid4(), ticket=wrong)).status_code == 409
    token = token_for(booking.settings.keys_dir, uuid4())
    assert (await book(booking, staff, group_id, uuid4(), ticket=token)).status_code == 409
    assert await states(booking, group_id) == []


async def test_sent_twice_at_once_it_is_one_booking(booking):
    group_id, guardian, staff = await publish(booking), uuid4(), Staff(booking)
    key = str(uuid4())
    both = await asyncio.gather(*(book(booking, staff, group_id, guardian, idempotency_key=key) for _ in range(2)))
    assert [answer.status_code for answer in both] == [303, 303]
    assert await states(booking, group_id) == ["confirmed"]
    assert await booking.pool.fetchval("SELECT count(*) FROM staff_decision") == 1


async def test_a_guardian_without_an_account_begins_one_by_phone_and_no_phone_stands_in_an_address(database, keys_dir):
    async with accounts(database, keys_dir) as system, api(system, ORGANIZER) as web:
        group_id, came = uuid4(), {"phone": "13911112222", "name": "王奶奶"}
        addresses = []
        for _ in range(2):
            sent = await web.post(f"/accounts/console/desk/{group_id}", data=came)
            assert sent.status_code == 303
            addresses.append(urlsplit(sent.headers["location"]))
        wrong = await web.post(f"/accounts/console/desk/{group_id}", data=came | {"phone": "1391111"})
        assert wrong.status_code == 422
        people = await system.pool.fetch("SELECT id, name FROM person WHERE phone_masked = '139****2222'")
        kept = await system.pool.fetch("SELECT what, sought FROM reading ORDER BY id")
        (organizer,) = await system.pool.fetch("SELECT id FROM person WHERE phone_masked = '138****0002'")
    assert [row["name"] for row in people] == ["王奶奶"]
    assert [tuple(row) for row in kept] == [("guardians", "139****2222")] * 2
    for address in addresses:
        assert address.path == f"/booking/console/groups/{group_id}/desk"
        assert "13911112222" not in address.query
        got = read_ticket(parse_qs(address.query)["ticket"][0], public_keys(keys_dir), organizer["id"])
        assert got.person_id == people[0]["id"]


async def test_what_the_family_is_and_where_it_works_is_said_at_the_desk_and_added_to_what_it_said(booking):
    rules = GroupRules(who=Criterion(categories=["hardship"], employers=["一厂"]))
    group_id, guardian, staff = await publish(booking, rules=rules), uuid4(), Staff(booking)
    refused = await book(booking, staff, group_id, guardian)
    assert refused.status_code == 409 and 'name="categories"' in refused.text and 'name="employers"' in refused.text
    family = bearer(token_for(booking.settings.keys_dir, guardian))
    said = {"categories": ["new_form"], "employers": ["二厂"]}
    key = {"idempotency-key": str(uuid4())}
    assert (await door(booking).put("/booking/api/v1/family", json=said, headers=family | key)).is_success
    answer = await book(booking, staff, group_id, guardian, categories=["hardship"], employers=["一厂", ""])
    assert answer.status_code == 303, answer.text
    assert await states(booking, group_id) == ["confirmed"]
    told = (await door(booking).get("/booking/api/v1/family", headers=family)).json()
    assert (told["categories"], told["employers"]) == (["new_form", "hardship"], ["二厂", "一厂"])
    wrong = await book(booking, staff, group_id, uuid4(), employers=[f"{n}厂" for n in range(5)])
    assert wrong.status_code == 422


async def test_a_sister_is_booked_next_at_the_same_desk(booking):
    group_id, guardian, staff = await publish(booking), uuid4(), Staff(booking)
    first = await book(booking, staff, group_id, guardian)
    page = await staff.web.get(first.headers["location"], headers=staff.headers)
    assert "刚才这个孩子" in page.text and "已录取" in page.text and "小雨" not in page.text
    sister = await book(booking, staff, group_id, guardian, name="欧阳小雪", birth_date="2017-05-01")
    assert "刚才这个孩子" in (await staff.web.get(sister.headers["location"], headers=staff.headers)).text
    assert await states(booking, group_id) == ["confirmed", "confirmed"]
    at = parse_qs(urlsplit(first.headers["location"]).query)["booked"][0]
    other = ticket(booking, staff, uuid4())
    assert "刚才" not in (await staff.read(f"console/groups/{group_id}/desk?ticket={other}&booked={at}")).text
