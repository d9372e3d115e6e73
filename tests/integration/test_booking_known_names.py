"""Employers and schools are offered to choose from: what plans name, and what several families wrote; never what one family alone wrote."""

import re

from services.booking.store.known_names import FAMILIES
from shared.events.rules import Criterion, GroupRules
from tests.support.booking import make_families, publish

TELL = """
WITH whose AS (SELECT f.id, row_number() OVER () AS n FROM family f)
UPDATE family SET employers = ARRAY['蓝天电子', CASE WHEN n = 1 THEN '独此一家' ELSE '蓝天电子' END] FROM whose WHERE whose.id = family.id
"""


def offered(page, id_):
    (names,) = re.findall(rf'<datalist id="{id_}">(.*?)</datalist>', page)
    return re.findall('value="(.*?)"', names)


async def test_what_plans_and_several_families_name_is_offered(booking, web):
    families = await make_families(booking, FAMILIES)
    group_id = await publish(booking, rules=GroupRules(who=Criterion(employers=["济宁港"], schools=["第一小学"])))
    await booking.pool.execute(TELL)
    await booking.pool.execute("UPDATE child SET school = '实验小学'")
    await booking.pool.execute("UPDATE child SET school = '只有一家的小学' WHERE id = $1", families[0].child_id)
    reader = families[1]
    await web.get(f"/booking/groups/{group_id}", headers=reader.headers)
    about = (await web.get("/booking/family/about", headers=reader.headers)).text
    assert offered(about, "names") == ["济宁港", "蓝天电子"]
    child = (await web.get(f"/booking/family/children/{reader.child_id}", headers=reader.headers)).text
    assert offered(child, "names-school") == ["第一小学"], "one family fewer than needed"


async def test_each_employer_has_a_line_of_its_own(booking, web, family):
    form = {"employers": ["蓝天电子", "", "济宁港"], "idempotency_key": "0f0e0d0c-0b0a-4908-8706-050403020100"}
    assert (await web.post("/booking/family/about", data=form, headers=family.headers)).status_code == 303
    page = (await web.get("/booking/family/about", headers=family.headers)).text
    assert re.findall('name="employers" value="(.*?)"', page) == ["蓝天电子", "济宁港", ""]
