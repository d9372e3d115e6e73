"""The system of classes on a real database: plans become groups, groups become events, pages and numbers."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from services.classes.demo import seed
from services.classes.store import groups
from services.classes.usecases.advance import advance
from services.classes.usecases.changing import ADVANCE
from services.classes.usecases.close_merged import close_merged
from shared.db.pool import transaction
from shared.errors import Skip
from shared.events.capacity import GroupMerged
from shared.events.envelope import Envelope
from shared.kernel.clock import ZONE
from shared.messaging.timers import set_timer
from shared.system import System
from tests.conftest import RunSystem
from tests.support.classes import Office, cells, has_places, plan, published, tell_places
from tests.support.eventually import eventually
from tests.support.people import token_for


@pytest.fixture
async def classes(system: RunSystem) -> AsyncIterator[System]:
    async with system("classes") as running:
        yield running


@pytest.fixture
def office(classes: System, keys_dir: Path) -> Office:
    """The organizer of mazhang."""
    return Office(classes, token_for(keys_dir, UUID(int=1), roles=frozenset({("organizer", "mazhang")})))


async def test_a_plan_becomes_published_groups_that_everybody_sees(office: Office, classes: System) -> None:
    answer = await office.give(plan())
    assert answer.status_code == 201, answer.text
    assert [g["change"] for g in answer.json()["groups"]] == ["created", "created"]
    everybody = Office(classes)
    assert (await everybody.get("groups"))["total"] == 0  # drafts are the organizer's

    done = await office.post(f"plans/{answer.json()['plan']}/publish")
    first = answer.json()["groups"][0]["id"]
    assert first in done.json()["published"]
    assert [e["type"] for e in await office.events(first)] == ["group-published"]
    seen = await everybody.get("groups")
    assert seen["total"] == 2
    assert {g["state"] for g in seen["groups"]} == {"not_open"}
    page = await everybody.web.get("/classes/", headers={"accept": "text/html"})
    assert "一至三年级班" in page.text
    assert "智能幼儿学校" in page.text


async def test_importing_twice_changes_nothing(office: Office) -> None:
    source = plan()
    ids = await published(office, source)
    before = [await office.events(id_) for id_ in ids]
    again = await office.give(source)
    assert again.status_code == 200
    assert [g["change"] for g in again.json()["groups"]] == ["unchanged", "unchanged"]
    assert [g["id"] for g in again.json()["groups"]] == ids
    assert [await office.events(id_) for id_ in ids] == before


async def test_a_changed_file_updates_drafts_and_revises_what_is_published(office: Office) -> None:
    draft = await office.give(plan())
    updated = await office.give(plan(places=25))
    assert [g["change"] for g in updated.json()["groups"]] == ["updated", "unchanged"]
    first = draft.json()["groups"][0]["id"]
    assert await office.events(first) == []  # nobody has heard of a draft

    await office.post(f"plans/{draft.json()['plan']}/publish")
    revised = await office.give(plan(places=28))
    assert [g["change"] for g in revised.json()["groups"]] == ["revised", "unchanged"]
    told = await office.events(first)
    assert [e["type"] for e in told] == ["group-published", "group-revised"]
    assert told[1]["facts"]["capacity"] == 28
    assert told[1]["revision"] > told[0]["revision"]


async def test_what_the_console_changed_survives_the_same_file(office: Office) -> None:
    first, _ = await published(office, plan())
    await office.post(f"groups/{first}/capacity", {"capacity": 40})
    assert [g["change"] for g in (await office.give(plan())).json()["groups"]] == ["unchanged", "unchanged"]
    await office.give(plan(title="低年级班"))
    group = await office.get(f"groups/{first}")
    assert (group["title"], group["facts"]["capacity"]) == ("低年级班", 40)


async def test_a_group_that_vanished_from_the_file(office: Office) -> None:
    """A draft goes; what is published stays and is reported."""
    done = await office.give(plan())
    first, second = (g["id"] for g in done.json()["groups"])
    assert [g["change"] for g in (await office.give(plan(more=""))).json()["groups"]] == ["unchanged", "removed"]
    assert (await office.web.get(f"/classes/api/v1/groups/{second}")).status_code == 404
    await published(office, plan())
    left = (await office.give(plan(more=""))).json()["groups"][1]
    assert left["change"] == "left"
    assert "取消" in left["zh"]
    assert first != second


async def test_a_group_whose_registration_has_ended_is_not_revised(office: Office) -> None:
    first, _ = await published(office, plan(opens_in_days=-10))
    assert (await office.get(f"groups/{first}"))["state"] == "closed"
    report = (await office.give(plan(opens_in_days=-10, places=60))).json()["groups"]
    assert [g["change"] for g in report] == ["refused", "unchanged"]
    assert [e["type"] for e in await office.events(first)] == ["group-published"]


async def test_a_bad_plan_is_refused_whole_with_every_line(office: Office) -> None:
    bad = plan(places=0).replace("08:30-18:00", "18:00-08:30")
    answer = await office.give(bad)
    assert answer.status_code == 422
    errors = answer.json()["errors"]
    lines = bad.splitlines()
    assert {lines[e["line"] - 1].split(":")[0].strip() for e in errors} == {"hours", "low"}
    assert all(e["zh"] and e["en"] for e in errors)
    for wrong in ("", "- a\n- b", plan().encode("gbk"), plan() + "\tx: 1\n", plan() + "colour: red\n"):
        assert (await office.give(wrong)).status_code == 422
    assert await office.system.pool.fetchval("SELECT count(*) FROM plan") == 0


async def test_another_union_sees_and_touches_nothing(office: Office, keys_dir: Path) -> None:
    done = (await office.give(plan())).json()
    group = done["groups"][0]["id"]
    other = Office(office.system, token_for(keys_dir, UUID(int=9), roles=frozenset({("organizer", "lijiang")})))
    for path, body in [
        (f"plans/{done['plan']}/publish", None),
        (f"groups/{group}/publish", None),
        (f"groups/{group}/capacity", {"capacity": 5}),
        (f"groups/{group}/cancel", {"reason": "不该这样"}),
    ]:
        assert (await other.post(path, body)).status_code == 404, path
    assert (await other.web.get(f"/classes/api/v1/groups/{group}")).status_code == 404
    assert (await other.give(plan())).status_code == 403
    assert (await other.give(plan().replace("union: mazhang", "union: lijiang"))).status_code == 409
    pages = (f"groups/{group}", f"plans/{done['plan']}", f"plans/{done['plan']}/plan.yaml")
    for page in pages:
        assert (await other.web.get(f"/classes/console/{page}")).status_code == 404, page
    assert "一至三年级班" not in (await other.web.get("/classes/console/")).text
    sheet = await other.web.get("/classes/console/groups.xlsx")
    assert len(cells(sheet.content)) == 1  # the header alone


async def test_families_and_strangers_have_no_console(office: Office, keys_dir: Path) -> None:
    parent = Office(office.system, token_for(keys_dir, UUID(int=5)))
    assert (await parent.give(plan())).status_code == 403
    assert (await Office(office.system).give(plan())).status_code == 401
    assert (await parent.web.get("/classes/console/")).status_code == 403
    federation = Office(office.system, token_for(keys_dir, UUID(int=6), roles=frozenset({("federation", "*")})))
    assert (await federation.give(plan())).status_code == 201


async def test_writes_need_a_key_and_know_their_fields(office: Office) -> None:
    first, _ = await published(office, plan())
    no_key = await office.web.post(f"/classes/api/v1/groups/{first}/capacity", json={"capacity": 31})
    assert (no_key.status_code, no_key.json()["code"]) == (422, "idempotency-key-missing")
    for body in ({"capacity": 31, "colour": "red"}, {"capacity": 0}, {"capacity": "many"}, {}):
        assert (await office.post(f"groups/{first}/capacity", body)).status_code == 422
    for query in ("grade=77", "kind=x", "colour=red", "page=0"):
        assert (await office.web.get(f"/classes/api/v1/groups?{query}")).status_code == 422
    once = await office.post(f"groups/{first}/capacity", {"capacity": 31}, key="a-key-of-mine")
    again = await office.post(f"groups/{first}/capacity", {"capacity": 31}, key="a-key-of-mine")
    assert once.json() == again.json()
    assert (await office.post(f"groups/{first}/capacity", {"capacity": 32}, key="a-key-of-mine")).status_code == 422
    assert [e["type"] for e in await office.events(first)] == ["group-published", "group-revised"]


async def test_places_are_as_the_ledger_last_said(office: Office, classes: System, kafka: str) -> None:
    """An older state of the ledger never undoes a newer one; the capacity in force is booking's."""
    first, _ = await published(office, plan(opens_in_days=-1))
    ledger = [(3, 30, 26, 0), (2, 30, 12, 0), (1, 30, 1, 0)]
    await tell_places(classes, first, ledger)
    await eventually(lambda: has_places(office, first, (30, 26, 0)))
    await tell_places(classes, first, [(2, 30, 30, 9), (4, 30, 30, 5)])
    await eventually(lambda: has_places(office, first, (30, 30, 5)))
    assert (await office.get(f"groups/{first}"))["state"] == "full"
    assert (await office.get("groups?free=true"))["total"] == 1

    refused = await office.post(f"groups/{first}/capacity", {"capacity": 29})
    assert refused.status_code == 409
    assert "30" in refused.json()["detail"]
    # more were taken than classes knew: what is in force is booking's to say
    asked = (await office.post(f"groups/{first}/capacity", {"capacity": 32})).json()
    assert (asked["capacity"], asked["facts"]["capacity"]) == (30, 32)
    await tell_places(classes, first, [(5, 33, 33, 0)])
    await eventually(lambda: has_places(office, first, (33, 33, 0)))


async def test_a_group_opens_closes_and_begins_by_itself(office: Office, classes: System) -> None:
    """The timers follow the database's clock; what is published late goes on at once."""
    first, _ = await published(office, plan(opens_in_days=1))
    assert (await office.get(f"groups/{first}"))["state"] == "not_open"
    due = "SELECT t.due_at = g.opens_at FROM timer t JOIN class_group g ON g.id::text = t.subject WHERE g.id = $1"
    assert await classes.pool.fetchval(due, UUID(first))
    async with classes.pool.acquire() as clock, clock.transaction():  # a day later
        at = (
            "UPDATE class_group SET opens_at = clock_timestamp() + interval '1 second' WHERE id = $1 RETURNING opens_at"
        )
        await set_timer(clock, ADVANCE, first, await clock.fetchval(at, UUID(first)))
    await eventually(lambda: row_is(classes, first, "open"))
    history = await classes.pool.fetch("SELECT what FROM change WHERE group_id = $1 ORDER BY id", UUID(first))
    assert [row["what"] for row in history] == ["created", "published", "open"]

    (late, _) = await published(office, plan("late", opens_in_days=-60))
    assert await row_is(classes, late, "finished")
    assert await classes.pool.fetchval("SELECT count(*) FROM timer WHERE subject = $1", late) == 0


async def test_a_timer_never_waits_for_an_organizer(office: Office, classes: System) -> None:
    """Each would hold what the other wants next: at 09:00:00 one of them would be thrown out."""
    first, _ = await published(office, plan())
    await classes.pool.execute(
        "UPDATE class_group SET opens_at = now() - interval '1 second' WHERE id = $1", UUID(first)
    )
    async with classes.pool.acquire() as organizer, organizer.transaction():
        assert await groups.lock(organizer, UUID(first))
        async with asyncio.timeout(30), classes.pool.acquire() as timer, timer.transaction():
            await timer.execute("DELETE FROM timer WHERE subject = $1", first)  # as Timers takes it
            await advance(timer, first)
        await set_timer(organizer, ADVANCE, first, datetime.now(ZONE))
    await eventually(lambda: row_is(classes, first, "open"))


async def row_is(classes: System, group_id: str, state: str) -> bool:
    return bool(await classes.pool.fetchval("SELECT state = $2 FROM class_group WHERE id = $1", UUID(group_id), state))


async def test_a_class_that_was_merged_away_is_cancelled_by_itself_and_once(office: Office, classes: System) -> None:
    first, *_ = await published(office, plan())
    merged = GroupMerged(group_id=UUID(first), revision=1, into=uuid4(), title="二班", reason="人数不多")
    envelope = Envelope(uuid4(), merged.TYPE, "booking", datetime.now(ZONE), merged.TOPIC, merged.key)
    async with transaction(classes.pool) as conn:
        await close_merged(conn, merged, envelope)
    seen = await office.get(f"groups/{first}")
    assert (seen["state"], seen["reason"]) == ("cancelled", "已并入“二班”：人数不多")
    for again in (merged, merged.model_copy(update={"group_id": uuid4()})):
        with pytest.raises(Skip):
            async with transaction(classes.pool) as conn:
                await close_merged(conn, again, envelope)
    assert [e["type"] for e in await office.events(first)] == ["group-published", "group-cancelled"]


async def test_a_cancelled_group_says_why_once(office: Office) -> None:
    first, _ = await published(office, plan())
    assert (await office.post(f"groups/{first}/cancel", {"reason": "  "})).status_code == 422
    done = await office.post(f"groups/{first}/cancel", {"reason": "场地装修"})
    assert (done.json()["state"], done.json()["reason"]) == ("cancelled", "场地装修")
    assert (await office.post(f"groups/{first}/cancel", {"reason": "再取消一次"})).status_code == 409
    assert [e["type"] for e in await office.events(first)] == ["group-published", "group-cancelled"]
    assert (await office.get("groups"))["total"] == 1
    page = await office.web.get(f"/classes/groups/{first}", headers={"accept": "text/html"})
    assert "场地装修" in page.text
    assert "选择孩子并报名" not in page.text


async def test_the_catalogue_filters(office: Office) -> None:
    await published(office, plan())
    await published(
        office, plan("other", opens_in_days=-1).replace("2027-summer", "2027-winter").replace("智能", "伊贝")
    )
    await published(office, plan("ages", more="").replace("grades: 1-3", "ages: 6-8"))
    everything = (await office.get("groups"))["groups"]
    assert [g["state"] for g in everything] == ["open"] * 2 + ["not_open"] * 3
    for query, count in [
        ("grade=2", 3), ("grade=6", 2), ("grade=9", 0), ("season=2027-winter", 2), ("kind=interest", 0),
        ("union=lijiang", 0), ("site=伊贝幼儿学校&grade=1", 1), ("free=true&size=3", 5), ("age=7", 5), ("age=10", 4), ("page=2&size=3", 5),
    ]:  # fmt: skip
        found = await office.get(f"groups?{query}")
        assert found["total"] == count, query
    assert len((await office.get("groups?page=2&size=3"))["groups"]) == 2


async def test_two_imports_at_once_are_one(office: Office) -> None:
    answers = await asyncio.gather(*(office.give(plan()) for _ in range(4)))
    assert sorted(a.status_code for a in answers) == [200, 200, 200, 201]
    assert await office.system.pool.fetchval("SELECT count(*) FROM class_group") == 2


async def test_a_demonstration_begins_with_something_to_book(system: RunSystem) -> None:
    async with system("classes", demo=True) as running:
        visitor = Office(running)
        await eventually(lambda: has_open_groups(visitor))
        seen = (await visitor.get("groups"))["total"]
        await seed(running)  # a second start
        assert (await visitor.get("groups"))["total"] == seen


async def has_open_groups(visitor: Office) -> bool:
    return any(group["state"] == "open" for group in (await visitor.get("groups"))["groups"])
