"""健康情况: marked for those who check and those who care, opened by nobody else, and every reading kept."""

import asyncio
import re
import secrets
from io import BytesIO
from uuid import uuid4

import asyncpg
import pytest
from python_calamine import CalamineWorkbook

from shared.crypto import Vault
from shared.events.rules import GroupRules
from tests.support.booking import ask, book, door, make_families, publish
from tests.support.staff import FEDERATION, Staff, disclose

TEXT = "孩子没有传染病、癫痫。"
NOTE = "对花生过敏，随身带药"
RULES = GroupRules(health=TEXT)
CHECKED = GroupRules(health=TEXT, review="organizer", reviewers=["gaoxin-east"])
TEACHER = ("teacher", "gaoxin")
MARK = "/booking/console/health/"


async def placed(booking, rules=RULES, **changes):
    """A group, a child of it with something to know of, and one without."""
    group_id = await publish(booking, rules=rules, **changes)
    families = await make_families(booking, 2)
    await disclose(booking, families[0], group_id, NOTE)
    await disclose(booking, families[1], group_id)
    return group_id, families, await ask(booking, families, group_id)


async def readings(booking):
    """All that were kept."""
    return await booking.pool.fetch("SELECT * FROM health_reading ORDER BY id")


async def test_organizers_and_teachers_see_a_mark_and_open_the_words(booking):
    group_id, (family, _), (told, silent) = await placed(booking)
    for staff in (Staff(booking), Staff(booking, TEACHER), Staff(booking, FEDERATION)):
        before = len(await readings(booking))
        roster = (await staff.read(f"console/groups/{group_id}")).text
        assert MARK + told in roster
        assert MARK + silent not in roster
        assert NOTE not in roster
        assert len(await readings(booking)) == before
        page = (await staff.read(f"console/health/{told}")).text
        assert NOTE in page
        assert "张小明" in page
        kept = (await readings(booking))[before:]
        assert [(r["person_id"], r["name"], r["child_id"], str(r["enrollment_id"])) for r in kept] == [
            (staff.person_id, "138****0000", family.child_id, told)
        ]
        assert (await staff.get(f"console/health/{silent}")).status_code == 404
        assert (await staff.get(f"console/health/{uuid4()}")).status_code == 404
    mine = (await door(booking).get("/booking/family/consents", headers=family.headers)).text
    assert "谁看过（3 次）" in mine
    assert NOTE in mine


async def test_readings_are_only_added(booking):
    _, _, (told, _) = await placed(booking)
    await Staff(booking).read(f"console/health/{told}")
    for change in ("UPDATE health_reading SET name = ''", "DELETE FROM health_reading"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await booking.pool.execute(change)


async def test_others_find_nothing_and_leave_nothing(booking):
    _, (family, other), (told, _) = await placed(booking)
    strangers = [
        Staff(booking, "mazhang"),
        Staff(booking, ("teacher", "mazhang")),
        Staff(booking, ("organizer", "gaoxin-east")),
    ]
    nothing = (
        await door(booking).get(f"{MARK}{uuid4()}", headers=other.headers | {"accept": "application/json"})
    ).json()
    for headers in (family.headers, other.headers, *(one.headers for one in strangers)):
        answer = await door(booking).get(MARK + told, headers=headers | {"accept": "application/json"})
        assert answer.status_code == 404
        assert answer.json() == nothing
    assert (await door(booking).get(MARK + told, headers={"accept": "application/json"})).status_code == 401
    assert not await readings(booking)


async def test_a_teacher_reads_the_roster_of_the_unions_groups_and_decides_nothing(booking):
    group_id, _, (told, _) = await placed(booking, capacity=1)
    elsewhere = await publish(booking, union="mazhang", title="别处的班")
    teacher = Staff(booking, TEACHER)
    groups = (await teacher.read("console/groups")).text
    assert f"/booking/console/groups/{group_id}" in groups
    assert str(elsewhere) not in groups
    roster = (await teacher.read(f"console/groups/{group_id}")).text
    assert MARK + told in roster
    assert roster.count("张小明") == 1  # who waits is not the teacher's to see
    assert "/waiting" not in roster
    assert ".xlsx" not in roster
    for path in (f"groups/{group_id}/waiting", f"groups/{group_id}/roster.xlsx", f"groups/{group_id}/move", "review"):
        assert (await teacher.get(f"console/{path}")).status_code == 403, path
    assert (await teacher.get(f"console/groups/{elsewhere}")).status_code == 404
    await booking.pool.execute("UPDATE ledger SET called_off = true WHERE group_id = $1", group_id)
    assert "还没有班次" in (await teacher.read("console/groups")).text


async def test_before_a_place_only_who_checks_may_read(booking):
    group_id, _, (told, silent) = await placed(booking, CHECKED)
    organizer, east, teacher = Staff(booking), Staff(booking, "gaoxin-east"), Staff(booking, TEACHER)
    desk = (await east.read(f"console/review/{group_id}")).text
    assert MARK + told in desk
    assert MARK + silent not in desk
    assert NOTE not in desk
    marks = [child["health"] for request in await east.to_review(group_id) for child in request["children"]]
    assert marks == [True, False]
    assert NOTE in (await east.read(f"console/health/{told}")).text
    assert (await teacher.get(f"console/health/{told}")).status_code == 404
    assert MARK not in (await organizer.read(f"console/groups/{group_id}")).text

    await organizer.review(group_id, told)
    assert (await east.get(f"console/health/{told}")).status_code == 404  # checked: no longer theirs to know
    assert NOTE in (await teacher.read(f"console/health/{told}")).text
    assert NOTE in (await organizer.read(f"console/health/{told}")).text


async def test_who_waits_is_nobodys_to_read_and_a_place_given_up_closes_it(booking):
    group_id = await publish(booking, capacity=1, rules=RULES)
    families = await make_families(booking, 2)
    for family in families:
        await disclose(booking, family, group_id, NOTE)
    first, second = await ask(booking, families, group_id)
    assert (await Staff(booking).get(f"console/health/{second}")).status_code == 404
    await door(booking).post(f"/booking/api/v1/enrollments/{first}/withdraw", headers=families[0].with_key())
    assert (await Staff(booking).get(f"console/health/{first}")).status_code == 404
    assert NOTE in (await Staff(booking).read(f"console/health/{second}")).text


async def test_the_newest_valid_statement_counts(booking):
    group_id, (family, _), (told, _) = await placed(booking)
    organizer = Staff(booking)
    await disclose(booking, family, group_id, "改用吸入剂")
    page = (await organizer.read(f"console/health/{told}")).text
    assert "吸入剂" in page
    assert NOTE not in page
    other = await publish(booking, rules=GroupRules(health="另一份声明。"))
    await disclose(booking, family, other)  # to another text: this group's own still stands
    assert "吸入剂" in (await organizer.read(f"console/health/{told}")).text
    await publish(booking, group_id, 2, rules=GroupRules(health=TEXT + "改过的。"))
    assert (await organizer.get(f"console/health/{told}")).status_code == 404  # the newest says: nothing to know
    await disclose(booking, family, group_id)
    assert MARK not in (await organizer.read(f"console/groups/{group_id}")).text


async def test_a_withdrawn_statement_is_not_read(booking):
    _, (family, _), (told, _) = await placed(booking)
    await booking.pool.execute(
        "UPDATE consent SET withdrawn_at = clock_timestamp() WHERE child_id = $1", family.child_id
    )
    assert (await Staff(booking).get(f"console/health/{told}")).status_code == 404


async def test_whether_there_is_something_to_read_could_be_told_from_statements_of_before(booking):
    await placed(booking)
    rows = await booking.pool.fetch(
        "SELECT told, octet_length(note) > 55 AS longer FROM consent"
    )  # as the migration did
    assert sorted((row["told"], row["longer"]) for row in rows) == [(False, False), (True, True)]


async def test_a_group_that_asks_for_no_statement_shows_none(booking):
    asking = await publish(booking, rules=RULES)
    (family,) = await make_families(booking, 1)
    await disclose(booking, family, asking, NOTE)
    group_id = await publish(booking)
    enrolled = await book(door(booking), family, group_id)
    assert (await Staff(booking).get(f"console/health/{enrolled['enrollment_id']}")).status_code == 404


async def test_the_excel_says_whether_and_never_what(booking):
    group_id, _, _ = await placed(booking)
    organizer = Staff(booking)
    assert "健康情况" not in table((await organizer.read(f"console/groups/{group_id}/roster.xlsx")).content)[0]
    asked = {"chosen": [str(group_id)], "health": "true"}
    assert (await organizer.send("exports", **asked)).status_code == 422  # of one group, too, it takes a reason
    header, *rows = table((await organizer.send("exports", **asked, reason="午餐要避开过敏的食物")).content)
    at = header.index("健康情况")
    assert [row[at] for row in rows] == ["有", "无"]
    assert not any("花生" in str(cell) for row in rows for cell in row)
    kept = await booking.pool.fetch("SELECT sought, reason FROM reading WHERE what = 'export' ORDER BY id")
    assert [tuple(row) for row in kept] == [("", ""), ("健康情况", "午餐要避开过敏的食物")]


def table(content):
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


async def test_a_key_that_is_gone_is_said_in_a_sentence(booking, tmp_path):
    _, (family, _), (told, _) = await placed(booking)
    (tmp_path / "booking.secret").write_text(secrets.token_hex(32))
    booking.app.state.vault = Vault(tmp_path, "booking")
    answer = await Staff(booking).get(f"console/health/{told}")
    assert answer.status_code == 409
    assert "现在打不开" in answer.text
    assert not await readings(booking)  # nothing was read
    mine = await door(booking).get("/booking/family/consents", headers=family.headers)
    assert mine.status_code == 200
    assert "现在打不开" in mine.text


async def test_looks_at_once_are_a_row_each(booking):
    _, _, (told, _) = await placed(booking)
    await asyncio.gather(*(Staff(booking).read(f"console/health/{told}") for _ in range(5)))
    assert len(await readings(booking)) == 5


async def test_a_note_beside_nothing_to_tell_is_asked_again_and_kept(booking):
    group_id = await publish(booking, rules=RULES)
    (family,) = await make_families(booking, 1)
    texts = (await door(booking).get(f"/booking/api/v1/groups/{group_id}/texts", headers=family.headers)).json()[
        "texts"
    ]
    said = {"group_id": str(group_id), "kind": "health", "hash": texts[0]["hash"], "child_id": str(family.child_id)}
    body = said | {"none": True, "note": NOTE}
    answer = await door(booking).post("/booking/api/v1/consents", json=body, headers=family.with_key())
    assert answer.status_code == 422
    assert "请只选一项" in answer.text
    form = said | {"none": "yes", "note": NOTE, "idempotency_key": str(uuid4())}
    page = await door(booking).post("/booking/family/consents", data=form, headers=family.headers)
    assert page.status_code == 422
    assert "您既写了情况，又勾选了" in page.text
    assert NOTE in page.text
    assert not await booking.pool.fetch("SELECT FROM consent")


async def test_a_family_reads_page_by_page_who_read_it_to_the_first(booking):
    _, (family, _), (told, _) = await placed(booking)
    await booking.pool.execute(
        """INSERT INTO health_reading (person_id, name, consent_id, child_id, enrollment_id)
           SELECT uuidv7(), 'Nr ' || n, (SELECT id FROM consent WHERE told), child_id, id
           FROM enrollment, generate_series(1, 45) n WHERE id = $1 ORDER BY n""",
        told,
    )
    path, seen = "/booking/family/consents", []
    for number in (1, 2, 3):
        page = (await door(booking).get(path, headers=family.headers)).text
        assert "谁看过（45 次）" in page
        seen += re.findall(r"<span>Nr (\d+)</span>", page)
        following = re.search(r'rel="next" href="(\?read-[^"#]+)', page)
        assert (following is None) == (number == 3)
        path = "/booking/family/consents" + (following[1] if following else "")
    assert [int(n) for n in seen] == list(range(45, 0, -1))
