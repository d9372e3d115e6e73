"""A right that ended between asking and the next step: what the page says and what happens agree."""

from shared.events.rules import GroupRules
from tests.support.booking import ask, broken, make_families, publish
from tests.support.outcomes import act, page
from tests.support.staff import Staff, states
from tests.support.told import told

BACK, OUT = 2, 9


async def in_grade(booking, family, grade):
    await booking.pool.execute("UPDATE child SET grade = $2 WHERE id = $1", family.child_id, grade)


async def member(booking, family, *unions):
    """What accounts said of the guardian last."""
    await booking.pool.execute(
        """INSERT INTO membership (person_id, unions, revision) VALUES ($1, $2, 5)
           ON CONFLICT (person_id) DO UPDATE SET unions = excluded.unions, revision = 6""",
        family.person_id, list(unions),
    )  # fmt: skip


async def test_a_turn_whose_right_has_ended_ends_with_the_reason_and_the_next_is_promoted(booking, web):
    group_id = await publish(booking, capacity=1, members_of=["gaoxin"])
    families = await make_families(booking, 3, unions=("gaoxin",))
    ids = await ask(booking, families, group_id)
    await member(booking, families[1])
    shown = await page(web, families[1], f"enrollments/{ids[1]}")
    assert "现在不符合招收条件：" in shown and "轮到时还没有恢复的，这份报名就结束" in shown
    await act(web, families[0], "withdraw", ids[0])
    (event,) = await told(booking, "enrollment-refused", families[1])
    assert event["lapsed"] and event["reason"].startswith("现在不符合条件：") and "会员" in event["reason"]
    (promoted,) = await told(booking, "enrollment-promoted")
    assert promoted["enrollment_id"] == ids[2]
    assert event["reason"] in await page(web, families[1], f"enrollments/{ids[1]}")
    assert await broken(booking) == set()


async def test_an_offer_is_accepted_again_once_the_right_is_back(booking, web):
    group_id = await publish(booking, capacity=1, rules=GroupRules(answer_within=24 * 60))
    families = await make_families(booking, 2)
    ids = await ask(booking, families, group_id)
    await act(web, families[0], "withdraw", ids[0])
    assert 'form="accept"' in await page(web, families[1], f"enrollments/{ids[1]}")
    await in_grade(booking, families[1], OUT)
    shown = await page(web, families[1], f"enrollments/{ids[1]}")
    assert 'form="accept"' not in shown and "现在不符合招收条件：" in shown
    assert await act(web, families[1], "accept", ids[1]) == "not_eligible"
    await in_grade(booking, families[1], BACK)
    assert await act(web, families[1], "accept", ids[1]) == "confirmed"


async def test_a_place_stands_and_its_organizer_reads_what_holds_no_more(booking, web):
    group_id = await publish(booking, capacity=2, members_of=["gaoxin"])
    families = await make_families(booking, 2, unions=("gaoxin",))
    await ask(booking, families, group_id)
    roster = f"console/groups/{group_id}"
    assert "现在不符合" not in (await Staff(booking).read(roster)).text, "of their unions nothing was heard yet"
    await member(booking, families[0])
    await member(booking, families[1], "gaoxin")
    await in_grade(booking, families[1], OUT)
    shown = (await Staff(booking).read(roster)).text
    assert shown.count("现在不符合") == 2 and "九年级" in shown and "会员" in shown
    assert "现在不符合" not in (await Staff(booking, ("teacher", "gaoxin")).read(roster)).text
    assert await states(booking, group_id) == ["confirmed", "confirmed"]
