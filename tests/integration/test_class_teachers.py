"""班主任: a teacher whom an organizer named for one group sees its roster, and nothing else; taken off, not even that."""

import asyncio
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from shared.events.rules import GroupRules
from tests.support.accounts import ORGANIZER, accounts, api
from tests.support.booking import ask, make_families, publish
from tests.support.people import bearer, token_for
from tests.support.staff import Staff, disclose, ticket
from tests.support.told import told

NOTE = "对花生过敏，随身带药"


class Teacher(Staff):
    """Somebody without any role."""

    def __init__(self, system):
        super().__init__(system)
        self.headers = bearer(token_for(system.settings.keys_dir, self.person_id))


async def name(booking, organizer, group_id, teacher, called="王老师", **more):
    """The answer to the form."""
    form = {"ticket": ticket(booking, organizer, teacher.person_id), "called": called} | more
    return await organizer.send(f"groups/{group_id}/teachers", **form)


async def take_off(booking, organizer, group_id):
    """The answer to the button beside the newest name."""
    teacher_id = await booking.pool.fetchval("SELECT id FROM class_teacher ORDER BY id DESC LIMIT 1")
    return await organizer.send(f"groups/{group_id}/teachers/{teacher_id}/end")


async def test_a_teacher_sees_the_roster_of_the_named_group_and_nothing_else(booking):
    rules = GroupRules(health="没有传染病。")
    mine = await publish(booking, rules=rules, capacity=1, title="一班")
    other = await publish(booking, rules=rules, title="二班", session="two")
    families = await make_families(booking, 3)
    for family in families[:2]:
        await disclose(booking, family, mine, NOTE)
    await disclose(booking, families[2], other, NOTE)
    placed, waiting = await ask(booking, families[:2], mine)
    (elsewhere,) = await ask(booking, families[2:], other)
    organizer, teacher = Staff(booking), Teacher(booking)
    assert (await teacher.get("console/groups")).status_code == 403
    assert (await teacher.get(f"console/groups/{mine}")).status_code == 404
    assert "我带的班" not in (await teacher.read("")).text

    assert (await name(booking, organizer, mine, teacher)).status_code == 303
    assert "王老师" in (await organizer.read(f"console/groups/{mine}")).text
    listed = (await teacher.read("console/groups")).text
    assert "一班" in listed and "二班" not in listed
    assert "我带的班（1）" in (await teacher.read("")).text
    roster = (await teacher.read(f"console/groups/{mine}")).text
    assert roster.count("张小明") == 1  # who waits is not the teacher's to see
    assert "/waiting" not in roster and ".xlsx" not in roster and "/teachers" not in roster
    assert NOTE in (await teacher.read(f"console/health/{placed}")).text
    for hidden in (f"groups/{other}", f"health/{waiting}", f"health/{elsewhere}"):
        assert (await teacher.get(f"console/{hidden}")).status_code == 404, hidden
    for closed in (
        f"groups/{mine}/roster.xlsx",
        f"groups/{mine}/teachers",
        f"groups/{mine}/waiting",
        "families",
        "review",
        "",
    ):
        assert (await teacher.get(f"console/{closed}")).status_code == 403, closed


async def test_taken_off_a_teacher_sees_nothing_from_that_moment_on(booking):
    group_id, organizer, teacher = await publish(booking), Staff(booking), Teacher(booking)
    await name(booking, organizer, group_id, teacher)
    await teacher.read(f"console/groups/{group_id}")
    assert (await take_off(booking, organizer, group_id)).status_code == 303
    assert (await teacher.get(f"console/groups/{group_id}")).status_code == 404
    assert (await teacher.get("console/groups")).status_code == 403
    page = (await organizer.read(f"console/groups/{group_id}/teachers")).text
    assert "以前的（1）" in page and "还没有指定" in page
    assert (await take_off(booking, organizer, group_id)).status_code == 409
    await name(booking, organizer, group_id, teacher)
    await teacher.read(f"console/groups/{group_id}")


async def test_it_ends_by_itself_two_weeks_after_the_last_day(booking):
    group_id, organizer, teacher = await publish(booking), Staff(booking), Teacher(booking)
    await name(booking, organizer, group_id, teacher)
    for ago, status in ((timedelta(days=13), 200), (timedelta(days=15), 404)):
        over = await booking.pool.fetchval("SELECT clock_timestamp() - $1::interval", ago)
        meeting = {"date": str(over.date()), "start": "00:00:00", "end": over.strftime("%H:%M:%S")}
        query = "UPDATE class_group SET facts = jsonb_set(facts, '{meetings}', $2) WHERE id = $1"
        await booking.pool.execute(query, group_id, [meeting])
        assert (await teacher.get(f"console/groups/{group_id}")).status_code == status, ago


async def test_two_organizers_who_name_one_teacher_at_once_name_them_once(booking):
    group_id, teacher = await publish(booking), Teacher(booking)
    answers = await asyncio.gather(*(name(booking, Staff(booking), group_id, teacher) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {303}
    assert await booking.pool.fetchval("SELECT count(*) FROM class_teacher") == 1
    assert (await take_off(booking, Staff(booking), group_id)).status_code == 303
    assert (await teacher.get(f"console/groups/{group_id}")).status_code == 404


async def test_nobody_names_teachers_of_groups_of_others_or_with_a_ticket_of_others(booking):
    group_id, organizer, teacher = await publish(booking), Staff(booking), Teacher(booking)
    assert (await name(booking, Staff(booking, "mazhang"), group_id, teacher)).status_code == 404
    stolen = ticket(booking, Staff(booking), teacher.person_id)
    assert (await name(booking, organizer, group_id, teacher, ticket=stolen)).status_code == 409
    assert (await name(booking, organizer, group_id, teacher, called=" ")).status_code == 422
    assert await booking.pool.fetchval("SELECT count(*) FROM class_teacher") == 0
    other = await publish(booking, title="二班", session="two")
    await name(booking, organizer, group_id, teacher)
    assert (await take_off(booking, organizer, other)).status_code == 409
    await teacher.read(f"console/groups/{group_id}")


async def test_accounts_sends_on_a_ticket_for_whoever_has_the_phone(database, keys_dir):
    async with accounts(database, keys_dir) as system, api(system, ORGANIZER) as web:
        group_id = uuid4()
        page = await web.get(f"/accounts/console/desk/{group_id}?whom=teacher")
        assert "指定班主任" in page.text and "家长姓名" not in page.text
        bad = await web.post(f"/accounts/console/desk/{group_id}", data={"phone": "123", "whom": "teacher"})
        assert bad.status_code == 422 and "班主任的手机号" in bad.text
        sent = await web.post(f"/accounts/console/desk/{group_id}", data={"phone": "13700009999", "whom": "teacher"})
        to = urlsplit(sent.headers["location"])
        assert to.path == f"/booking/console/groups/{group_id}/teachers"
        assert parse_qs(to.query).keys() == {"ticket"}


async def test_a_teacher_is_told_once_of_being_named_and_of_being_taken_off(booking):
    group_id, organizer, teacher = await publish(booking, title="一班"), Staff(booking), Teacher(booking)
    await asyncio.gather(*(name(booking, organizer, group_id, teacher) for _ in range(2)))
    (named,) = await told(booking, "teacher-changed")
    assert (named["guardian_ids"], named["title"], named["named"]) == ([str(teacher.person_id)], "一班", True)
    await take_off(booking, organizer, group_id)
    assert (await take_off(booking, organizer, group_id)).status_code == 409
    assert [one["named"] for one in await told(booking, "teacher-changed")] == [True, False]


async def test_programs_name_teachers_and_take_them_off(booking):
    group_id, organizer, teacher = await publish(booking), Staff(booking), Teacher(booking)
    body = {"ticket": ticket(booking, organizer, teacher.person_id), "called": "王老师"}
    path = f"groups/{group_id}/teachers"
    assert (await Staff(booking, "mazhang").post(path, body)).status_code == 404
    assert (await Staff(booking).post(path, body)).status_code == 409, "a ticket is for one organizer"
    assert (await organizer.post(path, body | {"called": " "})).status_code == 422
    assert (await organizer.post(path, body)).status_code == 201
    assert (await teacher.read(f"console/groups/{group_id}")).status_code == 200
    (one,) = (await organizer.read(f"api/v1/staff/{path}")).json()["teachers"]
    assert (one["name"], one["ended_at"]) == ("王老师", None)
    headers = organizer.headers | {"idempotency-key": str(uuid4())}
    ended = await organizer.web.delete(f"/booking/api/v1/staff/{path}/{one['id']}", headers=headers)
    assert ended.status_code == 200
    assert (await teacher.get(f"console/groups/{group_id}")).status_code == 404
    assert len(await told(booking, "teacher-changed")) == 2


async def test_programs_get_a_ticket_by_phone_and_the_look_is_kept(database, keys_dir):
    async with accounts(database, keys_dir) as system, api(system, ORGANIZER) as web:
        sent = await web.post("/accounts/api/v1/desk/tickets", json={"phone": "13911112222"})
        assert sent.status_code == 201 and "13911112222" not in sent.text
        assert (await web.post("/accounts/api/v1/desk/tickets", json={"phone": "1391"})).status_code == 422
        kept = await system.pool.fetch("SELECT what, sought FROM reading")
        assert [tuple(row) for row in kept] == [("guardians", "139****2222")]
