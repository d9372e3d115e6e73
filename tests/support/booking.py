"""Groups and families in a real booking database, and booking's doors over ASGI."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import httpx2
import pytest

from services.booking.domain.child import school_year
from services.booking.store import batch as store
from services.booking.store import queries
from services.booking.usecases.learn_group import learn_groups
from shared.db.pool import transaction
from shared.events.catalogue import GroupFacts, GroupPublished, Meeting
from shared.invariants import own
from shared.invariants.invariant import Invariant
from shared.kernel.clock import ZONE
from shared.system import System
from tests.support.eventually import eventually
from tests.support.people import bearer, token_for

TODAY = datetime.now(ZONE).date()
DAYS = [TODAY + timedelta(days=56 - TODAY.weekday() + n) for n in range(5)]
"""Monday to Friday, eight weeks from now, whenever now is."""


def facts(**changes: object) -> GroupFacts:
    """A group that is open now, for grades 1 to 6."""
    now = datetime.now(UTC)
    plain: dict[str, object] = {
        "title": "寒假托管一班", "kind": "session", "season": "2027-winter", "term": "第一期", "union": "gaoxin",
        "site": "高新区职工之家", "address": "济宁高新区", "session": "care", "capacity": 30, "grades": (1, 6),
        "meetings": [Meeting(date=day, start=time(8, 30), end=time(17, 30)) for day in DAYS],
        "opens_at": now - timedelta(minutes=1), "closes_at": now + timedelta(days=1),
    }  # fmt: skip
    return GroupFacts(**(plain | changes))  # type: ignore[arg-type]


async def publish(system: System, group_id: UUID | None = None, revision: int = 1, **changes: object) -> UUID:
    """What booking does when classes publishes a group."""
    group_id = group_id or uuid4()
    event = GroupPublished(group_id=group_id, revision=revision, facts=facts(**changes))
    async with transaction(system.pool) as conn:
        await learn_groups(conn, system.app.state.desk.book, [event])
    return group_id


@dataclass(frozen=True, slots=True)
class FamilyOfOne:
    """A guardian with a token, and one child."""

    person_id: UUID
    child_id: UUID
    headers: dict[str, str]

    def with_key(self, key: str = "") -> dict[str, str]:
        """Headers of one write."""
        return self.headers | {"idempotency-key": key or str(uuid4())}


async def make_families(
    system: System, count: int, *, unions: tuple[str, ...] = (), grade: int = 2
) -> list[FamilyOfOne]:
    """Families whose children are prepared."""
    ids = [(uuid4(), uuid4(), uuid4()) for _ in range(count)]
    async with transaction(system.pool) as conn:
        await conn.executemany("INSERT INTO family (id) VALUES ($1)", [(f,) for f, _, _ in ids])
        await conn.executemany(
            "INSERT INTO guardian (family_id, person_id) VALUES ($1, $2)", [(f, p) for f, p, _ in ids]
        )
        await conn.executemany(
            "INSERT INTO child (id, family_id, name, birth_date, grade, grade_year) VALUES ($1, $2, '张小明', '2018-05-01', $3, $4)",
            [(c, f, grade, school_year(DAYS[0])) for f, _, c in ids],
        )
    keys_dir = system.settings.keys_dir
    return [FamilyOfOne(p, c, bearer(token_for(keys_dir, p, unions=unions))) for _, p, c in ids]


async def sibling(system: System, family: FamilyOfOne, name: str = "张小红") -> UUID:
    """Another child of the family."""
    child_id = uuid4()
    await system.pool.execute(
        """INSERT INTO child (id, family_id, name, birth_date, grade, grade_year)
           SELECT $1, family_id, $3, birth_date, grade, grade_year FROM child WHERE id = $2""",
        child_id, family.child_id, name,
    )  # fmt: skip
    return child_id


def door(system: System) -> httpx2.AsyncClient:
    """The system's HTTP, without a socket."""
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=system.app), base_url="http://aixin.test")


async def book(web: httpx2.AsyncClient, family: FamilyOfOne, group_id: UUID, key: str = "") -> dict[str, object]:
    """Ask for a place; the answer's body."""
    body = {"group_id": str(group_id), "child_id": str(family.child_id)}
    response = await web.post("/booking/api/v1/enrollments", json=body, headers=family.with_key(key))
    response.raise_for_status()
    return dict(response.json())


async def together(
    web: httpx2.AsyncClient, family: FamilyOfOne, *choices: Sequence[tuple[UUID, UUID]]
) -> dict[str, object]:
    """Ask for choices of (group, child) as one; the answer's body."""
    body = {"choices": [[{"group_id": str(g), "child_id": str(c)} for g, c in choice] for choice in choices]}
    answer = await web.post("/booking/api/v1/enrollments/together", json=body, headers=family.with_key())
    answer.raise_for_status()
    return dict(answer.json())


async def ask(system: System, families: list[FamilyOfOne], group_id: UUID) -> list[str]:
    """Each asks for a place; the enrollments."""
    return [str((await book(door(system), family, group_id))["enrollment_id"]) for family in families]


async def broken(system: System) -> set[str]:
    """The invariants of its own that do not hold."""
    return {invariant.key for invariant in await invariants_of(system) if invariant.breaks}


async def invariants_of(system: System) -> list[Invariant]:
    """What its own checker says now."""
    async with system.pool.acquire() as conn:
        return await own.check(conn, system.home)


def unlocked(monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    """Take the lock out of one statement of the desk."""
    whole = queries.sql

    def without(name: str) -> str:
        return whole(name).partition("FOR NO KEY")[0] if name == statement else whole(name)

    monkeypatch.setattr("services.booking.store.batch.sql", without)


def meeting(monkeypatch, *, locked=False):
    """Of the first two batches neither writes before the other has read, too; where the lock keeps it from reading, before it waits."""
    write, both, first = store.write, asyncio.Barrier(2), []

    async def after_both_have_read(conn, *args, **more):
        first.append(conn.get_server_pid())
        if len(first) <= 2 and not locked:
            await both.wait()
        if len(first) == 1 and locked:
            waits = "SELECT true FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))"
            await eventually(lambda: conn.fetchval(waits, first[0]))
        await write(conn, *args, **more)

    monkeypatch.setattr(store, "write", after_both_have_read)
