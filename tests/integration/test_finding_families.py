"""An organizer finds a family by child, guardian or phone, and reads all that it asked of the organizer's unions; each look is kept."""

from datetime import time, timedelta
from urllib.parse import parse_qs, urlsplit

from services.booking.seen import families
from shared.events.catalogue import Meeting
from shared.events.rules import GroupRules
from tests.support.accounts import ORGANIZER, PARENT, STRANGER, accounts, api, office_of
from tests.support.booking import DAYS, ask, make_families, publish, sibling
from tests.support.staff import Staff

CHECKED = GroupRules(review="organizer")


async def named(booking, name, **group):
    """A family whose child is called so, and what it asked for."""
    (family,) = await make_families(booking, 1)
    await booking.pool.execute("UPDATE child SET name = $2 WHERE id = $1", family.child_id, name)
    group_id = await publish(booking, **group)
    (enrollment,) = await ask(booking, [family], group_id)
    return family, group_id, enrollment


async def read_by(booking, reader):
    """What was kept of what this reader looked for."""
    query = "SELECT what, lists, child_ids, sought FROM reading WHERE person_id = $1"
    return [tuple(row) for row in await booking.pool.fetch(query, reader.person_id)]


async def test_a_complaint_is_answered_what_was_decided_by_whom_and_why(booking):
    family, group_id, enrollment = await named(booking, "欧阳小雨", rules=CHECKED, title="书法班")
    await Staff(booking).review(group_id, enrollment, approved=False, reason="材料看不清楚")
    reader = Staff(booking)
    page = (await reader.read("console/families?q=欧阳")).text
    for shown in (
        '<p class="sub">欧阳小雨',
        "书法班",
        "审核未通过：材料看不清楚",
        "138****0000",
        "先到先得：按报名的先后给名额。",
    ):
        assert shown in page, shown
    assert await read_by(booking, reader) == [("families", ["gaoxin"], [family.child_id], "欧阳")]


async def test_a_family_is_found_by_its_guardian_with_all_its_children(booking):
    family, group_id, _ = await named(booking, "欧阳小雨")
    other = await sibling(booking, family, "欧阳小雪")
    booked = {"group_id": str(group_id), "child_id": str(other)}
    answer = await Staff(booking).web.post("/booking/api/v1/enrollments", json=booked, headers=family.with_key())
    assert answer.status_code == 201
    page = (await Staff(booking).read(f"console/families?q=138****0001&guardian={family.person_id}")).text
    assert "欧阳小雪、欧阳小雨" in page


async def test_what_was_asked_of_another_union_is_not_found(booking):
    family, *_ = await named(booking, "欧阳小雨", union="mazhang", title="书法班")
    for stranger in (Staff(booking), Staff(booking, "lantian")):
        page = (await stranger.read(f"console/families?q=欧阳&guardian={family.person_id}")).text
        assert "没有找到" in page
        assert "小雨" not in page
        assert [row[2] for row in await read_by(booking, stranger)] == [[]]
    days = [Meeting(date=day + timedelta(days=7), start=time(8, 30), end=time(17, 30)) for day in DAYS]
    await ask(booking, [family], await publish(booking, title="寒假托管二班", meetings=days))
    page = (await Staff(booking).read("console/families?q=欧阳")).text
    assert "寒假托管二班" in page
    assert "书法班" not in page


async def test_who_seeks_nothing_yet_is_shown_where_to(booking):
    reader = Staff(booking)
    page = (await reader.read("console/families")).text
    assert 'action="/accounts/console/guardians"' in page
    assert "没有找到" not in page
    assert await read_by(booking, reader) == []


async def test_of_too_many_some_are_shown_and_that_is_said(booking, monkeypatch):
    monkeypatch.setattr(families, "FAMILIES", 1)
    group_id = await publish(booking)
    await ask(booking, await make_families(booking, 2), group_id)
    page = (await Staff(booking).read("console/families?q=张小明")).text
    assert "符合的太多" in page
    assert page.count('<article class="ahead"') == 1
    assert "没有找到" in (await Staff(booking).read("console/families?q=%25")).text


async def test_guardians_are_found_where_people_are_known_and_no_phone_stands_in_an_address(database, keys_dir):
    async with accounts(database, keys_dir) as system, api(system, ORGANIZER) as web:
        phones = {phone: office_of(system).vault.hash(phone) for phone in (PARENT, STRANGER)}
        ids = {
            phone: str(await system.pool.fetchval("SELECT id FROM person WHERE phone_hash = $1", hashed))
            for phone, hashed in phones.items()
        }
        found = {}
        for sought in (PARENT, "+86 138 0000 0004", "0001", "0004", "王", "赵", "13800009999", "%", ""):
            sent = await web.post("/accounts/console/guardians", data={"sought": sought})
            assert sent.status_code == 303
            address = urlsplit(sent.headers["location"])
            assert address.path == "/booking/console/families"
            asked = parse_qs(address.query)
            found[sought] = (asked.get("q", [""])[0], asked.get("guardian", []))
        kept = await system.pool.fetch("SELECT what, lists, sought FROM reading ORDER BY id")
    assert found == {
        PARENT: ("138****0001", [ids[PARENT]]),
        "+86 138 0000 0004": ("138****0004", [ids[STRANGER]]),
        "0001": ("0001", [ids[PARENT]]),
        "0004": ("0004", []),
        "王": ("王", [ids[PARENT]]),
        "赵": ("赵", []),
        "13800009999": ("138****9999", []),
        "%": ("%", []),
        "": ("", []),
    }
    assert [tuple(row) for row in kept] == [
        ("guardians", ["gaoxin", "lijiang", "mazhang"], sought if sought[-4:].isdecimal() else "")
        for sought, _ in found.values()
    ]


async def test_guardians_are_called_as_they_said_and_counted_where_they_did_not(booking):
    family, *_ = await named(booking, "欧阳小雨")
    page = (await Staff(booking).read("console/families?q=欧阳")).text
    assert "家长：1 位，没有填称呼" in page
    add = "INSERT INTO guardian (family_id, person_id, began, called, name) SELECT family_id, gen_random_uuid(), false, 'father', '王明' FROM guardian"
    await booking.pool.execute(add)
    page = (await Staff(booking).read(f"console/families?guardian={family.person_id}")).text
    assert "爸爸（王明）、另有 1 位没有填称呼" in page
