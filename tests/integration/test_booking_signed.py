"""What a group asks to be accepted is ticked where the child is chosen: each by itself, and nothing is booked before."""

import re
from uuid import uuid4

import pytest

from shared.events.rules import Agreement, GroupRules
from tests.support.booking import publish, sibling

ASKS = GroupRules(agreement=Agreement(title="服务协议", version="2", text="按时接送。"), health="孩子没有传染病。")


@pytest.fixture
async def group_id(booking):
    return await publish(booking, rules=ASKS)


async def sent(web, family, group_id, *, healthy=(), without=()):
    """The page's own form, with what is ticked on it."""
    page = (await web.get(f"/booking/groups/{group_id}", headers=family.headers)).text
    assert "checked" not in page.partition('name="agreement"')[2].partition(">")[0], "never ticked beforehand"
    shown = dict(re.findall(r'name="(agreement|health|signs)" value="([^"]+)"', page))
    form = {name: value for name, value in shown.items() if name not in without} | {
        "healthy": [str(c) for c in healthy]
    }
    form |= {"child_id": str(family.child_id), "idempotency_key": str(uuid4())}
    return await web.post(f"/booking/groups/{group_id}/enroll", data=form, headers=family.headers)


async def test_ticked_and_booked_at_once(booking, web, family, group_id):
    done = await sent(web, family, group_id, healthy=[family.child_id])
    assert done.status_code == 303 and "enrollments" in done.headers["location"]
    given = (await web.get("/booking/api/v1/consents", headers=family.headers)).json()["consents"]
    assert sorted(one["kind"] for one in given) == ["agreement", "health"]
    page = (await web.get(f"/booking/groups/{group_id}", headers=family.headers)).text
    assert 'name="signs"' not in page, "and not asked for again"


@pytest.mark.parametrize(
    ("without", "healthy", "said"), [(("agreement",), True, "请阅读全文后勾选"), ((), False, "请勾选上面一项")]
)
async def test_without_a_tick_nothing_is_kept_or_booked(booking, web, family, group_id, without, healthy, said):
    wrong = await sent(web, family, group_id, healthy=[family.child_id] if healthy else [], without=without)
    assert (wrong.status_code, said in wrong.text) == (422, True)
    assert await booking.pool.fetchval("SELECT (SELECT count(*) FROM consent) + (SELECT count(*) FROM enrollment)") == 0


async def test_of_two_children_each_is_stated_for_itself(booking, web, family, group_id):
    sister = await sibling(booking, family)
    page = (await web.get(f"/booking/groups/{group_id}", headers=family.headers)).text
    assert page.count('name="healthy"') == 2 and page.count('name="agreement"') == 1
    assert (await sent(web, family, group_id, healthy=[sister])).status_code == 422
