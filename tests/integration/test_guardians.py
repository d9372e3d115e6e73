"""Another guardian joins a family: by a code that works once and says nothing, accepted by whoever holds it, confirmed by who knows them."""

import asyncio
from hashlib import sha256

from services.booking.usecases import join
from services.booking.words.privacy import VERSION
from shared.events.rules import Agreement, GroupRules
from tests.support.booking import FamilyOfOne, book, broken, door, make_families, publish
from tests.support.guardians import family_of, invited, joined, link_on, send, somebody
from tests.support.outcomes import act, page
from tests.support.parents import BORN, parent, type_child
from tests.support.staff import Staff
from tests.support.told import told


async def test_the_father_joins_by_a_code_and_then_does_everything(booking):
    mother, father = await parent(booking), somebody(booking)
    await send(booking, mother, "family/guardians/called", family=await family_of(booking, mother), called="mother")
    path, code = await invited(booking, mother)

    shown = await page(door(booking), father, code)
    assert "妈妈（138****0000）邀请您一起照管 1 个孩子" in shown and "李*雨" in shown and "李小雨" not in shown
    assert (await send(booking, father, code, called="father")).status_code == 422, "nothing is ticked beforehand"
    assert (await send(booking, father, code, agreed="yes")).status_code == 422
    assert (await send(booking, father, code, called="father", agreed="yes")).status_code == 303
    assert "等待确认" in await page(door(booking), father, code)
    (asks,) = await told(booking, "invitation-accepted")
    assert (asks["guardian_ids"], asks["called"]) == ([str(mother.person_id)], "father") and path.endswith(
        asks["invitation_id"]
    )
    assert "李小雨" not in await page(door(booking), father, "family"), "accepting is not joining"
    assert "爸爸（138****0000）想加入" in await page(door(booking), mother, path)
    assert "想加入，请您确认" in await page(door(booking), mother, "family")

    assert (await send(booking, mother, path, verdict="join")).status_code == 303
    for one in (mother, father):
        assert "李小雨" in await page(door(booking), one, "family")
    group_id = await publish(booking)
    his = FamilyOfOne(father.person_id, mother.child_id, father.headers)
    booked = await book(door(booking), his, group_id)
    assert booked["result"] == "confirmed"
    (confirmed,) = await told(booking, "enrollment-confirmed")
    assert set(confirmed["guardian_ids"]) == {str(mother.person_id), str(father.person_id)}
    shown = await page(door(booking), mother, f"enrollments/{booked['enrollment_id']}")
    assert "爸爸（138****0000）报名" in shown
    await act(door(booking), mother, "withdraw", booked["enrollment_id"])
    (withdrawn,) = await told(booking, "enrollment-withdrawn")
    assert withdrawn["given_up_by"] == str(mother.person_id) and len(withdrawn["guardian_ids"]) == 2
    shown = await page(door(booking), father, f"enrollments/{booked['enrollment_id']}")
    assert "您报名 · 妈妈（138****0000）取消" in shown
    found = (await Staff(booking).read("console/families?q=李小雨")).text
    assert "爸爸（138****0000）报名" in found and "妈妈（138****0000）取消" in found


async def test_a_code_works_once_for_one_of_two_who_hold_it(booking):
    mother = await parent(booking)
    path, code = await invited(booking, mother)
    both = [somebody(booking), somebody(booking)]
    sent = await asyncio.gather(*(send(booking, one, code, called="father", agreed="yes") for one in both))
    assert sorted(answer.status_code for answer in sent) == [303, 409]
    third = await send(booking, somebody(booking), code, called="father", agreed="yes")
    assert (third.status_code, "这个邀请已经用过或过期了" in third.text) == (409, True)
    assert "这个邀请不能用了" in await page(door(booking), somebody(booking), code)
    said = await asyncio.gather(*(send(booking, mother, path, verdict=v) for v in ("join", "decline")))
    assert sorted(answer.status_code for answer in said) == [303, 409]


async def test_a_code_ends_by_its_time_and_by_a_newer_one(booking):
    mother, father = await parent(booking), somebody(booking)
    _, first = await invited(booking, mother)
    _, second = await invited(booking, mother)
    assert (await send(booking, father, first, called="father", agreed="yes")).status_code == 409
    await booking.pool.execute("UPDATE invitation SET until = clock_timestamp()")
    assert (await send(booking, father, second, called="father", agreed="yes")).status_code == 409
    assert await booking.pool.fetchval("SELECT count(*) FROM guardian") == 1


async def test_a_code_says_nothing_and_cannot_be_made(booking):
    mother = await parent(booking)
    path, link = await invited(booking, mother)
    code = link.removeprefix("join/")
    assert len(code) == 43
    for secret in (mother.person_id, mother.child_id, await family_of(booking, mother)):
        assert secret.hex not in code and secret.hex not in bytes(join.base64.urlsafe_b64decode(code + "=")).hex()
    for made_up in (code[:-1] + ("A" if code[-1] != "A" else "E"), "A" * 43, "x", "é" * 43, code[:22]):
        answer = await door(booking).get(f"/booking/join/{made_up}", headers=mother.headers)
        assert answer.status_code == 404, made_up
    (stranger,) = await make_families(booking, 1)
    assert (await door(booking).get(f"/booking/{path}", headers=stranger.headers)).status_code == 404
    assert (await send(booking, stranger, path, verdict="join")).status_code == 404
    assert (
        await send(booking, stranger, "family/invitations", family=await family_of(booking, mother))
    ).status_code == 404


async def test_who_was_not_meant_has_joined_nothing(booking):
    mother, thief = await parent(booking), somebody(booking)
    path, code = await invited(booking, mother)
    await send(booking, thief, code, called="other", agreed="yes")
    assert (await send(booking, thief, path, verdict="join")).status_code == 404, "nobody confirms themselves"
    assert (await send(booking, mother, path, verdict="decline")).status_code == 303
    assert await booking.pool.fetchval("SELECT count(*) FROM guardian") == 1
    assert await booking.pool.fetchval("SELECT accepted_name FROM invitation") == ""
    again = await send(booking, mother, path, verdict="join")
    assert again.status_code == 409


async def test_a_family_has_room_for_six(booking):
    mother = await parent(booking)
    for _ in range(4):
        await joined(booking, mother, somebody(booking))
    waiting = []
    for _ in range(2):
        path, code = await invited(booking, mother)
        await send(booking, somebody(booking), code, called="other", agreed="yes")
        waiting.append(path)
    sent = await asyncio.gather(*(send(booking, mother, path, verdict="join") for path in waiting))
    assert sorted(answer.status_code for answer in sent) == [303, 409]
    assert await booking.pool.fetchval("SELECT count(*) FROM guardian") == 6
    full = await send(booking, mother, "family/invitations", family=await family_of(booking, mother))
    assert (full.status_code, "最多 6 位家长" in full.text) == (409, True)


async def test_of_two_who_act_at_once_the_first_did_it(booking):
    mother, father = await parent(booking), somebody(booking)
    await joined(booking, mother, father)
    booked = await book(door(booking), mother, await publish(booking))
    await asyncio.gather(*(act(door(booking), one, "withdraw", booked["enrollment_id"]) for one in (mother, father)))
    by = await booking.pool.fetchval("SELECT moved_by FROM enrollment")
    assert by in (mother.person_id, father.person_id)
    again = father if by == mother.person_id else mother
    await act(door(booking), again, "withdraw", booked["enrollment_id"])
    assert await booking.pool.fetchval("SELECT moved_by FROM enrollment") == by


# -- a person in more than one family ----------------------------------------------------------------------------------


async def test_a_father_of_two_families_sees_both_and_each_keeps_its_own(booking):
    """His own child, and that of a marriage before; the mother of that one sees nothing of the other."""
    father, mother = await parent(booking, "王一诺"), await parent(booking, "李小雨")
    await joined(booking, mother, father)
    shown = await page(door(booking), father, "family")
    assert "王一诺" in shown and "李小雨" in shown and "和138****0000一起照管" in shown and "您一人照管" in shown
    assert "王一诺" not in await page(door(booking), mother, "family")

    first, second = await family_of(booking, father), await family_of(booking, mother)
    new = await page(door(booking), father, "family/children/new")
    assert f'value="{first}"' in new and f'value="{second}"' in new
    form = {"name": "李小雪", "birth_date": BORN, "family": second}
    assert (await send(booking, father, "family/children", **form)).status_code == 303
    assert "李小雪" in await page(door(booking), mother, "family")
    assert (await send(booking, mother, "family/children", **form | {"name": "赵", "family": first})).status_code == 404
    await send(booking, father, "family/about", family=second, categories="hardship", employers="")
    rows = await booking.pool.fetch("SELECT id, categories FROM family")
    assert {row["id"]: row["categories"] for row in rows} == {first: [], second: ["hardship"]}
    assert (await send(booking, mother, "family/about", family=first, employers="")).status_code == 404


async def test_who_joined_before_having_a_family_can_begin_one(booking):
    mother, father = await parent(booking), somebody(booking)
    await joined(booking, mother, father)
    assert (await type_child(booking, father.headers, name="李小雪", birth_date=BORN)).status_code == 201
    assert "李小雪" in await page(door(booking), mother, "family"), "with one family that one is meant"
    asked = await send(booking, father, "family/children", name="王一诺", birth_date=BORN, family="own")
    assert (asked.status_code, 'name="begins"' in asked.text) == (409, True), "the new family has agreed to nothing yet"
    agreed = {"agreed": "yes", "version": VERSION, "begins": "yes"}
    sent = await asyncio.gather(*(send(booking, father, "family/privacy", **agreed) for _ in range(4)))
    assert {answer.headers["location"] for answer in sent} == {"/booking/family/children/new"}
    assert (
        await send(booking, father, "family/children", name="王一诺", birth_date=BORN, family="own")
    ).status_code == 303
    assert "王一诺" not in await page(door(booking), mother, "family")
    assert await booking.pool.fetchval("SELECT count(*) FROM guardian WHERE person_id = $1", father.person_id) == 2


# -- leaving, and being taken out --------------------------------------------------------------------------------------


async def test_who_leaves_harms_no_enrollment_and_both_hear(booking):
    mother, father = await parent(booking), somebody(booking)
    await joined(booking, mother, father)
    his = FamilyOfOne(father.person_id, mother.child_id, father.headers)
    booked = await book(door(booking), his, await publish(booking))
    family = await family_of(booking, mother)
    left = await send(booking, father, "family/guardians/leave", family=family)
    shown = await page(door(booking), father, left.headers["location"].removeprefix("/booking/"))
    assert "已退出这个家庭" in shown and "李小雨" not in shown, "and not the consent to a child of his own"
    assert "李小雨" not in await page(door(booking), father, "family")
    assert "已录取" in (shown := await page(door(booking), mother, f"enrollments/{booked['enrollment_id']}"))
    assert "另一位家长" not in shown
    (left,) = await told(booking, "guardian-left")
    assert set(left["guardian_ids"]) == {str(mother.person_id), str(father.person_id)} and left["called"] == "father"
    alone = await send(booking, mother, "family/guardians/leave", family=family)
    assert (alone.status_code, "唯一的家长" in alone.text) == (409, True)
    assert await broken(booking) == set()


async def test_of_the_last_two_who_leave_at_once_one_stays(booking):
    mother, father = await parent(booking), somebody(booking)
    await joined(booking, mother, father)
    family = await family_of(booking, mother)
    sent = await asyncio.gather(
        *(send(booking, one, "family/guardians/leave", family=family) for one in (mother, father))
    )
    assert sorted(answer.status_code for answer in sent) == [303, 409]


async def test_an_open_code_of_who_left_works_no_more(booking):
    mother, father = await parent(booking), somebody(booking)
    await joined(booking, mother, father)
    family = await family_of(booking, mother)
    sent = await send(booking, father, "family/invitations", family=family)
    code = link_on(await page(door(booking), father, sent.headers["location"].removeprefix("/booking/")))
    await send(booking, father, "family/guardians/leave", family=family)
    assert (await send(booking, somebody(booking), code, called="other", agreed="yes")).status_code == 409


async def test_the_union_takes_out_with_a_reason_that_is_kept_and_told(booking):
    mother, father = await parent(booking), somebody(booking)
    await joined(booking, mother, father)
    group_id = await publish(booking)
    await book(door(booking), mother, group_id)
    family = await family_of(booking, mother)
    path, out = f"families/{family}/guardians", {"person_id": father.person_id, "reason": "抚养权判给母亲"}
    assert (await Staff(booking, "mazhang").send(path, **out)).status_code == 404, "nothing was asked of that union"
    assert (await Staff(booking).send(path, **out | {"reason": " "})).status_code == 422
    assert (await Staff(booking, person_id=mother.person_id).send(path, **out)).status_code == 403, "an own child"
    assert (await Staff(booking).send(path, **out)).status_code == 303
    assert (await Staff(booking).send(path, **out)).status_code == 404
    assert "李小雨" not in await page(door(booking), father, "family")
    (left,) = await told(booking, "guardian-left")
    assert left["reason"] == "抚养权判给母亲" and str(father.person_id) in left["guardian_ids"]
    found = (await Staff(booking).read("console/families?q=李小雨")).text
    assert "移出了一位家长：抚养权判给母亲" in found
    last = await Staff(booking).send(path, person_id=mother.person_id, reason="误操作")
    assert (last.status_code, "唯一的家长" in last.text) == (409, True)
    assert await broken(booking) == set()


async def test_what_was_accepted_before_joining_is_asked_for_the_other_family_as_well(booking):
    text = "按时接送。"
    agreement = {"kind": "agreement", "hash": sha256(text.encode()).hexdigest(), "agreed": "yes"}
    group_id = await publish(booking, rules=GroupRules(agreement=Agreement(title="服务协议", version="1", text=text)))
    father, mother = await parent(booking, "王一诺"), await parent(booking, "李小雨")
    await send(booking, father, "family/consents", group_id=group_id, **agreement)
    await joined(booking, mother, father)
    step = f"family/consents?group={group_id}"
    assert text in await page(door(booking), father, step)
    await send(booking, father, "family/consents", group_id=group_id, **agreement)
    assert text not in await page(door(booking), father, step)
    his = FamilyOfOne(father.person_id, mother.child_id, father.headers)
    assert (await book(door(booking), his, group_id))["result"] == "confirmed"
