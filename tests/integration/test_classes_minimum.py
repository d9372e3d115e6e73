"""Too few children, and places kept for families: what the organizer sees early, and what the catalogue counts as free."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from services.classes.usecases.close_small import close_small
from shared.db.pool import transaction
from shared.errors import Skip
from shared.events.capacity import MinimumMissed
from shared.kernel.clock import ZONE
from shared.kernel.words import ZH
from tests.support.classes import Desk, plan, published, tell


async def needs(desk: Desk, group: str, otherwise: str, *, due: bool = False, grace: int = 0) -> datetime:
    """The notice says that the group needs 15 children; the instant of the decision."""
    at = (datetime.now(ZONE) + timedelta(days=-1 if due else 3)).replace(microsecond=0)
    least = {"children": 15, "decide_at": at.isoformat(), "otherwise": otherwise, "grace": grace}
    query = "UPDATE class_group SET facts = jsonb_set(facts, '{rules,minimum}', $2) WHERE id = $1"
    await desk.system.pool.execute(query, UUID(group), least)
    return at


async def test_a_place_that_is_kept_for_a_family_is_not_free(desk: Desk) -> None:
    group, _ = await published(desk, plan(opens_in_days=-1))
    await tell(desk, group, 1, taken=20, held=10)
    seen = await desk.get(f"groups/{group}")
    assert (seen["taken"], seen["held"], seen["left"], seen["state"]) == (20, 10, 0, "full")
    assert "为家庭保留" in await desk.page(f"/classes/groups/{group}")
    assert group not in str(await desk.get("groups?free=true"))
    assert "其中 10 个" in await desk.page(f"/classes/console/groups/{group}")
    assert (await desk.post(f"groups/{group}/capacity", {"capacity": 29})).status_code == 409
    await tell(desk, group, 2, taken=20, held=9)
    seen = await desk.get(f"groups/{group}")
    assert (seen["left"], seen["state"]) == (1, "open")
    assert group in str(await desk.get("groups?free=true"))


async def test_the_organizer_sees_early_how_many_are_missing(desk: Desk) -> None:
    group, _ = await published(desk, plan(opens_in_days=-1))
    await needs(desk, group, "cancel")
    await tell(desk, group, 1, taken=9, held=2, entered=1)
    page = await desk.page(f"/classes/console/groups/{group}")
    assert "已有 12 人，最低开班 15 人，还差 3 人" in page
    assert "取消此班次</a>" not in page  # not before its time
    assert "还差 3 人" in await desk.page("/classes/console/")
    await tell(desk, group, 2, taken=15)
    assert "还差" not in await desk.page(f"/classes/console/groups/{group}")
    assert "还差" not in await desk.page("/classes/console/")


async def test_when_its_time_has_come_the_page_offers_what_the_notice_says(desk: Desk) -> None:
    group, other = await published(desk, plan(opens_in_days=-1))
    await needs(desk, group, "cancel", due=True)
    await needs(desk, other, "move", due=True)
    page = await desk.page(f"/classes/console/groups/{group}")
    assert "该决定了" in page
    assert f"/booking/console/groups/{group}/move" not in page
    reason = await desk.page(f"/classes/console/groups/{group}?reason=报名+0+人")
    assert "<details" in reason.split("确认取消")[0] and "报名 0 人" in reason
    assert f"/booking/console/groups/{other}/move" in await desk.page(f"/classes/console/groups/{other}")


async def test_it_says_when_it_is_cancelled_by_itself_and_then_it_is(desk: Desk) -> None:
    group, other = await published(desk, plan(opens_in_days=-1))
    at = await needs(desk, group, "cancel", due=True, grace=48 * 60)
    await tell(desk, group, 1, taken=9)
    page = await desk.page(f"/classes/console/groups/{group}")
    assert f"到 {ZH.instant(at + timedelta(hours=48))} 仍不足，自动取消" in page and "由您决定" not in page
    missed = MinimumMissed(group_id=UUID(group), revision=1, decide_at=at, have=9, children=15)
    async with transaction(desk.system.pool) as conn:
        await close_small(conn, missed, None)
    assert "只有 9 人，不足 15 人，按招生方案不开班" in await desk.page(f"/classes/groups/{group}")
    async with transaction(desk.system.pool) as conn:
        for of in (missed, missed.model_copy(update={"group_id": UUID(other)})):
            with pytest.raises(Skip):
                await close_small(conn, of, None)


@pytest.mark.parametrize(("otherwise", "grace"), [("move", 60), ("cancel", 0)])
async def test_where_the_notice_leaves_it_to_a_person_by_now_nothing_is_cancelled(desk: Desk, otherwise, grace) -> None:
    """Though so many are needed as before, and booking had counted already."""
    group, _ = await published(desk, plan(opens_in_days=-1))
    at = await needs(desk, group, otherwise, due=True, grace=grace)
    async with transaction(desk.system.pool) as conn:
        with pytest.raises(Skip):
            await close_small(
                conn, MinimumMissed(group_id=UUID(group), revision=1, decide_at=at, have=9, children=15), None
            )
    assert (await desk.get(f"groups/{group}"))["state"] != "cancelled"


async def test_the_organizer_holds_it_all_the_same(desk: Desk) -> None:
    group, _ = await published(desk, plan(opens_in_days=-1))
    at = await needs(desk, group, "cancel", due=True, grace=60)
    assert "照常开班</button>" in await desk.page(f"/classes/console/groups/{group}")
    assert (await desk.send(f"/classes/console/groups/{group}/hold", {})).status_code == 200
    page = await desk.page(f"/classes/console/groups/{group}")
    assert "决定照常开班" in page and "人数不足</h2>" not in page
    async with transaction(desk.system.pool) as conn:
        with pytest.raises(Skip):
            await close_small(
                conn, MinimumMissed(group_id=UUID(group), revision=1, decide_at=at, have=9, children=15), None
            )


async def test_a_group_that_has_not_opened_warns_of_nothing(desk: Desk) -> None:
    group, _ = await published(desk, plan(opens_in_days=1))
    await needs(desk, group, "cancel")
    assert "还差" not in await desk.page(f"/classes/console/groups/{group}")


async def test_a_later_file_does_not_take_back_that_it_is_held_unless_it_needs_more_children_than_there_are(
    desk: Desk,
) -> None:
    def needing(children: int, more: str = "") -> str:
        return plan(opens_in_days=-1).replace("fees: 免费", f"fees: 免费\nminimum: {children}\n{more}")

    async def minimum() -> int | None:
        said = "SELECT (facts #>> '{rules,minimum,children}')::int FROM class_group WHERE id = $1"
        least: int | None = await desk.system.pool.fetchval(said, UUID(group))
        return least

    group, _ = await published(desk, needing(15))
    await tell(desk, group, 1, taken=12)
    assert await minimum() == 15
    assert (await desk.send(f"/classes/console/groups/{group}/hold", {})).status_code == 200
    for file in (
        needing(15, "admission: {publicity: yes}\n"),
        needing(10),
        needing(12, "admission: {publicity: yes}\n"),
    ):
        assert (await desk.give(file)).status_code == 200
        assert await minimum() is None, "its organizer's word stands"
    assert (await desk.give(needing(13))).status_code == 200
    assert await minimum() == 13, "really raised, above the children that it has"
