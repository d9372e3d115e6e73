"""Mother and father each typed the child; once both stand in one family, the two records become one, and nothing of either is lost."""

import asyncio
from uuid import UUID

import httpx2

from services.booking.usecases.consents import opened
from shared.events.catalogue import Meeting
from shared.events.rules import GroupRules
from tests.support.booking import DAYS, FamilyOfOne, book, broken, door, make_families, publish
from tests.support.guardians import family_of, joined, send, somebody
from tests.support.outcomes import act, page
from tests.support.parents import parent
from tests.support.staff import disclose, upload
from tests.support.told import told

AFTERNOON = {"session": "dance", "meetings": [Meeting(date=day, start="18:00", end="19:00") for day in DAYS]}


async def both(booking) -> tuple[FamilyOfOne, FamilyOfOne]:
    """Mother and father, each with a record of the child; he is a guardian in her family as well."""
    mother, father = await parent(booking), await parent(booking)
    await joined(booking, mother, father)
    return mother, father


def path_of(kept: FamilyOfOne, gone: FamilyOfOne) -> str:
    return f"family/children/{kept.child_id}/join/{gone.child_id}"


async def join(booking, who: FamilyOfOne, kept: FamilyOfOne, gone: FamilyOfOne) -> httpx2.Response:
    return await send(booking, who, path_of(kept, gone), agreed="yes")


async def states(booking, child_id: UUID) -> list[str]:
    rows = await booking.pool.fetch("SELECT state FROM enrollment WHERE child_id = $1 ORDER BY created_at", child_id)
    return [row["state"] for row in rows]


async def test_what_either_has_is_the_one_childs(booking):
    mother, father = await both(booking)
    care, dance = await publish(booking), await publish(booking, **AFTERNOON)
    hers, his = await book(door(booking), mother, care), await book(door(booking), father, dance)
    paper = await upload(booking, father, "户口本")

    assert "“李小雨”有两份信息" in await page(door(booking), father, "family")
    assert "两份信息" not in await page(door(booking), mother, "family"), "she stands in one of the families only"
    shown = await page(door(booking), father, path_of(mother, father))
    assert "“李小雨”和“李小雨”是同一个孩子" in shown and "不能撤销" in shown
    unticked = await send(booking, father, path_of(mother, father))
    assert (unticked.status_code, "确认后请勾选" in unticked.text) == (422, True)
    assert (await join(booking, father, mother, father)).status_code == 303

    assert await states(booking, mother.child_id) == ["confirmed", "confirmed"]
    assert await states(booking, father.child_id) == []
    for one in (mother, father):
        assert "已录取" in await page(door(booking), one, f"enrollments/{his['enrollment_id']}")
        assert (await door(booking).get(f"/booking/api/v1/papers/{paper}", headers=one.headers)).status_code == 200
    assert "两份信息" not in await page(door(booking), father, "family")
    await act(door(booking), mother, "withdraw", str(his["enrollment_id"]))
    (said,) = await told(booking, "records-joined")
    assert set(said["guardian_ids"]) == {str(mother.person_id), str(father.person_id)}
    assert hers["result"] == his["result"] == "confirmed" and await broken(booking) == set()


async def test_of_two_turns_in_one_group_the_earlier_stays_and_never_two_places(booking):
    mother, father = await both(booking)
    group = await publish(booking, capacity=1)
    other, waits = await make_families(booking, 2)
    first = await book(door(booking), other, group)
    mine, again = await book(door(booking), mother, group), await book(door(booking), father, group)
    await book(door(booking), waits, group)
    assert (mine["result"], again["result"]) == ("waitlisted", "unverified")
    assert (await join(booking, father, mother, father)).status_code == 303
    assert await states(booking, mother.child_id) == ["waitlisted", "superseded"]
    await act(door(booking), other, "withdraw", str(first["enrollment_id"]))
    assert await states(booking, mother.child_id) == ["confirmed", "superseded"]
    assert await states(booking, waits.child_id) == ["waitlisted"]
    assert await broken(booking) == set()


async def test_at_the_same_hours_the_family_chooses_first(booking):
    mother, father = await both(booking)
    await book(door(booking), mother, await publish(booking))
    other = await book(door(booking), father, await publish(booking, title="下午班", session="other"))
    refused = await join(booking, father, mother, father)
    assert (refused.status_code, "时间冲突" in refused.text, "下午班" in refused.text) == (409, True, True)
    await act(door(booking), father, "withdraw", str(other["enrollment_id"]))
    assert (await join(booking, father, mother, father)).status_code == 303
    assert await broken(booking) == set()


async def test_an_allergy_that_either_told_is_not_lost(booking):
    mother, father = await both(booking)
    group = await publish(booking, rules=GroupRules(health="没有传染病。"))
    await disclose(booking, mother, group, "对花生过敏")
    await disclose(booking, father, group, "有哮喘")
    assert (await join(booking, father, mother, father)).status_code == 303
    (one,) = await booking.pool.fetch("SELECT * FROM consent WHERE kind = 'health' AND withdrawn_at IS NULL")
    assert opened(booking.app.state.vault, one["note"], one["id"]).note == "对花生过敏\n有哮喘"
    assert (one["child_id"], one["family_id"]) == (mother.child_id, await family_of(booking, mother))


async def test_nobody_loses_a_child_and_nobody_joins_a_strangers(booking):
    mother, father = await both(booking)
    grandmother = somebody(booking)
    await joined(booking, father, grandmother)  # she stands in his family alone
    assert "还有家长只在其中一个家庭里" in await page(door(booking), father, path_of(mother, father))
    refused = await join(booking, father, mother, father)
    assert (refused.status_code, "邀请他们加入另一个家庭" in refused.text) == (409, True)
    stranger = await parent(booking)
    for who, kept, gone in ((mother, mother, father), (stranger, mother, father), (stranger, stranger, mother)):
        assert (await join(booking, who, kept, gone)).status_code == 404
    await joined(booking, mother, grandmother)
    assert (await join(booking, father, mother, father)).status_code == 303
    assert "李小雨" in await page(door(booking), grandmother, "family")


async def test_two_who_join_at_once_and_one_who_books_meanwhile_leave_one_child(booking):
    mother, father = await both(booking)
    group = await publish(booking, capacity=3)
    asks = [join(booking, father, mother, father), join(booking, father, father, mother)]
    books = [
        door(booking).post(
            "/booking/api/v1/enrollments",
            json={"group_id": str(group), "child_id": str(one.child_id)},
            headers=one.with_key(),
        )
        for one in (mother, father)
    ]
    answers = await asyncio.gather(*asks, *books)
    assert sorted(answer.status_code for answer in answers[:2])[0] in (303, 409), "one of them, or a change just now"
    for _ in range(2):
        if await booking.pool.fetchval("SELECT count(*) FROM child WHERE removed_at IS NULL") > 1:
            await join(booking, father, mother, father)
    assert await booking.pool.fetchval("SELECT count(*) FROM child WHERE removed_at IS NULL") == 1
    live = "SELECT count(*) FROM enrollment e JOIN child c ON c.id = e.child_id WHERE live(e.state) AND c.removed_at IS NULL"
    assert await booking.pool.fetchval(live) <= 1
    assert await booking.pool.fetchval("SELECT count(*) FROM enrollment WHERE live(state)") <= 1
    assert await broken(booking) == set()


async def test_what_hangs_on_a_record_that_is_gone_is_found(booking):
    """The negative control: the invariant sees it."""
    mother, father = await both(booking)
    booked = await book(door(booking), mother, await publish(booking))
    assert (await join(booking, father, mother, father)).status_code == 303
    assert await broken(booking) == set()
    await booking.pool.execute(
        "UPDATE enrollment SET child_id = $1 WHERE id = $2", father.child_id, UUID(str(booked["enrollment_id"]))
    )
    assert "nothing_hangs_on_a_joined_record" in await broken(booking)


async def test_when_the_child_is_forgotten_so_is_what_was_said_of_its_other_record(booking):
    mother, father = await both(booking)
    assert (await join(booking, father, mother, father)).status_code == 303
    gone = await door(booking).delete(f"/booking/api/v1/children/{mother.child_id}", headers=mother.with_key())
    assert gone.status_code == 200
    forgotten = await told(booking, "child-forgotten")
    assert {said["child_id"] for said in forgotten} == {str(mother.child_id), str(father.child_id)}
