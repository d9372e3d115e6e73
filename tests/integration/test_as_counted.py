"""Lists of groups and of sites stand in the order in which people count: 2班 before 10班, 二年级 before 十年级."""

import re
from datetime import timedelta

import pytest

from services.booking.store import groups, listed
from services.booking.store.coming import coming
from shared.events.rules import GroupRules
from tests.support.booking import facts, publish
from tests.support.classes import Desk, plan, published

COUNTED = ["2班", "三年级班", "9班", "10班", "十班", "１１班", "二十一班", "班（9）", "班（10）", "第二期", "第十期"]


@pytest.mark.parametrize("service", ["booking", "classes"])
async def test_a_number_counts_as_a_whole_however_it_is_written(system, service):
    ask = "SELECT said FROM unnest($1::text[]) AS said ORDER BY as_counted(said), said"
    async with system(service) as running:
        rows = await running.pool.fetch(ask, sorted(COUNTED))
    assert [row["said"] for row in rows] == COUNTED


async def test_booking_lists_groups_as_people_count(booking):
    together = {"rules": GroupRules(together="plan/care"), "closes_at": facts().closes_at + timedelta(days=1)}
    opened = facts().opens_at
    for title, site in (("10班", "2 号点"), ("2班", "10 号点"), ("2班", "2 号点")):
        await publish(booking, title=title, site=site, session="care", opens_at=opened, **together)
    book, expected = booking.app.state.desk.book, [("2 号点", "2班"), ("2 号点", "10班"), ("10 号点", "2班")]
    async with booking.pool.acquire() as conn:
        for found in (
            await groups.of_session(conn, book, "care"),
            await groups.decided_with(conn, book, "plan/care"),
            await listed.page_of(conn, book, listed.Care(None), listed.Filter(), size=9, offset=0),
            await coming(conn, book),
        ):
            assert [(known.facts.site, known.facts.title) for known in found] == expected


async def test_the_catalogue_and_the_console_list_groups_as_people_count(desk: Desk) -> None:
    """Parallel groups have their numbers in full-width brackets; sites stand so in the list that is chosen from."""
    sites = "\n".join(f"  s{n}: {{name: {n} 号点, address: 人民路 {n} 号}}" for n in (10, 2))
    source = plan(more="      many: {name: 小班, count: 10, places: 5}\n").replace("sites: zhineng", "sites: [s10, s2]")
    await published(desk, re.sub(r"^  zhineng: .*$", sites, source, flags=re.MULTILINE))
    expected = ["一至三年级班", *(f"小班（{n}）" for n in range(1, 11))]
    for path in ("/classes/", "/classes/console", "/classes/console?sort=title"):
        shown = re.findall(r"一至三年级班|小班（\d+）", await desk.page(path))
        assert [*dict.fromkeys(shown)] == expected, path
    page = await desk.page("/classes/")
    assert page.index('value="2 号点"') < page.index('value="10 号点"')
    assert re.search(r"2 号点.*10 号点", re.sub(r"<select.*?</select>", "", page, flags=re.DOTALL), re.DOTALL)
