"""Booking through its doors, on a real database: what is allowed, what is refused and in which words."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest

from services.booking.usecases.announce import announce
from services.booking.usecases.learn_group import call_off, learn_groups
from services.booking.usecases.learn_membership import learn_memberships
from shared.db.pool import transaction
from shared.errors import Skip
from shared.events.accounts import MembershipChanged
from shared.events.catalogue import GroupCancelled, GroupRevised
from tests.support.booking import book, facts, make_families, publish
from tests.support.parents import agree
from tests.support.people import bearer, token_for


async def one_family(booking, **facts_of_child):
    return (await make_families(booking, 1, **facts_of_child))[0]


async def test_nobody_books_without_a_token(web):
    answer = await web.post("/booking/api/v1/enrollments", json={}, headers={"idempotency-key": "12345678"})
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")


async def test_a_child_is_added_corrected_and_taken_out(booking, web):
    family = await one_family(booking)
    await agree(booking, family.headers)
    made = await web.post("/booking/api/v1/children", json={"name": " 李雷 ", "grade": 3}, headers=family.with_key())
    assert (made.status_code, made.json()["name"]) == (201, "李雷")
    path = f"/booking/api/v1/children/{made.json()['id']}"
    changed = await web.put(path, json={"name": "李雷", "birth_date": "2017-03-04"}, headers=family.with_key())
    assert changed.json()["birth_date"] == "2017-03-04"
    assert (await web.delete(path, headers=family.with_key())).status_code == 200
    names = [
        child["name"]
        for child in (await web.get("/booking/api/v1/children", headers=family.headers)).json()["children"]
    ]
    assert names == ["张小明"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "李雷", "grade": 12}, "grade"),
        ({"name": "李雷", "birth_date": "昨天"}, "birth_date"),
        ({"name": "李雷", "id_number": "370…"}, "id_number"),
    ],
)
async def test_bad_input_is_told_at_its_field(booking, web, body, field):
    family = await one_family(booking)
    answer = await web.post("/booking/api/v1/children", json=body, headers=family.with_key())
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == [field]
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_same_key_and_body_get_the_same_answer_and_another_body_an_error(booking, web):
    family, other = await make_families(booking, 2)
    group_id = await publish(booking, capacity=1)
    first = await book(web, family, group_id, key="one-and-only")
    await book(web, other, group_id)
    assert await book(web, family, group_id, key="one-and-only") == first
    elsewhere = {"group_id": str(uuid4()), "child_id": str(family.child_id)}
    reused = await web.post("/booking/api/v1/enrollments", json=elsewhere, headers=family.with_key("one-and-only"))
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency-key-reused")
    bare = await web.post("/booking/api/v1/enrollments", json=elsewhere, headers=family.headers)
    assert (bare.status_code, bare.json()["code"]) == (422, "idempotency-key-missing")


async def test_before_the_opening_the_same_key_may_try_again(booking, web):
    family = await one_family(booking)
    opens_at = datetime.now(UTC) + timedelta(hours=1)
    group_id = await publish(booking, opens_at=opens_at)
    early = await book(web, family, group_id, key="impatient")
    assert (early["result"], datetime.fromisoformat(early["until"])) == ("not_open", opens_at)
    await publish(booking, group_id, revision=2)
    assert (await book(web, family, group_id, key="impatient"))["result"] == "confirmed"


async def test_after_closing(booking, web):
    family = await one_family(booking)
    past = datetime.now(UTC) - timedelta(days=2)
    group_id = await publish(booking, opens_at=past, closes_at=past + timedelta(hours=1))
    assert (await book(web, family, group_id))["result"] == "closed"


async def test_another_familys_child_does_not_exist(booking, web):
    mine, other = await make_families(booking, 2)
    body = {"group_id": str(await publish(booking)), "child_id": str(other.child_id)}
    answer = await web.post("/booking/api/v1/enrollments", json=body, headers=mine.with_key())
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_another_familys_enrollment_cannot_be_seen_or_withdrawn(booking, web):
    mine, other = await make_families(booking, 2)
    theirs = await book(web, other, await publish(booking))
    path = f"/booking/enrollments/{theirs['enrollment_id']}"
    assert (await web.get(path, headers=mine.headers)).status_code == 404
    withdrawn = await web.post(
        f"/booking/api/v1/enrollments/{theirs['enrollment_id']}/withdraw", headers=mine.with_key()
    )
    assert withdrawn.status_code == 404


async def test_a_child_without_a_birth_date_is_told_so(booking, web):
    family = await one_family(booking)
    await booking.pool.execute("UPDATE child SET birth_date = NULL")
    refused = await book(web, family, await publish(booking, ages=(5, 12)))
    assert refused["result"] == "not_eligible"
    assert "还没有填写孩子的出生日期" in refused["reasons"][0]["zh"]


async def test_eligibility_can_be_seen_before_the_opening(booking, web):
    family = await one_family(booking, grade=5)
    group_id = await publish(booking, grades=(1, 3), opens_at=datetime.now(UTC) + timedelta(hours=1))
    seen = (await web.get(f"/booking/api/v1/groups/{group_id}/eligibility", headers=family.headers)).json()["children"]
    assert (seen[0]["eligible"], seen[0]["conditions"][0]["zh"]) == (False, "五年级，超出一年级—三年级")


async def test_membership_comes_by_event_or_by_the_token_whichever_is_newer(booking, web):
    family, joined = await make_families(booking, 2)
    group_id = await publish(booking, members_of=["gaoxin"])
    assert (await book(web, family, group_id))["result"] == "not_eligible"
    async with transaction(booking.pool) as conn:
        await learn_memberships(conn, [MembershipChanged(person_id=family.person_id, revision=1, unions=["gaoxin"])])
        with pytest.raises(Skip):
            await learn_memberships(conn, [MembershipChanged(person_id=family.person_id, revision=0, unions=[])])
    assert (await book(web, family, group_id))["result"] == "confirmed"
    fresh = bearer(token_for(booking.settings.keys_dir, joined.person_id, unions=("gaoxin",), revision=1))
    body = {"group_id": str(group_id), "child_id": str(joined.child_id)}
    answer = await web.post(
        "/booking/api/v1/enrollments", json=body, headers=fresh | {"idempotency-key": "just-joined"}
    )
    assert answer.json()["result"] == "confirmed"


async def test_a_larger_capacity_moves_the_waiting_list_and_an_older_revision_nothing(booking, web):
    families = await make_families(booking, 3)
    group_id = await publish(booking, capacity=1)
    for family in families:
        await book(web, family, group_id)
    book_of = booking.app.state.desk.book
    async with transaction(booking.pool) as conn:
        await learn_groups(conn, book_of, [GroupRevised(group_id=group_id, revision=3, facts=facts(capacity=2))])
    with pytest.raises(Skip):
        async with transaction(booking.pool) as conn:
            await learn_groups(conn, book_of, [GroupRevised(group_id=group_id, revision=2, facts=facts(capacity=3))])
    mine = [
        (await web.get("/booking/api/v1/enrollments", headers=f.headers)).json()["enrollments"][0] for f in families
    ]
    assert [(e["state"], e["position"]) for e in mine] == [("confirmed", None), ("confirmed", None), ("waitlisted", 1)]


async def test_a_cancelled_group_ends_every_enrollment_with_its_reason(booking, web):
    families = await make_families(booking, 2)
    group_id = await publish(booking, capacity=1)
    for family in families:
        await book(web, family, group_id)
    async with transaction(booking.pool) as conn:
        await call_off(
            conn, booking.app.state.desk.book, GroupCancelled(group_id=group_id, revision=2, reason="场地停电")
        )
    mine = [
        (await web.get("/booking/api/v1/enrollments", headers=f.headers)).json()["enrollments"][0] for f in families
    ]
    assert [(e["state"], e["reason"]) for e in mine] == [("cancelled", "场地停电")] * 2
    late = (await make_families(booking, 1))[0]
    assert (await book(web, late, group_id))["result"] == "cancelled"


async def test_places_are_announced_once_for_many_bookings(booking, web):
    group_id = await publish(booking, capacity=3)
    await announce(booking)
    async with transaction(booking.pool) as conn:
        await conn.execute("SELECT FROM ledger WHERE group_id = $1 FOR UPDATE", group_id)
        assert await announce(booking) == 0  # a ledger in use is not waited for
    for family in await make_families(booking, 3):
        await book(web, family, group_id)
    await announce(booking)
    told = await booking.pool.fetch(
        "SELECT convert_from(body, 'UTF8')::jsonb AS b FROM outbox WHERE topic = 'capacity' ORDER BY id"
    )
    assert (told[-1]["b"]["capacity"], told[-1]["b"]["taken"]) == (3, 3)


async def test_the_roster_is_for_the_groups_own_organizers(booking, web):
    group_id = await publish(booking, union="gaoxin")
    await book(web, await one_family(booking), group_id)

    async def status(*roles):
        token = token_for(booking.settings.keys_dir, uuid4(), roles=frozenset(roles))
        return (await web.get(f"/booking/console/groups/{group_id}", headers=bearer(token))).status_code

    assert await status(("organizer", "gaoxin")) == 200
    assert await status(("federation", "*")) == 200
    assert await status(("organizer", "mazhang")) == 404
    assert await status() == 404  # nor is it said whether there is one: teachers of one class hold no role


async def test_the_exported_roster_holds_no_formula(booking, web):
    group_id = await publish(booking)
    await book(web, await one_family(booking), group_id)
    await booking.pool.execute("UPDATE child SET name = '=HYPERLINK(1)'")
    token = token_for(booking.settings.keys_dir, uuid4(), roles=frozenset({("organizer", "gaoxin")}))
    file = await web.get(f"/booking/console/groups/{group_id}/roster.xlsx", headers=bearer(token))
    assert file.status_code == 200
    sheet = ZipFile(BytesIO(file.content)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


async def test_pages_show_what_was_typed_again_and_escape_it(booking, web):
    family = await one_family(booking)
    form = {"name": "<script>alert(1)</script>", "birth_date": "昨天", "grade": "2", "idempotency_key": "form-1234"}
    page = await web.post("/booking/family/children", data=form, headers=family.headers)
    assert page.status_code == 422
    assert "&lt;script&gt;" in page.text
    assert "请写成 2017-05-01 的样子" in page.text
    unborn = form | {"name": "张小明", "birth_date": "2099-01-01", "idempotency_key": "form-1235"}
    page = await web.post("/booking/family/children", data=unborn, headers=family.headers)
    assert page.status_code == 422 and "要早于今天" in page.text and 'value="2099-01-01"' in page.text
