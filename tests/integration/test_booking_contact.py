"""接送联系人: told by the family, sealed, read by those who may read the list its child stands on, gone with the care."""

from datetime import timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from services.booking.usecases import let_go as usecase
from services.booking.usecases.let_go import let_go
from services.booking.usecases.privacy import agree
from services.booking.words.privacy import VERSION
from shared.db.pool import transaction
from shared.events.rules import GroupRules
from tests.support.booking import ask, door, make_families, publish
from tests.support.staff import Staff

NAME, PHONE = "白灵（妈妈）", "13912349876"
TEACHER, OTHER_TEACHER = ("teacher", "gaoxin"), ("teacher", "mazhang")


@pytest.fixture
async def booking(system, monkeypatch):
    monkeypatch.setattr(usecase, "PAUSE_SECONDS", 0.0)
    async with system("booking") as running:
        yield running


async def families_who_agreed(booking, count):
    """Families whose guardian agreed that their data are kept."""
    families = await make_families(booking, count)
    async with transaction(booking.pool) as conn:
        for family in families:
            await agree(conn, family.person_id, VERSION)
    return families


async def tell(booking, family, **typed):
    form = {"name": NAME, "phone": "139 1234-9876", "idempotency_key": family.with_key()["idempotency-key"]} | typed
    return await door(booking).post("/booking/family/contact", data=form, headers=family.headers)


async def test_it_is_kept_sealed_and_read_on_the_list_that_the_child_stands_on(booking):
    group_id = await publish(booking, capacity=1)
    placed, waiting = await families_who_agreed(booking, 2)
    for family in (placed, waiting):
        assert (await tell(booking, family)).status_code == 303
    await ask(booking, [placed, waiting], group_id)
    sealed = await booking.pool.fetchval("SELECT contact FROM family WHERE contact IS NOT NULL LIMIT 1")
    assert PHONE.encode() not in sealed and "白灵".encode() not in sealed

    organizer = Staff(booking)
    path = f"console/groups/{group_id}"
    for page in (path, f"{path}/waiting", "console/families?q=张小明"):
        assert f"tel:{PHONE}" in (await organizer.read(page)).text, page
    header, *rows = CalamineWorkbook.from_filelike(
        BytesIO((await organizer.read(f"{path}/roster.xlsx")).content)
    ).get_sheet_by_index(0).to_python()  # fmt: skip
    assert [(row[header.index("接送联系人")], row[header.index("电话")]) for row in rows] == [(NAME, PHONE)] * 2
    lines = (await organizer.read(f"api/v1/staff/groups/{group_id}/roster")).json()["children"]
    assert [line["contact"] for line in lines] == [{"name": NAME, "phone": PHONE}] * 2
    assert await booking.pool.fetchval("SELECT count(*) FROM reading WHERE what = 'roster'") == 1

    assert (await Staff(booking, TEACHER).read(path)).text.count(f"tel:{PHONE}") == 1  # who has a place, nobody else
    for other in (OTHER_TEACHER, "mazhang"):
        assert (await Staff(booking, other).get(path)).status_code == 404


async def test_what_is_no_number_is_said_at_its_field_and_what_was_typed_stays(booking):
    (family,) = await families_who_agreed(booking, 1)
    answer = await tell(booking, family, phone="1234")
    assert answer.status_code == 422
    assert "请写 11 位手机号" in answer.text and NAME in answer.text
    assert (await tell(booking, family, name="")).status_code == 422
    assert (await tell(booking, family, priority="1")).status_code == 422


async def test_it_is_asked_for_once_there_is_a_place_and_can_be_changed(booking):
    (family,) = await families_who_agreed(booking, 1)
    (enrollment,) = await ask(booking, [family], await publish(booking))
    web, outcome = door(booking), f"/booking/enrollments/{enrollment}"
    assert "请留一个接送联系人" in (await web.get(outcome, headers=family.headers)).text
    answer = await tell(booking, family, next=outcome)
    assert answer.headers["location"] == outcome
    assert "请留一个接送联系人" not in (await web.get(outcome, headers=family.headers)).text
    await tell(booking, family, phone="0537-2345678")
    assert "0537-2345678" in (await web.get("/booking/family/contact", headers=family.headers)).text


async def test_nothing_is_kept_before_a_guardian_has_agreed(booking):
    (family,) = await families_who_agreed(booking, 1)
    await booking.pool.execute("UPDATE consent SET withdrawn_at = clock_timestamp()")
    assert (await tell(booking, family)).status_code == 409
    page = (await door(booking).get("/booking/family/contact", headers=family.headers)).text
    assert "儿童个人信息处理同意书" in page
    assert not await booking.pool.fetchval("SELECT count(contact) FROM family")


async def test_it_goes_a_while_after_the_care_and_with_the_last_child(booking):
    placed, idle, gone = await families_who_agreed(booking, 3)
    for family in (placed, idle, gone):
        await tell(booking, family)
    await ask(booking, [placed], await publish(booking))
    await let_go(booking)
    assert await booking.pool.fetchval("SELECT count(contact) FROM family") == 3
    path = f"/booking/family/children/{gone.child_id}/remove"
    await door(booking).post(path, data={"idempotency_key": gone.with_key()["idempotency-key"]}, headers=gone.headers)
    assert await booking.pool.fetchval("SELECT count(contact) FROM family") == 2
    await booking.pool.execute("UPDATE family SET contact_at = clock_timestamp() - $1::interval", timedelta(days=366))
    await let_go(booking)
    assert await booking.pool.fetchval("SELECT count(contact) FROM family") == 1  # who is still to come to care
    await booking.pool.execute("UPDATE enrollment SET state = 'withdrawn'")
    await let_go(booking)
    assert await booking.pool.fetchval("SELECT count(contact) FROM family") == 0


async def test_whom_to_call_stands_beside_a_request_for_its_organizer_alone(booking):
    rules = GroupRules(review="organizer", reviewers=["gaoxin-east"])
    group_id = await publish(booking, rules=rules)
    (family,) = await families_who_agreed(booking, 1)
    await tell(booking, family)
    await ask(booking, [family], group_id)
    assert PHONE in (await Staff(booking).read(f"console/review/{group_id}")).text
    assert PHONE not in (await Staff(booking, "gaoxin-east").read(f"console/review/{group_id}")).text
