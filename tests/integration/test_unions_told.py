"""Accounts tells how unions stand; in other systems who organizes one then organizes those below it, and names stand for codes."""

from uuid import uuid4

import pytest

from services.accounts.domain.roles import Union
from services.accounts.store import unions
from services.accounts.usecases.after_restore import after_restore
from services.accounts.usecases.manage_unions import add_list, add_union
from services.accounts.usecases.retell import retell
from services.accounts.usecases.tell_unions import begin
from shared.db.pool import transaction
from shared.errors import Skip
from shared.events.accounts import UnionChanged
from shared.kernel.identity import Identity
from shared.messaging.unions import learn_unions
from tests.support.booking import ask, door, make_families, publish
from tests.support.eventually import eventually
from tests.support.outcomes import page
from tests.support.staff import Staff

FEDERATION = Identity(uuid4(), "总工会", (), 0, frozenset({("federation", "*")}), 9e9)


def changed(code, parent=None, *, revision=1, name=""):
    return UnionChanged(union=code, revision=revision, name=name or f"{code}工会", kind="region", parent=parent)


async def told(accounts):
    rows = await accounts.pool.fetch("SELECT body FROM outbox WHERE type = $1 ORDER BY id", UnionChanged.TYPE)
    return [UnionChanged.model_validate_json(row["body"]) for row in rows]


async def learn(system, *events):
    async with transaction(system.pool) as conn:
        await learn_unions(conn, events)


async def test_each_union_is_told_and_at_each_start_again_and_a_list_never(system):
    async with system("accounts") as accounts:
        async with transaction(accounts.pool) as conn:
            await unions.add(conn, Union("jining", "济宁市总工会", "region", None))  # as a version before told nobody
            assert not await told(accounts)
        await begin(accounts)
        async with transaction(accounts.pool) as conn:
            await add_union(conn, FEDERATION, Union("gaoxin", "高新区园区工会", "park", "jining"))
            await add_list(conn, FEDERATION, "gaoxin", "困难职工")
        jining, gaoxin = ("jining", None, "济宁市总工会", 1), ("gaoxin", "jining", "高新区园区工会", 1)
        assert [(event.union, event.parent, event.name, event.revision) for event in await told(accounts)] == [
            jining,
            gaoxin,
        ]
        await begin(accounts)
        again = (await told(accounts))[2:]
        assert [(event.union, event.parent, event.name, event.revision) for event in again] == [gaoxin, jining]
        async with transaction(accounts.pool) as conn:
            await retell(conn)
        assert len(await told(accounts)) == 6
        async with transaction(accounts.pool) as conn:
            await after_restore(conn)
        assert all(event.revision > 1 for event in (await told(accounts))[6:])


async def test_an_older_word_never_undoes_a_newer_one(booking):
    await learn(booking, changed("gaoxin", revision=3, name="新名"))
    with pytest.raises(Skip):
        await learn(booking, changed("gaoxin", revision=2, name="旧名"))
    assert (await booking.unions.look(booking.pool)).name("gaoxin") == "新名"
    await learn(booking, changed("gaoxin", revision=4, name="更新的名"))
    assert (await booking.unions.look(booking.pool)).name("gaoxin") == "更新的名"


async def test_who_organizes_a_union_sees_and_does_what_those_below_it_need(booking):
    group_id = await publish(booking, union="lantian")
    ids = await ask(booking, await make_families(booking, 1), group_id)
    above, beside, teacher = Staff(booking, "jining"), Staff(booking, "mazhang"), Staff(booking, ("teacher", "jining"))
    path = f"console/groups/{group_id}"
    assert (await above.get(path)).status_code == 404  # nobody has told of the tree
    await learn(
        booking, changed("jining"), changed("gaoxin", "jining"), changed("lantian", "gaoxin"), changed("mazhang")
    )
    page = (await above.read(path)).text
    assert f"/booking/console/groups/{group_id}/waiting" in page  # as its organizer, on the page too
    assert str(group_id) in (await above.read("console/groups")).text
    assert ids[0] in (await above.read(f"api/v1/staff/groups/{group_id}/roster")).text
    for other in (beside, teacher):
        assert (await other.get(path)).status_code == 404


async def test_families_read_names_though_nobody_with_a_role_has_looked(system, database):
    dsn = await database("booking")
    async with system("booking", dsn) as before:
        await learn(before, changed("gaoxin", name="高新区园区工会"))
        group_id = await publish(before, union="gaoxin")
    async with system("booking", dsn) as booking:
        (family,) = await make_families(booking, 1)

        async def named():
            return "请问主办方：高新区园区工会" in await page(door(booking), family, f"groups/{group_id}")

        assert await eventually(named)
