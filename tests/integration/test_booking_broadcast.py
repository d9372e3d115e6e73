"""Something said to many families: each person once, by portions, paused and stopped when it is said so, by two people where they are many."""

import asyncio
import re
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.booking.domain import broadcast as rules
from services.booking.domain.broadcast import ACTS, after, chosen, needs_another, session
from services.booking.store import broadcasts as store
from services.booking.store.broadcasts import GroupNamed
from services.booking.usecases import broadcast
from services.booking.usecases.broadcast import BroadcastWanted, act, find, say_portion, write
from services.booking.web.broadcasts import BroadcastForm
from shared.db.pool import transaction
from shared.errors import BadInput, Conflict
from shared.kernel.clock import ZONE
from tests.support.booking import ask, make_families, publish, sibling
from tests.support.eventually import eventually
from tests.support.office_browser import keyed, office_browser
from tests.support.people import never_in_doubt
from tests.support.told import told

TEXT = {"title": "明早停课", "body": "因大雪，明天停课一天。\n后天照常。", "contact": "高新区工会 0537-1234567"}

DAYS = ((date(2027, 1, 18), date(2027, 1, 29)), (date(2027, 2, 15), date(2027, 2, 26)))


async def written(booking, group_ids, who=None, **more):
    wanted = BroadcastWanted(**TEXT, group_ids=group_ids, **({"waiting": False, "says_at": None} | more))
    async with transaction(booking.pool) as conn:
        made = await write(conn, "gaoxin", ["gaoxin"], who or uuid4(), wanted)
        return await find(conn, made, "gaoxin")


async def do(booking, said, what, who=None):
    async with transaction(booking.pool) as conn:
        await act(conn, said, who or uuid4(), what)
    booking.committed()


async def stands(booking, said):
    async with transaction(booking.pool) as conn:
        return await find(conn, said.id, "gaoxin")


async def heard(booking):
    """Everybody who was told, once for each time."""
    return [person for event in await told(booking, "broadcast-said") for person in event["guardian_ids"]]


async def trials(booking):
    """Of each time something was said, whether somebody tried it on themselves."""
    return [event.get("trial", False) for event in await told(booking, "broadcast-said")]


@pytest.fixture
def small(monkeypatch):
    """Portions of two people, one right after the other."""
    monkeypatch.setattr(broadcast, "PORTION", 2)
    monkeypatch.setattr(store, "PORTION", 2)
    monkeypatch.setattr(broadcast, "PAUSE", timedelta(0))


def test_what_may_be_done_when():
    assert after("send", "draft") == "saying" and after("send", "said") is None and after("stop", "paused") == "stopped"
    assert all(after(what, "stopped") is None for what in ACTS)
    one, other = uuid4(), uuid4()
    assert (
        not needs_another(rules.MANY, one, one, None)
        and needs_another(rules.MANY + 1, one, one, None)
        and needs_another(rules.MANY + 1, one, one, one)
        and not needs_another(rules.MANY + 1, one, one, other)
        and not needs_another(rules.MANY + 1, one, other, None)
    )


async def test_everybody_with_a_place_is_told_once_and_who_waits_only_if_that_is_said(booking, small):
    group_id, beside = await publish(booking, capacity=3), await publish(booking, title="二班")
    families = await make_families(booking, 5)
    await ask(booking, families, group_id)
    two = await sibling(booking, families[0])
    await booking.pool.execute("UPDATE child SET name = '张小亮', identity = NULL WHERE id = $1", two)
    await ask(booking, families[:1], beside)  # in both groups, told once
    first = await written(booking, [group_id, beside])
    await do(booking, first, "send")

    async def done():
        return (await stands(booking, first)).state == "said"

    await eventually(done)
    assert sorted(await heard(booking)) == sorted(str(family.person_id) for family in families[:3])
    (event, *_) = await told(booking, "broadcast-said")
    assert (
        event["lines"] == ["因大雪，明天停课一天。", "后天照常。"]
        and event["group"]["title"] == "明早停课"
        and "一班" in event["group"]["site"]
    )
    assert (await stands(booking, first)).told == 3
    second = await written(booking, [group_id], waiting=True)
    async with transaction(booking.pool) as conn:
        assert (await store.audience(conn, second)).people == 5


async def test_paused_it_waits_resumed_it_goes_on_where_it_was_and_stopped_it_ends(booking, monkeypatch):
    monkeypatch.setattr(broadcast, "PORTION", 2)
    monkeypatch.setattr(store, "PORTION", 2)
    monkeypatch.setattr(broadcast, "PAUSE", timedelta(hours=1))
    group_id = await publish(booking)
    families = await make_families(booking, 7)
    await ask(booking, families, group_id)
    said = await written(booking, [group_id])
    await do(booking, said, "send")

    async def told_so_many(number):
        async def so():
            return len(await heard(booking)) == number

        await eventually(so)

    async def portion():
        async with transaction(booking.pool) as conn:
            await say_portion(conn, said.id)
        return len(set(await heard(booking)))

    await told_so_many(2)
    await do(booking, said, "pause")
    assert await portion() == 2
    await do(booking, said, "resume")
    await told_so_many(4)
    await do(booking, said, "stop")
    assert await portion() == 4 and len(await heard(booking)) == 4
    with pytest.raises(Conflict):
        await do(booking, said, "resume")


async def test_two_who_say_the_next_portion_at_once_tell_nobody_twice(booking, monkeypatch):
    monkeypatch.setattr(broadcast, "PAUSE", timedelta(hours=1))
    group_id = await publish(booking)
    await ask(booking, await make_families(booking, 8), group_id)
    said = await written(booking, [group_id], says_at=datetime.now(ZONE) + timedelta(days=1))
    await do(booking, said, "send")
    assert not await heard(booking)  # tomorrow

    async def portion():
        async with transaction(booking.pool) as conn:
            await say_portion(conn, said.id)

    await asyncio.gather(*(portion() for _ in range(4)))
    found = await heard(booking)
    assert len(found) == len(set(found)) == 8


async def test_for_many_families_somebody_else_sends_it_off(booking, monkeypatch):
    monkeypatch.setattr(rules, "MANY", 1)
    group_id = await publish(booking)
    await ask(booking, await make_families(booking, 2), group_id)
    said = await written(booking, [group_id], who := uuid4())
    with pytest.raises(Conflict):
        await do(booking, said, "send", who)
    await do(booking, said, "send", other := uuid4())
    assert (await stands(booking, said)).sent_by == other


async def test_what_has_grown_until_it_is_sent_waits_for_somebody_else_and_its_author_is_told(booking, monkeypatch):
    monkeypatch.setattr(rules, "MANY", 1)
    group_id = await publish(booking)
    families = await make_families(booking, 3)
    await ask(booking, families[:1], group_id)
    said = await written(booking, [group_id], who := uuid4(), says_at=datetime.now(ZONE) + timedelta(days=1))
    beside = await written(booking, [group_id], uuid4(), says_at=datetime.now(ZONE) + timedelta(days=1))
    await do(booking, said, "send", who)  # one family: nobody else need look
    await do(booking, beside, "send", uuid4())
    await ask(booking, families[1:], group_id)

    async def portion(one):
        async with transaction(booking.pool) as conn:
            await say_portion(conn, one.id)
        return (await stands(booking, one)).state

    assert await asyncio.gather(portion(said), portion(said)) == ["paused", "paused"] and not await heard(booking)
    (event,) = await told(booking, "broadcast-held")
    assert (event["guardian_ids"], event["families"], event["many"]) == ([str(who)], 3, 1)
    with pytest.raises(Conflict):
        await do(booking, said, "resume", who)
    assert await portion(beside) == "said", "the negative control: somebody else had sent it off"
    before = len(await heard(booking))
    await do(booking, said, "resume", other := uuid4())
    assert await portion(said) == "said"
    assert (await stands(booking, said)).sent_by == other and len(await heard(booking)) == before + 3


def test_by_site_and_session_those_of_both_are_meant():
    east, west = [GroupNamed(uuid4(), "", "东区", *days) for days in DAYS], [GroupNamed(uuid4(), "", "西区", *DAYS[0])]
    ids = [group.id for group in (*east, *west)]
    first = session(west[0])
    assert chosen([*east, *west], ["东区"], []) == ids[:2]
    assert chosen([*east, *west], [], [first]) == [ids[0], ids[2]]
    assert chosen([*east, *west], ["东区"], [first]) == ids[:1]
    assert chosen([*east, *west], [], []) == chosen([*east, *west], ["南区"], []) == []


async def test_a_site_is_chosen_as_a_whole_beside_a_group_of_another(booking):
    never_in_doubt(booking)
    here = [await publish(booking, title=title, site="东区活动中心") for title in ("一班", "二班")]
    there, other = [await publish(booking, title=title, site="西区学校") for title in ("三班", "四班")]
    families = await make_families(booking, 4)
    for family, group_id in zip(families, (*here, there, other), strict=True):
        await ask(booking, [family], group_id)
    async with office_browser(booking) as web:
        page = (await web.get("/booking/console/broadcasts/gaoxin")).text
        assert 'name="sites" value="东区活动中心"' in page and 'name="sessions"' not in page
        form = keyed(**TEXT, sites="东区活动中心", group_ids=str(there))
        shown = await web.post("/booking/console/broadcasts/gaoxin", data=form)
        assert "3 个家庭，3 位家长" in shown.text and "四班" not in shown.text
        wrong = await web.post("/booking/console/broadcasts/gaoxin", data=keyed(**TEXT, sites="南区"))
        assert wrong.status_code == 422 and "至少选一个班" in wrong.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"title": "x" * 31}, "title"), ({"body": " "}, "body"), ({"contact": ""}, "contact"), ({"group_ids": [UUID(int=1)]}, "group_ids"), ({"group_ids": []}, "group_ids"),
     ({"says_at": datetime(2020, 1, 1, tzinfo=ZONE)}, "says_at")],
)  # fmt: skip
async def test_what_is_wrong_is_said_at_its_field(booking, wrong, field):
    group_id = await publish(booking)
    wanted = BroadcastWanted(**(TEXT | {"group_ids": [group_id], "waiting": False, "says_at": None} | wrong))
    with pytest.raises(BadInput) as refused:
        async with transaction(booking.pool) as conn:
            await write(conn, "gaoxin", ["gaoxin"], uuid4(), wanted)
    assert list(refused.value.fields) == [field]


async def test_to_more_groups_than_are_kept_is_a_mistake_at_its_field(booking, monkeypatch):
    groups = [await publish(booking, title=title) for title in ("一班", "二班")]
    assert (await written(booking, groups)).group_ids == groups
    monkeypatch.setattr(broadcast, "GROUPS", 1)
    with pytest.raises(BadInput) as refused:
        await written(booking, groups)
    assert "最多 1 个" in refused.value.fields["group_ids"]
    assert (await written(booking, groups[:1] * 2)).group_ids == groups[:1]


def test_a_title_is_one_line():
    """It is the subject of a letter, and no letter with two is written."""
    wanted = BroadcastForm(title="明早\r\n停课\u202e", contact="工会\n0537").wanted
    assert (wanted.title, wanted.contact) == ("明早 停课", "工会 0537")


async def test_an_organizer_writes_looks_tries_and_sends(booking):
    never_in_doubt(booking)
    group_id = await publish(booking)
    (family,) = await make_families(booking, 1)
    await ask(booking, [family], group_id)
    async with office_browser(booking) as web:
        page = (await web.get("/booking/console/broadcasts/gaoxin")).text
        assert str(group_id) in page
        wrong = await web.post("/booking/console/broadcasts/gaoxin", data=keyed(**TEXT))
        assert wrong.status_code == 422 and "至少选一个班" in wrong.text and "后天照常" in wrong.text
        shown = await web.post("/booking/console/broadcasts/gaoxin", data=keyed(**TEXT, group_ids=str(group_id)))
        assert "1 个家庭，1 位家长" in shown.text and "后天照常" in shown.text and not await heard(booking)
        draft = shown.url.path.rsplit("/", 1)[1]
        assert "后天照常" in (await web.get(f"/booking/console/broadcasts/gaoxin?instead={draft}")).text
        mended = keyed(**TEXT | {"title": "明天停课"}, group_ids=str(group_id), instead=draft)
        mended = await web.post("/booking/console/broadcasts/gaoxin", data=mended)
        assert "明天停课" in mended.text and (await web.get(shown.url.path)).status_code == 404
        path = mended.url.path
        assert "去看看" in (await web.post(path, data=keyed(act="try"))).text
        (oneself,) = await heard(booking)
        assert await trials(booking) == [True]
        assert oneself != str(family.person_id)
        assert re.search("发送中|已发完", (await web.post(path, data=keyed(act="send"))).text)

        async def said():
            return str(family.person_id) in await heard(booking)

        await eventually(said)
        assert await trials(booking) == [True, False]
        assert (await web.post(path, data=keyed(act="send"))).status_code == 409
    async with office_browser(booking, ("organizer", "mazhang")) as web:
        assert (await web.get(path)).status_code == 404
        assert (await web.get(path.replace("gaoxin", "mazhang"))).status_code == 404
