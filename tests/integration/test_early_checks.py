"""提前审核: who is checked before the opening books at once; whatever is changed afterwards is looked at again."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from shared.events.rules import Criterion, Document, GroupRules
from tests.support.booking import ask, broken, door, make_families, publish
from tests.support.owner import as_owner
from tests.support.staff import FEDERATION, PICTURE, Staff, say, states, upload
from tests.support.told import told

CHECKED = GroupRules(review="organizer", documents=[Document(name="工作证明")])
SOON = {"opens_at": datetime.now(UTC) + timedelta(hours=1), "rules": CHECKED}


async def ask_early(booking, family, group_id, child_id=None):
    """The answer to the button on the family's page."""
    form = {"group_id": str(group_id), "child_id": str(child_id or family.child_id), "idempotency_key": str(uuid4())}
    return await door(booking).post("/booking/family/checks", data=form, headers=family.headers)


async def lying(staff):
    """What lies there, as it would be ticked."""
    return re.findall(r'name="chosen" value="([^"]+)"', (await staff.read("console/checks")).text)


async def decide(staff, *chosen, verdict="approve", reason=""):
    """The answer to the form."""
    return await staff.send("checks", chosen=list(chosen), verdict=verdict, reason=reason)


async def open_now(booking, group_id, revision=2, **more):
    """The hour has come."""
    await publish(booking, group_id, revision, **{"rules": CHECKED} | more)


@pytest.fixture
async def asked(booking):
    """A group that opens in an hour, and a family that has asked for a check."""
    group_id = await publish(booking, **SOON)
    (family,) = await make_families(booking, 1)
    await upload(booking, family, "工作证明")
    assert (await ask_early(booking, family, group_id)).status_code == 303
    return group_id, family


async def test_who_was_checked_has_a_place_at_once_and_who_was_not_waits_for_it(booking, asked):
    group_id, family = asked
    staff = Staff(booking)
    (one,) = await lying(staff)
    assert (await decide(staff, one)).status_code == 303
    assert await lying(staff) == []
    await open_now(booking, group_id)
    (other,) = await make_families(booking, 1)
    await upload(booking, other, "工作证明")
    await ask(booking, [family, other], group_id)
    assert await states(booking, group_id) == ["confirmed", "pending"]
    assert not await broken(booking)


async def test_a_check_counts_for_groups_of_the_plan_that_look_at_the_same_and_for_no_others(booking):
    alike = await publish(booking, **SOON, session="plan/care")
    more = GroupRules(review="organizer", documents=[Document(name="工作证明"), Document(name="户口本")])
    (family,) = await make_families(booking, 1)
    for paper in ("工作证明", "户口本"):
        await upload(booking, family, paper)
    await ask_early(booking, family, alike)
    staff = Staff(booking)
    await decide(staff, *await lying(staff))
    for session, rules, season, state in (
        ("plan/other", CHECKED, "2027-winter", "confirmed"),
        ("plan/other", more, "2027-winter", "pending"),
        ("plan/other", CHECKED, "2027-summer", "pending"),
        ("another/care", CHECKED, "2027-winter", "pending"),
        ("plan/other", CHECKED.model_copy(update={"reviewers": ["mazhang"]}), "2027-winter", "pending"),
    ):
        group_id = await publish(booking, session=session, rules=rules, season=season)
        (enrollment,) = await ask(booking, [family], group_id)
        assert await states(booking, group_id) == [state], (session, season, rules)
        await door(booking).post(f"/booking/api/v1/enrollments/{enrollment}/withdraw", headers=family.with_key())


CHANGES = {
    "a paper": lambda booking, family: upload(booking, family, "户口本", PICTURE),
    "an employer": lambda booking, family: say(booking, family, employers=["别的单位"]),
    "a category": lambda booking, family: say(booking, family, categories=["hardship"]),
    "the school": lambda booking, family: booking.pool.execute("UPDATE child SET school = '二小' WHERE id = $1", family.child_id),
    "the birth date": lambda booking, family: booking.pool.execute("UPDATE child SET birth_date = '2018-06-01' WHERE id = $1", family.child_id),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
async def test_what_is_changed_afterwards_is_looked_at_again(booking, asked, change):
    group_id, family = asked
    staff = Staff(booking)
    await decide(staff, *await lying(staff))
    await CHANGES[change](booking, family)
    assert "之后家里改了资料" in (await staff.read("console/checks")).text
    await open_now(booking, group_id)
    await ask(booking, [family], group_id)
    assert await states(booking, group_id) == ["pending"]


async def test_nobody_says_yes_to_what_was_changed_since_they_looked(booking, asked):
    _, family = asked
    staff = Staff(booking)
    seen = await lying(staff)
    await say(booking, family, employers=["别的单位"])
    page = (await staff.web.get((await decide(staff, *seen)).headers["location"], headers=staff.headers)).text
    assert "请再看一遍" in page
    assert await booking.pool.fetchval("SELECT state FROM early_check") == "to_check"
    assert (await decide(staff, *await lying(staff))).headers["location"].endswith("done=1&stale=0")


async def test_a_change_and_a_yes_at_once_never_leave_what_nobody_saw(booking, asked):
    _, family = asked
    staff = Staff(booking)
    for n in range(6):
        seen = await lying(staff)
        await asyncio.gather(decide(staff, *seen), say(booking, family, employers=[f"单位{n}"]))
        assert await booking.pool.fetchval("SELECT state FROM early_check") == "to_check", (
            "the change came last, or it was stale"
        )


async def test_two_who_decide_at_once_decide_once(booking, asked):
    staff = [Staff(booking), Staff(booking)]
    (one,) = await lying(staff[0])
    answers = await asyncio.gather(decide(staff[0], one), decide(staff[1], one, verdict="send_back", reason="看不清"))
    done = [answer.headers["location"].rpartition("done=")[2] for answer in answers]
    assert sorted(done) == ["0&stale=1", "1&stale=0"]


async def test_what_is_sent_back_is_read_by_the_family_and_asked_for_again(booking, asked):
    group_id, family = asked
    staff = Staff(booking)
    (one,) = await lying(staff)
    assert (await decide(staff, one, verdict="send_back")).status_code == 422
    await decide(staff, one, verdict="send_back", reason="单位公章看不清")
    web = door(booking)
    await web.get(f"/booking/groups/{group_id}", headers=family.headers)
    page = (await web.get("/booking/family", headers=family.headers)).text
    assert "审核退回：单位公章看不清" in page and "请工会提前审核" in page
    assert "张小明的提前审核退回了：单位公章看不清" in (await web.get("/booking/", headers=family.headers)).text
    assert await lying(staff) == []
    await ask_early(booking, family, group_id)
    assert "退回了" not in (await web.get("/booking/", headers=family.headers)).text
    assert len(await lying(staff)) == 1
    page = (await web.get("/booking/family", headers=family.headers)).text
    assert "已请工会审核" in page
    await decide(staff, *await lying(staff))
    assert "已提前审核" in (await web.get("/booking/family", headers=family.headers)).text


async def test_it_is_asked_for_before_the_opening_by_the_childs_guardian_once_all_is_prepared(booking):
    group_id = await publish(booking, **SOON)
    family, other = await make_families(booking, 2)
    assert (await ask_early(booking, family, group_id)).status_code == 409  # the paper is missing
    await upload(booking, family, "工作证明")
    assert (await ask_early(booking, other, group_id, family.child_id)).status_code == 404
    assert (await ask_early(booking, family, uuid4())).status_code == 404
    assert (await ask_early(booking, family, await publish(booking, rules=CHECKED))).status_code == 409  # open
    unchecked = await publish(booking, opens_at=SOON["opens_at"])
    assert (await ask_early(booking, family, unchecked)).status_code == 409
    assert await asyncio.gather(*(ask_early(booking, family, group_id) for _ in range(4)))
    assert await booking.pool.fetchval("SELECT count(*) FROM early_check") == 1


async def test_it_lies_with_those_who_would_check_the_request_and_never_with_its_guardian(booking, asked):
    _, family = asked
    staff = Staff(booking)
    (one,) = await lying(staff)
    paper = await booking.pool.fetchval("SELECT id FROM document")
    own, stranger = Staff(booking, person_id=family.person_id), Staff(booking, "mazhang")
    for somebody in (own, stranger):
        assert await lying(somebody) == []
        assert (await decide(somebody, one)).headers["location"].endswith("done=0&stale=1")
        assert (await somebody.get(f"console/papers/{paper}")).status_code == 404
    assert await lying(Staff(booking, FEDERATION)) == [one]
    assert (await staff.get(f"console/papers/{paper}")).status_code == 200
    kept = await booking.pool.fetchrow("SELECT person_id, enrollment_id FROM paper_reading")
    assert tuple(kept) == (staff.person_id, None)
    read = await booking.pool.fetchval("SELECT child_ids FROM reading WHERE person_id = $1 LIMIT 1", staff.person_id)
    assert read == [family.child_id]
    assert ">1</b>" in (await staff.read("console/")).text.split("提前审核", 1)[1][:300]
    await decide(staff, one)
    assert (await staff.get(f"console/papers/{paper}")).status_code == 404  # checked: no longer theirs to read


async def test_nothing_is_kept_of_a_child_that_is_removed(booking, asked):
    _, family = asked
    gone = await door(booking).delete(f"/booking/api/v1/children/{family.child_id}", headers=family.with_key())
    assert gone.is_success
    assert await booking.pool.fetchval("SELECT count(*) FROM early_check") == 0


async def test_a_right_that_is_missing_is_not_replaced_by_a_check(booking):
    rules = CHECKED.model_copy(update={"who": Criterion(employers=["一厂"])})
    group_id = await publish(booking, opens_at=SOON["opens_at"], rules=rules)
    (family,) = await make_families(booking, 1)
    await say(booking, family, employers=["一厂"])
    await upload(booking, family, "工作证明")
    await ask_early(booking, family, group_id)
    staff = Staff(booking)
    await decide(staff, *await lying(staff))
    await say(booking, family, employers=["二厂"])
    await open_now(booking, group_id, rules=rules)
    body = {"group_id": str(group_id), "child_id": str(family.child_id)}
    answer = await door(booking).post("/booking/api/v1/enrollments", json=body, headers=family.with_key())
    assert answer.json()["result"] == "not_eligible"


async def test_without_the_triggers_a_change_would_count_unseen(booking, asked):
    _, family = asked
    await as_owner(booking, "ALTER TABLE family DISABLE TRIGGER looked_at_again")
    staff = Staff(booking)
    await decide(staff, *await lying(staff))
    await say(booking, family, employers=["别的单位"])
    assert await booking.pool.fetchval("SELECT state FROM early_check") == "held"


async def test_the_family_is_told_that_it_was_checked_or_what_is_to_be_mended(booking, asked):
    group_id, family = asked
    staff = Staff(booking)
    (one,) = await lying(staff)
    await decide(staff, one, verdict="send_back", reason="工作证明看不清楚")
    await decide(staff, one, verdict="send_back", reason="又看了一次")
    (back,) = await told(booking, "early-check-decided")
    assert (back["held"], back["reason"], back["group_id"]) == (False, "工作证明看不清楚", str(group_id))
    assert (back["guardian_ids"], back["child_name"]) == ([str(family.person_id)], "张*明")
    await ask_early(booking, family, group_id)
    await decide(staff, *await lying(staff))
    assert [told_["held"] for told_ in await told(booking, "early-check-decided")] == [False, True]


async def test_programs_ask_for_a_check_see_how_it_stands_and_decide(booking):
    group_id = await publish(booking, **SOON)
    (family,) = await make_families(booking, 1)
    await upload(booking, family, "工作证明")
    web, staff, api = door(booking), Staff(booking), "/booking/api/v1/checks"
    body = {"group_id": str(group_id), "child_id": str(family.child_id)}
    assert (await web.post(api, json=body, headers=family.with_key())).status_code == 201
    (one,) = (await staff.read("api/v1/staff/checks")).json()["checks"]
    assert one["group_id"] == str(group_id) and [p["name"] for p in one["child"]["papers"]] == ["工作证明"]
    assert (await Staff(booking, "mazhang").read("api/v1/staff/checks")).json()["checks"] == []
    seen = {"id": one["id"], "version": one["version"]}
    wordless = await staff.post("checks", {"checks": [seen], "approved": False})
    assert wordless.status_code == 422
    done = await staff.post("checks", {"checks": [seen | {"version": 9}, seen], "approved": True})
    assert done.json() == {"done": 1, "stale": 1}
    (mine,) = (await web.get(api, headers=family.headers)).json()["checks"]
    assert (mine["state"], mine["group_id"]) == ("held", str(group_id))
    read = await booking.pool.fetch("SELECT what FROM reading")
    assert {row["what"] for row in read} == {"requests"}
