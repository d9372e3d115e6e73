"""Who reads a list with people's names leaves a row, before the list is shown."""

import asyncpg
import pytest

from services.booking.api import staff
from services.booking.web import console, exports, health, moves, review, waiting
from shared.events.rules import Document, GroupRules
from tests.support.accounts import ORGANIZER, accounts, api
from tests.support.booking import book, door, publish
from tests.support.staff import Staff, disclose, upload, workers

RULES = GroupRules(review="employer", documents=[Document(name="户口本")], health="没有传染病。")
DOORS = [
    (route.path, what)
    for module in (staff, console, exports, review, health, waiting, moves)
    for route in module.router.routes
    if "GET" in route.methods
    for what in getattr(route.endpoint, "shows", ())
]
TABLES = {"paper": "paper_reading", "health": "health_reading"}
"""What is not read as a list has a log of its own."""
NOT_ON = ("waiting", "moves")
"""The child has a place that nobody proposed to move."""


@pytest.fixture
async def world(system):
    """A group with one child to be checked by lantian, who has told everything."""
    async with system("booking") as booking:
        group_id = await publish(booking, rules=RULES)
        (worker,) = await workers(booking, 1, "lantian")
        paper_id = await upload(booking, worker, "户口本")
        await disclose(booking, worker, group_id, "对花生过敏")
        enrolled = await book(door(booking), worker, group_id)
        yield booking, worker, {"group_id": group_id, "paper_id": paper_id, "enrollment_id": enrolled["enrollment_id"]}


async def test_whatever_shows_a_childs_data_keeps_who_read_it(world):
    booking, worker, ids = world
    for path, what in DOORS:
        reader = Staff(booking, "gaoxin", "lantian")
        await reader.read(path.format(**ids).removeprefix("/booking/"))
        if table := TABLES.get(what):
            query = f"SELECT name, child_id FROM {table} WHERE person_id = $1"
            expected = ("138****0000", worker.child_id)
        else:
            query = "SELECT name, what, lists, child_ids FROM reading WHERE person_id = $1"
            children = [] if what in NOT_ON else [worker.child_id]
            expected = ("138****0000", what, [str(ids["group_id"])], children)
        rows = await booking.pool.fetch(query, reader.person_id)
        assert [tuple(row) for row in rows] == [expected], path


async def test_who_is_not_let_in_leaves_nothing(world):
    booking, _, ids = world
    stranger = Staff(booking, "mazhang")
    for path, _ in DOORS:
        assert (await stranger.get(path.format(**ids).removeprefix("/booking/"))).status_code == 404, path
    assert not await booking.pool.fetch("SELECT * FROM reading")


async def test_what_was_read_is_only_added(world):
    booking, _, ids = world
    reader = Staff(booking, "gaoxin", "lantian")
    for path in ("groups/{group_id}", "papers/{paper_id}", "health/{enrollment_id}"):
        await reader.read(f"console/{path.format(**ids)}")
    await reader.review(ids["group_id"], ids["enrollment_id"])
    for table in ("reading", "paper_reading", "health_reading", "staff_decision"):
        for change in ("UPDATE {} SET name = ''", "DELETE FROM {}", "TRUNCATE {}"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await booking.pool.execute(change.format(table))


async def test_who_reads_a_roll_or_looks_somebody_up_leaves_what_was_sought(database, keys_dir):
    async with accounts(database, keys_dir) as system, api(system, ORGANIZER) as web:
        for path in ("console/unions/gaoxin?q=王", "api/v1/unions/gaoxin/grants"):
            assert (await web.get(f"/accounts/{path}")).status_code == 200, path
        assert (await web.get("/accounts/console/unions/nowhere")).status_code == 404
        rows = await system.pool.fetch("SELECT what, lists, sought FROM reading ORDER BY id")
    assert [tuple(row) for row in rows] == [("roll", ["gaoxin"], "王"), ("grants", ["gaoxin"], "")]
