"""A group of thousands of children, a union of thousands of groups: whoever looks at their lists holds nobody else up."""

import re
from uuid import UUID

import pytest

from shared.events.rules import GroupRules
from shared.system import System
from tests.support.booking import make_families, publish
from tests.support.classes import cells
from tests.support.held_up import held_up
from tests.support.staff import Staff

CHILDREN, GROUPS, TO_CHECK = 3391, 8148, 3000
MOST = 0.2
"""Seconds of processor time in one piece."""
_ENTER = """
INSERT INTO enrollment (id, group_id, child_id, state, seq, booked_by, cleared, created_at, changed_at)
SELECT gen_random_uuid(), $1, id, CASE WHEN n % 2 = 0 THEN 'confirmed' ELSE 'waitlisted' END, n, id, n % 4 < 2, now(), now()
FROM unnest($2::uuid[]) WITH ORDINALITY AS child (id, n)
"""
_COUNT = """
UPDATE ledger l SET taken = t.taken, waiting = t.waiting, next_seq = t.taken + t.waiting + 1
FROM (SELECT count(*) FILTER (WHERE state = 'confirmed') AS taken, count(*) FILTER (WHERE state = 'waitlisted') AS waiting
    FROM enrollment WHERE group_id = $1) AS t
WHERE l.group_id = $1
"""
_COPY = """
WITH copy AS (
    INSERT INTO class_group (id, revision, facts)
    SELECT gen_random_uuid(), revision, facts || jsonb_build_object('title', 'Nr ' || lpad(n::text, 5, '0'))
    FROM class_group, generate_series(1, $2) n WHERE id = $1 RETURNING id
)
INSERT INTO ledger (group_id, capacity) SELECT id, 30 FROM copy
"""
_TO_CHECK = """
INSERT INTO enrollment (id, group_id, child_id, state, seq, booked_by, cleared, created_at, changed_at)
SELECT gen_random_uuid(), g.id, $1, 'unverified', 1, $1, false, now(), now() FROM class_group g
"""


@pytest.fixture
async def group(booking: System) -> UUID:
    """Half of its children have a place, half of them wait."""
    group_id = await publish(booking, capacity=CHILDREN, rules=GroupRules(publicity=True, review="organizer"))
    families = await make_families(booking, CHILDREN)
    await booking.pool.execute(_ENTER, group_id, [family.child_id for family in families])
    await booking.pool.execute(_COUNT, group_id)
    await booking.pool.execute("ANALYZE")
    return group_id


async def test_every_list_of_a_group_of_thousands(booking: System, group: UUID) -> None:
    staff, took = Staff(booking), {}
    shown: dict[str, str | bytes] = {}
    for path in (
        f"console/groups/{group}", f"console/groups/{group}/waiting", f"console/groups/{group}/roster.xlsx", f"console/review/{group}",
        f"groups/{group}/results", *(f"api/v1/{one}" for one in (
            f"staff/groups/{group}/roster", f"staff/groups/{group}/waiting", f"staff/review/{group}", f"groups/{group}/results",
        )),
    ):  # fmt: skip
        async with held_up() as loop:
            shown[path] = (await staff.read(path)).content
        took[path] = loop.longest
    print("", *(f"{seconds:.3f} s {path}" for path, seconds in took.items()), sep="\n")
    assert max(took.values()) < MOST
    assert len(cells(bytes(shown[f"console/groups/{group}/roster.xlsx"]))) == CHILDREN + 1  # type: ignore[arg-type]


async def test_the_groups_of_thousands_have_pages_in_the_order_of_their_names(booking: System) -> None:
    await booking.pool.execute(_COPY, await publish(booking, title="Nr 00000"), GROUPS - 1)
    await booking.pool.execute("ANALYZE")
    staff = Staff(booking)
    for number in (1, 2, 82):
        async with held_up() as loop:
            page = (await staff.read(f"console/groups?page={number}")).text
        print(f"\n{loop.longest:.3f} s page {number}")
        assert loop.longest < MOST
        first, last = number * 100 - 100, min(number * 100, GROUPS)
        assert f"第 {first + 1}–{last} 个，共 {GROUPS} 个" in page
        assert re.findall(r"<b>(Nr \d+)</b>", page) == [f"Nr {n:05}" for n in range(first, last)]


async def test_the_groups_with_something_to_check_have_pages(booking: System) -> None:
    await booking.pool.execute(_COPY, await publish(booking, title="Nr 00000"), TO_CHECK - 1)
    (family,) = await make_families(booking, 1)
    await booking.pool.execute(_TO_CHECK, family.child_id)
    await booking.pool.execute("ANALYZE")
    async with held_up() as loop:
        page = (await Staff(booking).read("console/review")).text
    print(f"\n{loop.longest:.3f} s")
    assert f"第 1–100 个，共 {TO_CHECK} 个" in page and page.count('class="card"') == 100
    assert loop.longest < MOST
