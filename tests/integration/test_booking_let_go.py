"""What a family told is gone when nobody needs it any more, by travelling in time; what somebody needs stays."""

from datetime import datetime, time, timedelta
from uuid import UUID

import asyncpg
import pytest

from services.booking.usecases import let_go as usecase
from services.booking.usecases.let_go import let_go
from shared.events.catalogue import Meeting
from shared.events.rules import GroupRules, Retention
from shared.kernel.clock import ZONE
from tests.support.booking import DAYS, ask, make_families, publish
from tests.support.owner import as_owner
from tests.support.staff import Staff, disclose

RULES = GroupRules(health="孩子没有传染病。")
MARGIN = timedelta(hours=1)


@pytest.fixture
async def booking(system, monkeypatch):
    monkeypatch.setattr(usecase, "PAUSE_SECONDS", 0.0)
    async with system("booking") as running:
        yield running


async def told(booking, group_id):
    """A family that has told everything, for this group."""
    (family,) = await make_families(booking, 1)
    await disclose(booking, family, group_id, "对花生过敏")
    await booking.pool.execute(
        "INSERT INTO document (id, child_id, name, media_type, size, uploaded_by) VALUES (uuidv7(), $1, '证明', 'image/png', 1, $1)",
        family.child_id,
    )
    return family


async def ended(booking, ago: timedelta, **said: int):
    """A family whose child was cared for until so long ago, and who told everything days before that; `said`: the plan's retention."""
    group_id = await publish(booking, rules=RULES.model_copy(update={"retention": Retention(**said)}))
    family = await told(booking, group_id)
    (enrollment,) = await ask(booking, [family], group_id)
    await travel(booking, family.child_id, ago + timedelta(days=10))
    over = datetime.now(ZONE) - ago
    meeting = Meeting(date=over.date(), start=time(0), end=over.time()).model_dump(mode="json")
    await booking.pool.execute(
        "UPDATE class_group SET facts = jsonb_set(facts, '{meetings}', $2) WHERE id = $1", group_id, [meeting]
    )
    return family, UUID(enrollment)


async def travel(booking, child_id, ago):
    """Whatever the family has done, it did so long ago; the child itself was added then."""
    for table, column in (("consent", "given_at"), ("document", "uploaded_at"), ("enrollment", "changed_at")):
        query = f"UPDATE {table} SET {column} = clock_timestamp() - $2::interval WHERE child_id = $1"
        await booking.pool.execute(query, child_id, ago)


async def kept(booking, child_id):
    """What is left of a child: notes, papers, and its name."""
    return tuple(
        await booking.pool.fetchrow(
            """SELECT (SELECT count(*) FROM consent WHERE child_id = $1 AND note IS NOT NULL AND withdrawn_at IS NULL),
                      (SELECT count(*) FROM document WHERE child_id = $1), (SELECT name FROM child WHERE id = $1)""",
            child_id,
        )
    )


@pytest.mark.parametrize(
    ("ago", "left"),
    [
        (timedelta(days=30) - MARGIN, (1, 1, "张小明")),
        (timedelta(days=30) + MARGIN, (0, 0, "张小明")),
        (timedelta(days=365) - MARGIN, (0, 0, "张小明")),
        (timedelta(days=365) + MARGIN, (0, 0, "*")),
    ],
    ids=["a month less", "a month", "a year less", "a year"],
)
async def test_after_the_care_health_and_papers_go_and_then_the_child(booking, ago, left):
    family, enrollment = await ended(booking, ago)
    await let_go(booking)
    assert await kept(booking, family.child_id) == left
    row = await booking.pool.fetchrow("SELECT state, child_id FROM enrollment WHERE id = $1", enrollment)
    assert tuple(row) == ("confirmed", family.child_id)


@pytest.mark.parametrize(
    ("ago", "left"),
    [
        (timedelta(days=14) - MARGIN, (1, 1, "张小明")),
        (timedelta(days=14) + MARGIN, (0, 0, "张小明")),
        (timedelta(days=90) - MARGIN, (0, 0, "张小明")),
        (timedelta(days=90) + MARGIN, (0, 0, "*")),
    ],
    ids=["a fortnight less", "a fortnight", "a quarter less", "a quarter"],
)
async def test_a_plan_says_fewer_days(booking, ago, left):
    family, _ = await ended(booking, ago, health=14, enrollment=90)
    await let_go(booking)
    assert await kept(booking, family.child_id) == left


@pytest.mark.parametrize(("days", "left"), [(31, (0, 0, "张小明")), (366, (0, 0, "*"))], ids=["a month", "a year"])
async def test_a_plan_never_says_more(booking, days, left):
    family, _ = await ended(booking, timedelta(days=days), health=300, enrollment=3000)
    await let_go(booking)
    assert await kept(booking, family.child_id) == left


async def test_what_another_plan_still_needs_stays(booking):
    family, _ = await ended(booking, timedelta(days=100), health=14, enrollment=90)
    another = [Meeting(date=DAYS[-1] + timedelta(days=1), start=time(8, 30), end=time(17, 30))]
    await ask(booking, [family], await publish(booking, meetings=another))
    await travel(booking, family.child_id, timedelta(days=110))
    await let_go(booking)
    assert await kept(booking, family.child_id) == (1, 1, "张小明")


@pytest.mark.parametrize(("days", "left"), [(364, (1, 1, "张小明")), (366, (0, 0, "*"))], ids=["a year less", "a year"])
async def test_what_was_never_needed_goes_after_a_year(booking, days, left):
    family = await told(booking, await publish(booking, rules=RULES))
    await travel(booking, family.child_id, timedelta(days=days))
    await let_go(booking)
    assert await kept(booking, family.child_id) == left


async def test_what_a_child_will_need_stays_however_old_it_is(booking):
    group_id = await publish(booking, rules=RULES)
    family = await told(booking, group_id)
    await ask(booking, [family], group_id)
    await travel(booking, family.child_id, timedelta(days=4000))
    await let_go(booking)
    assert await kept(booking, family.child_id) == (1, 1, "张小明")


async def test_an_installation_chooses_how_long(system, monkeypatch):
    monkeypatch.setattr(usecase, "PAUSE_SECONDS", 0.0)
    async with system("booking", health_days=90) as booking:
        family, _ = await ended(booking, timedelta(days=60))
        await let_go(booking)
        assert await kept(booking, family.child_id) == (1, 1, "张小明")


async def test_who_read_is_kept_for_three_years(booking):
    group_id = await publish(booking, rules=RULES)
    family = await told(booking, group_id)
    (enrollment,) = await ask(booking, [family], group_id)
    await Staff(booking).read(f"console/health/{enrollment}")
    await as_owner(
        booking,
        """INSERT INTO health_reading (id, at, person_id, name, consent_id, child_id, enrollment_id)
           SELECT uuidv7(-$1::interval), clock_timestamp() - $1::interval, person_id, 'before', consent_id, child_id, enrollment_id FROM health_reading""",
        timedelta(days=1100),
    )
    with pytest.raises(asyncpg.RaiseError, match="only added"):
        await as_owner(booking, "DELETE FROM health_reading WHERE name <> 'before'")
    await let_go(booking)
    assert await booking.pool.fetchval("SELECT count(*) FROM health_reading WHERE name = 'before'") == 0
    assert await booking.pool.fetchval("SELECT count(*) FROM health_reading") == 1


async def test_a_family_reads_it_before_it_books(booking, web):
    (family,) = await make_families(booking, 1)
    page = await web.get(f"/booking/groups/{await publish(booking)}", headers=family.headers)
    assert "托管结束后 30 天删除" in page.text and "365 天后抹去" in page.text
    less = GroupRules(retention=Retention(health=14, enrollment=90))
    page = await web.get(f"/booking/groups/{await publish(booking, rules=less)}", headers=family.headers)
    assert "托管结束后 14 天删除" in page.text and "90 天后抹去" in page.text
    more = GroupRules(retention=Retention(health=300, enrollment=3000))
    page = await web.get(f"/booking/groups/{await publish(booking, rules=more)}", headers=family.headers)
    assert "托管结束后 30 天删除" in page.text and "365 天后抹去" in page.text
