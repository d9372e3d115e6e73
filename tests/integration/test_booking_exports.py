"""Rosters of several groups are taken away for a reason that the federation reads."""

from io import BytesIO

from python_calamine import CalamineWorkbook

from tests.support.booking import ask, make_families, publish
from tests.support.staff import FEDERATION, Staff

WHY = "为暑期班统一购买保险"


async def rosters(booking):
    """Two groups of gaoxin with a child each."""
    groups = [await publish(booking, title=title) for title in ("一班", "二班")]
    families = await make_families(booking, 2)
    for family, group_id in zip(families, groups, strict=True):
        await ask(booking, [family], group_id)
    return groups, {family.child_id for family in families}


async def kept(booking):
    return await booking.pool.fetch("SELECT person_id, lists, child_ids, reason FROM reading WHERE what = 'export'")


async def test_several_groups_need_a_reason_and_it_is_kept_with_the_children(booking):
    groups, children = await rosters(booking)
    organizer = Staff(booking)
    page = (await organizer.read("console/exports")).text
    assert all(str(group_id) in page for group_id in groups)
    assert ("选两个以上班次，或要健康情况时必填" in page, "选填" in page) == (True, False)
    for reason in ("", "保险", " 保 险 "):
        refused = await organizer.send("exports", chosen=[str(id_) for id_ in groups], reason=reason)
        assert refused.status_code == 422, reason
        assert "总工会能看到" in refused.text
        assert refused.text.count(" checked") == 2
    assert not await kept(booking)
    file = await organizer.send("exports", chosen=[str(id_) for id_ in groups], reason=WHY)
    assert file.status_code == 200
    rows = CalamineWorkbook.from_filelike(BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["班次", "一班", "二班"]
    ((by, lists, child_ids, reason),) = await kept(booking)
    assert (by, set(lists), set(child_ids), reason) == (organizer.person_id, set(map(str, groups)), children, WHY)


async def test_one_group_needs_none_and_none_is_no_export(booking):
    (group_id, _), _ = await rosters(booking)
    assert (await Staff(booking).send("exports", chosen=[str(group_id)])).status_code == 200
    assert (await Staff(booking).send("exports", reason=WHY)).status_code == 422
    assert (await Staff(booking).send("exports", chosen=["x"], reason=WHY)).status_code == 422
    assert len(await kept(booking)) == 1


async def test_another_unions_group_among_them_ends_it_all(booking):
    groups, _ = await rosters(booking)
    other = await publish(booking, union="mazhang")
    refused = await Staff(booking).send("exports", chosen=[str(groups[0]), str(other)], reason=WHY)
    assert refused.status_code == 404
    assert not await kept(booking)


async def test_the_federation_reads_who_took_what_away_and_nobody_else_does(booking):
    groups, _ = await rosters(booking)
    organizer, federation = Staff(booking), Staff(booking, FEDERATION)
    await organizer.send("exports", chosen=[str(groups[0])], reason="一个班不算")
    await organizer.send("exports", chosen=[str(id_) for id_ in groups], reason=WHY)
    page = (await federation.read("console/exports/log")).text
    assert all(word in page for word in (WHY, "138****0000", "一班", "二班", "2 个孩子"))
    assert "一个班不算" not in page
    assert (await organizer.get("console/exports/log")).status_code == 403
