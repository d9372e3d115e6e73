"""A plan of hundreds is published turn by turn: it goes on by itself, says how far it is, and nobody else waits for it."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from services.classes.usecases import publish
from services.classes.usecases.publish import go_on_publishing
from shared.db.pool import transaction
from shared.system import System
from tests.conftest import RunSystem
from tests.support.classes import Desk, Office, plan
from tests.support.eventually import eventually
from tests.support.people import token_for

MANY = 2 * publish.AT_ONCE + 51
_COPY = """
INSERT INTO class_group (plan_id, key, facts, presentation, planned, opens_at, closes_at, starts_at, ends_at, capacity)
SELECT plan_id, key || n, facts, presentation, planned, opens_at, closes_at, starts_at, ends_at, capacity
FROM class_group, generate_series(1, $2) n WHERE id = $1
"""


@pytest.fixture
async def standing(system: RunSystem, keys_dir: Path) -> AsyncIterator[Desk]:
    """As `desk`, but nothing goes on by itself."""
    token = token_for(keys_dir, UUID(int=1), roles=frozenset({("organizer", "mazhang")}))
    async with system("classes", role="web") as running:
        yield Desk(running, token)


async def imported(office: Office, key: str, many: int = 1) -> str:
    """A plan of so many drafts."""
    done = (await office.give(plan(key, more=""))).json()
    await office.system.pool.execute(_COPY, UUID(done["groups"][0]["id"]), many - 1)
    return str(done["plan"])


async def drafts(system: System, plan_id: str) -> int:
    return int(
        await system.pool.fetchval("SELECT count(*) FROM class_group WHERE plan_id = $1 AND state = 'draft'", plan_id)
    )


async def a_group(system: System) -> UUID:
    return UUID(str(await system.pool.fetchval("SELECT id FROM class_group LIMIT 1")))


async def turn(system: System, plan_id: str) -> None:
    """The plan's next."""
    async with transaction(system.pool) as conn:
        await go_on_publishing(conn, plan_id)


async def test_all_of_it_is_published_once_with_its_history_its_event_and_its_next_step(desk: Desk) -> None:
    plan_id = await imported(desk, "large", MANY)
    answer = (await desk.post(f"plans/{plan_id}/publish")).json()
    assert (len(answer["published"]), answer["to_follow"]) == (publish.AT_ONCE, MANY - publish.AT_ONCE)

    async def done() -> bool:
        return await drafts(desk.system, plan_id) == 0

    await eventually(done)
    for what in (
        "SELECT count(DISTINCT key) FROM outbox WHERE type = 'classes.group-published.v1'",
        "SELECT count(*) FROM outbox WHERE type = 'classes.group-published.v1'",
        "SELECT count(*) FROM change WHERE what = 'published' AND person_id = '00000000-0000-0000-0000-000000000001'",
        "SELECT count(*) FROM timer WHERE kind = 'advance'",
    ):
        assert await desk.system.pool.fetchval(what) == MANY, what
    assert await desk.system.pool.fetchval("SELECT count(*) FROM publishing") == 0
    assert "正在发布" not in await desk.page(f"/classes/console/plans/{plan_id}")


async def test_it_says_how_far_it_is_and_what_is_imported_meanwhile_stays_a_draft(standing: Desk) -> None:
    system = standing.system
    plan_id = await imported(standing, "large", MANY)
    await standing.send(f"/classes/console/plans/{plan_id}/publish", {})
    page = await standing.page(f"/classes/console/plans/{plan_id}")
    assert f"正在发布：已发布 {publish.AT_ONCE} 个班次，还有 {MANY - publish.AT_ONCE} 个" in page
    assert "等待发布" in await standing.page(f"/classes/console/plans/{plan_id}?page=3")
    await system.pool.execute(_COPY.replace("key || n", "'later'"), await a_group(system), 1)
    for _ in range(3):
        await turn(system, plan_id)
    assert await drafts(system, plan_id) == 1
    last = await standing.page(f"/classes/console/plans/{plan_id}?page=3")
    assert "草稿</span>" in last and "等待发布" not in last
    assert "发布 1 个班次" in await standing.page(f"/classes/console/plans/{plan_id}")


async def test_a_small_plan_is_published_before_the_next_turn_of_a_large_one(standing: Desk) -> None:
    large, small = await imported(standing, "large", MANY), await imported(standing, "small")
    for plan_id in (large, small):
        await standing.post(f"plans/{plan_id}/publish")
    assert [await drafts(standing.system, plan_id) for plan_id in (large, small)] == [MANY - publish.AT_ONCE, 0]


async def test_large_plans_take_turns(standing: Desk) -> None:
    one, other = await imported(standing, "one", MANY), await imported(standing, "other", MANY)
    for plan_id in (one, other):
        await standing.post(f"plans/{plan_id}/publish")
    due = "SELECT subject FROM timer WHERE kind = 'publish' ORDER BY due_at, id"
    for first in (one, other, one):
        rows = await standing.system.pool.fetch(due)
        assert [row["subject"] for row in rows] == [first, other if first == one else one]
        await standing.system.pool.execute("DELETE FROM timer WHERE kind = 'publish' AND subject = $1", first)
        await turn(standing.system, first)
