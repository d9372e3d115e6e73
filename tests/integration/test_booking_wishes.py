"""Ranked wishes, and care together with a class: the pages, on the real database."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

from shared.events.catalogue import Meeting
from shared.events.rules import GroupRules
from tests.support.booking import DAYS, book, make_families, publish, sibling
from tests.support.outcomes import mine, page

RANKED = GroupRules(together="plan/care", wishes=2)


async def stations(booking, *capacities, **changes):
    """East, west and south, of which two may be ranked."""
    titles = ("东站", "西站", "南站")
    more = {"rules": RANKED} | changes
    return [
        await publish(booking, capacity=capacity, title=title, site=f"{title}职工之家", **more)
        for title, capacity in zip(titles, capacities, strict=False)
    ]


async def send(web, family, group_id, *wishes, children=()):
    """Send the ranking; each wish is one group, or one a child."""
    children = children or (family.child_id,)
    form = {"idempotency_key": str(uuid4()), "child_id": [str(child) for child in children]}
    for number, wish in enumerate(wishes, 1):
        for child, group in zip(children, wish if isinstance(wish, tuple) else (wish,), strict=True):
            form[f"wish-{number}-{child}"] = str(group or "")
    return await web.post(f"/booking/wishes/{group_id}", data=form, headers=family.headers)


def landed(answer):
    """On an enrollment's page."""
    return answer.status_code == 303 and answer.headers["location"].startswith("/booking/enrollments/")


async def test_wishes_are_ranked_and_the_first_that_is_free_is_given(booking, web):
    (family,) = await make_families(booking, 1)
    east, west, _ = await stations(booking, 0, 1, 5)
    told = await page(web, family, f"wishes/{east}?child_id={family.child_id}")
    assert told.count("<select") == 2 and "西站 · 西站职工之家 · 余 1" in told and "已满，候补 0 人" in told
    assert f'<option value="{east}" selected>' in told
    assert landed(await send(web, family, east, east, west))
    (got,) = await mine(web, family)
    assert (got["group"]["id"], got["state"], got["choice"]) == (str(west), "confirmed", 2)


async def test_who_finds_none_free_waits_for_each(booking, web):
    (family,) = await make_families(booking, 1)
    east, west = await stations(booking, 0, 0)
    assert landed(await send(web, family, east, west, east))
    assert {(e["group"]["title"], e["choice"], e["state"]) for e in await mine(web, family)} == {
        ("西站", 1, "waitlisted"), ("东站", 2, "waitlisted"),
    }  # fmt: skip


async def test_one_wish_is_enough_and_a_gap_is_closed(booking, web):
    (family,) = await make_families(booking, 1)
    east, *_ = await stations(booking, 1, 1)
    assert landed(await send(web, family, east, east, ""))
    assert [e["choice"] for e in await mine(web, family)] == [1]


async def test_an_error_is_said_at_its_wish_and_what_was_chosen_stays(booking, web):
    (family,) = await make_families(booking, 1)
    east, west = await stations(booking, 1, 1)
    twice = await send(web, family, east, west, west)
    assert twice.status_code == 422 and twice.text.count("和前面的志愿重复") == 1
    assert twice.text.count(f'<option value="{west}" selected>') == 2
    empty = await send(web, family, east, "", west)
    assert empty.status_code == 422 and "请选一个班次" in empty.text
    assert empty.text.count(f'<option value="{west}" selected>') == 1
    assert not await mine(web, family)


async def test_an_answer_that_is_no_place_stays_on_the_page(booking, web):
    (family,) = await make_families(booking, 1)
    east, west = await stations(booking, 1, 1)
    other = await publish(booking, title="书法班", session="other")
    await book(web, family, other)
    refused = await send(web, family, east, west, east)
    assert refused.status_code == 200 and "时间冲突" in refused.text and "书法班" in refused.text
    assert f'<option value="{west}" selected>' in refused.text


async def test_what_does_not_fit_is_shown_with_its_reason_and_cannot_be_ranked(booking, web):
    (family,) = await make_families(booking, 1)
    east, *_ = await stations(booking, 1, 1)
    older = await publish(booking, title="高年级班", grades=(4, 6), rules=RANKED)
    told = await page(web, family, f"wishes/{east}")
    assert "高年级班" in told and "二年级，超出四年级—六年级" in told
    assert f'<option value="{older}"' not in told
    none = await page(web, (await make_families(booking, 1, grade=9))[0], f"wishes/{east}")
    assert "没有可以一起报的班次" in none and "<select" not in none


async def test_the_kth_wish_of_each_child_belongs_together(booking, web):
    (family,) = await make_families(booking, 1)
    child = await sibling(booking, family)
    children = (family.child_id, child)
    east, west = await stations(booking, 1, 2)
    told = await page(web, family, f"wishes/{east}?child_id={family.child_id}&child_id={child}")
    assert told.count("<select") == 4 and "要么都录取" in told
    half = await send(web, family, east, (east, east), (west, ""), children=children)
    assert half.status_code == 422 and "请选一个班次" in half.text
    assert landed(await send(web, family, east, (east, east), (west, west), children=children))
    assert [(e["group"]["title"], e["state"]) for e in await mine(web, family)] == [("西站", "confirmed")] * 2


async def test_before_the_opening_the_wishes_can_be_prepared_but_not_sent(booking, web):
    (family,) = await make_families(booking, 1)
    later = datetime.now(UTC) + timedelta(hours=1)
    east, west = await stations(booking, 1, 1, opens_at=later)
    told = await page(web, family, f"wishes/{east}")
    assert 'id="ask" form="asking" disabled hidden data-from=' in told and "disabled" in told
    early = await send(web, family, east, east, west)
    assert "报名还没有开始" in early.text and f'<option value="{west}" selected>' in early.text


async def test_strangers_children_and_groups_without_wishes_are_none(booking, web):
    mine_, other = await make_families(booking, 2)
    east, *_ = await stations(booking, 1, 1)
    assert "张小明" in await page(web, mine_, f"wishes/{east}?child_id={other.child_id}")
    stolen = await send(web, mine_, east, east, children=(other.child_id,))
    assert stolen.status_code == 422 and not await mine(web, other)
    await page(web, mine_, f"wishes/{await publish(booking)}", status=404)
    await page(web, mine_, f"wishes/{uuid4()}", status=404)


# -- care and a class ------------------------------------------------------------------------------------------------------


async def care_and_class(booking, care_places=1, class_places=1):
    """Care, and a class in its mornings."""
    care = await publish(booking, capacity=care_places, title="托管班", session="care")
    mornings = [Meeting(date=day, start=time(9), end=time(10)) for day in DAYS]
    dance = await publish(
        booking,
        capacity=class_places,
        title="舞蹈班",
        kind="interest",
        session="dance",
        inside="care",
        meetings=mornings,
    )
    return care, dance


async def both(web, family, dance, care):
    form = {"idempotency_key": str(uuid4()), "child_id": str(family.child_id), "care": str(care)}
    return await web.post(f"/booking/pair/{dance}", data=form, headers=family.headers)


async def test_care_and_a_class_are_booked_as_one(booking, web):
    (family,) = await make_families(booking, 1)
    care, dance = await care_and_class(booking)
    elsewhere = await publish(booking, title="别处的托管", session="elsewhere")
    told = await page(web, family, f"pair/{dance}")
    assert '<span class="tight">· 共' in told
    assert "两个都录取才算" in told and "托管班" in told and str(elsewhere) not in told
    assert landed(await both(web, family, dance, care))
    assert {(e["group"]["title"], e["state"]) for e in await mine(web, family)} == {
        ("托管班", "confirmed"),
        ("舞蹈班", "confirmed"),
    }
    assert "兴趣班单独报就可以" in await page(web, family, f"pair/{dance}")


async def test_with_one_of_them_full_both_wait(booking, web):
    (family,) = await make_families(booking, 1)
    care, dance = await care_and_class(booking, class_places=0)
    assert landed(await both(web, family, dance, care))
    assert {e["state"] for e in await mine(web, family)} == {"waitlisted"}


async def test_care_must_be_chosen_and_a_refusal_stays_on_the_page(booking, web):
    (family,) = await make_families(booking, 1)
    care, dance = await care_and_class(booking)
    none = await both(web, family, dance, "")
    assert none.status_code == 422 and "请选择托管班" in none.text
    await book(web, family, dance)
    refused = await both(web, family, dance, care)
    assert refused.status_code == 200 and "已报过舞蹈班" in refused.text and "看原来的报名" in refused.text


async def test_care_on_other_days_or_decided_at_another_time_cannot_go_with_a_class(booking, web):
    (family,) = await make_families(booking, 1)
    _, dance = await care_and_class(booking)
    later = [Meeting(date=day + timedelta(days=28), start=time(9), end=time(17)) for day in DAYS]
    term_two = await publish(booking, title="第二期", session="care", meetings=later)
    drawn = await publish(booking, title="摇号托管", session="care", way="draw", draw_source="福彩")
    told = await page(web, family, f"pair/{dance}")
    assert str(term_two) not in told and str(drawn) not in told
    await page(web, family, f"pair/{drawn}", status=404)
