"""汇总, and finding groups among many: a union's tree in numbers, down to the site; what is found is what is exported."""

from uuid import UUID, uuid4

import pytest

from services.classes.usecases.learn_places import learn_places
from shared.db.pool import transaction
from shared.events.accounts import UnionChanged
from shared.events.capacity import PlacesChanged
from shared.messaging.unions import learn_unions
from tests.support.classes import Desk, cells, plan, published
from tests.support.people import token_for

TREE = (("zhanjiang", "湛江市总工会", None), ("mazhang", "麻章区总工会", "zhanjiang"), ("jining", "济宁市总工会", None))


@pytest.fixture
async def groups(desk):
    """Two groups of mazhang at one site, and the tree told."""
    found = await published(desk, plan())
    told = [
        UnionChanged(union=code, revision=1, name=name, kind="region", parent=parent) for code, name, parent in TREE
    ]
    async with transaction(desk.system.pool) as conn:
        await learn_unions(conn, told)
        places = PlacesChanged(group_id=UUID(found[0]), revision=9, capacity=30, taken=28, waiting=4)
        await learn_places(conn, [places])
    return found


def at(desk, role, union):
    """Somebody with a role, at a browser."""
    keys_dir = desk.system.settings.keys_dir
    return Desk(desk.system, token_for(keys_dir, uuid4(), roles=frozenset({(role, union)})))


async def test_from_the_top_of_the_tree_down_to_the_groups_of_a_site(desk, groups):
    federation = at(desk, "federation", "*")
    top = await federation.page("/classes/console/totals")
    assert "湛江市总工会" in top and "union=zhanjiang" in top
    assert "济宁市总工会" not in top  # has no groups
    below = await federation.page("/classes/console/totals?union=zhanjiang")
    assert "union=mazhang" in below and ">28</b>/60<" in below
    site = await federation.page("/classes/console/totals?union=mazhang")
    assert "智能幼儿学校" in site and "union=mazhang&amp;site=" in site
    sheet = (await federation.browser.get("/classes/console/totals/totals.xlsx")).content
    assert cells(sheet)[1] == ["麻章区总工会", "智能幼儿学校", 2, 60, 32, 28, 0, 4, 0, 32]


async def test_the_union_above_sees_it_and_nobody_beside_does(desk, groups):
    above, beside = at(desk, "organizer", "zhanjiang"), at(desk, "organizer", "jining")
    assert "湛江市总工会" in await above.page("/classes/console/totals")
    assert "麻章区总工会" in await above.page("/classes/console/totals?union=zhanjiang")
    assert "一至三年级班" in await above.page("/classes/console/")
    assert (await above.browser.get(f"/classes/console/groups/{groups[0]}")).status_code == 200
    assert "还没有班次" in await beside.page("/classes/console/totals")
    for path in (
        f"groups/{groups[0]}",
        "totals?union=mazhang",
        "totals?union=zhanjiang",
        "totals/totals.xlsx?union=mazhang",
    ):
        assert (await beside.browser.get(f"/classes/console/{path}")).status_code == 404, path
    sheet = (await beside.browser.get("/classes/console/totals/totals.xlsx")).content
    assert len(cells(sheet)) == 1


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("q=四至六", {"四至六年级班"}),
        ("q=智能", {"一至三年级班", "四至六年级班"}),
        ("q=没有这样的", set()),
        ("union=zhanjiang", {"一至三年级班", "四至六年级班"}),
        ("union=jining", set()),
        ("site=智能幼儿学校&state=published", {"一至三年级班", "四至六年级班"}),
        ("site=智能", set()),
        ("state=running", set()),
        ("term=第二期", set()),
    ],
)
async def test_groups_are_found_and_the_sheet_holds_what_is_found(desk, groups, sought, found):
    organizer = at(desk, "organizer", "mazhang")
    page = await organizer.page(f"/classes/console/?{sought}")
    titles = {"一至三年级班", "四至六年级班"}
    assert {title for title in titles if f"<b>{title}</b>" in page} == found
    assert bool(found) != ("没有符合的班次" in page)
    sheet = cells((await organizer.browser.get(f"/classes/console/groups.xlsx?{sought}")).content)
    assert {row[0] for row in sheet[1:]} == found
