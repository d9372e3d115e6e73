"""Families that no mail or text message reached: the organizer's day counts them, and the list says whom to call."""

from uuid import UUID, uuid4

import pytest

from services.booking.usecases.learn_unreached import learn_unreached
from services.booking.usecases.privacy import agree
from services.booking.words.privacy import VERSION
from shared.db.pool import transaction
from shared.errors import Skip
from shared.events.notification import MessageFailed
from tests.support.booking import book, make_families, publish
from tests.support.staff import Staff


def failed(enrollment=None, channel="sms"):
    return MessageFailed(
        person_id=uuid4(), cause_id=uuid4(), kind="confirmed", channel=channel, reason="failed: no such number", enrollment_id=enrollment
    )  # fmt: skip


async def hear(booking, *events):
    async with transaction(booking.pool) as conn:
        await learn_unreached(conn, events)


async def name_contact(booking, web, family):
    async with transaction(booking.pool) as conn:
        await agree(conn, family.person_id, VERSION)
    form = {"name": "欧阳女士", "phone": "13912345678", "idempotency_key": str(uuid4())}
    assert (await web.post("/booking/family/contact", data=form, headers=family.headers)).status_code == 303


async def test_the_organizer_sees_whom_to_call_says_so_and_it_is_gone(booking, web):
    first, second = await make_families(booking, 2)
    group = await publish(booking, title="舞蹈班")
    mine, other = [UUID((await book(web, one, group))["enrollment_id"]) for one in (first, second)]
    await name_contact(booking, web, first)
    await hear(booking, failed(mine), failed(other, "mail"), failed(uuid4()))
    organizer = Staff(booking)
    assert '<b class="big">2</b>' in (await organizer.read("console/")).text.split("通知没送到")[1]
    page = (await organizer.read("console/unreached")).text
    assert "舞蹈班" in page and "tel:13912345678" in page and "短信没有送到" in page and "邮件没有送到" in page
    read = await booking.pool.fetchrow("SELECT what, child_ids FROM reading ORDER BY at DESC LIMIT 1")
    assert read["what"] == "families" and set(read["child_ids"]) == {first.child_id, second.child_id}
    assert (await organizer.send("unreached", enrollment_id=str(mine))).status_code == 303
    assert "13912345678" not in (await organizer.read("console/unreached")).text
    await hear(booking, failed(mine))  # another message that did not arrive
    assert "13912345678" in (await organizer.read("console/unreached")).text


async def test_of_one_group_only_its_families_are_shown_and_one_comes_back_to_it(booking, web):
    first, second = await make_families(booking, 2)
    groups = [await publish(booking, title=title) for title in ("舞蹈班", "书法班")]
    ids = [UUID((await book(web, one, of))["enrollment_id"]) for one, of in zip((first, second), groups, strict=True)]
    await hear(booking, *map(failed, ids))
    organizer = Staff(booking)
    page = (await organizer.read(f"console/unreached?group={groups[0]}")).text
    assert "舞蹈班" in page and "书法班" not in page and f"/notify/console/board/gaoxin/groups/{groups[0]}" in page
    done = await organizer.send("unreached", enrollment_id=str(ids[0]), group=str(groups[0]))
    assert done.headers["location"].endswith(f"?group={groups[0]}")
    assert "书法班" in (await organizer.read("console/unreached")).text


async def test_another_union_neither_sees_nor_settles_it(booking, web, family):
    mine = UUID((await book(web, family, await publish(booking)))["enrollment_id"])
    await hear(booking, failed(mine))
    other = Staff(booking, "mazhang")
    assert "七天里都送到了" in (await other.read("console/unreached")).text
    assert (await other.send("unreached", enrollment_id=str(mine))).status_code == 404
    assert "通知没送到" not in (await other.read("console/")).text


async def test_what_speaks_of_no_enrollment_is_none_of_it(booking):
    with pytest.raises(Skip):
        await hear(booking, failed())
