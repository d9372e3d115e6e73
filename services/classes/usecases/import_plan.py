"""Bring a plan (招生方案) in: twice without harm."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.classes.plan import PlannedGroup
from services.classes.reader import PORTION, ReadPlan
from services.classes.store import groups, history, plans
from services.classes.store.plans import PlanRow
from services.classes.usecases.changing import keep, tell_revised
from services.classes.usecases.compare import Fate, Step, compare, vanished
from services.classes.words import refusals
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import Conflict, Forbidden
from shared.kernel.identity import Identity

SHOWN = 100
"""Groups of a plan that an organizer is shown before the import."""
NOTABLE: Sequence[Fate] = ("refused", "left", "removed", "revised", "updated", "created", "unchanged")


@dataclass(frozen=True, slots=True)
class Imported:
    """The plan and what became of each group, with its id (None: removed)."""

    plan: PlanRow
    groups: list[tuple[Step, UUID | None]]


@dataclass(slots=True)
class Preview:
    """What an import would do: how many groups have which fate, and the first of them, what must be looked at before the rest."""

    fates: Counter[Fate] = field(default_factory=Counter)
    changes: bool = False
    """There is something to import."""
    heard: int = 0
    """Groups of which families are told what changes …"""
    families: int = 0
    """… and for how many bookings in all."""
    _first: list[tuple[int, Step]] = field(default_factory=list)

    @property
    def steps(self) -> list[Step]:
        """As many as are shown; in the order of the file, when that is all."""
        total = self.fates.total()
        first = self._first if total <= SHOWN else sorted(self._first, key=lambda s: NOTABLE.index(s[1].fate))
        return [step for _, step in first[:SHOWN]]

    @property
    def more(self) -> int:
        """So many are not shown."""
        return self.fates.total() - len(self.steps)

    def add(self, step: Step) -> None:
        """One more."""
        if self.fates[step.fate] < SHOWN:
            self._first.append((self.fates.total(), step))
        self.fates[step.fate] += 1
        self.heard += bool(step.families)
        self.families += step.families
        self.changes |= bool(step.after) or step.fate in ("created", "removed")


async def import_plan(conn: Connection, who: Identity | None, plan: ReadPlan, source: str) -> Imported:
    """Create and change groups as the plan says (nobody: the system itself does).

    Raises Forbidden for another union's plan, Conflict when another union uses the plan's number.
    """
    check_may_import(who, plan)
    row = await plans.keep(conn, plan.key, plan.union, plan.title, source)
    if row is None:
        raise taken(plan)
    await groups.lock_plan(conn, row.id)
    done: list[tuple[Step, UUID | None]] = []
    async for steps in _steps(conn, row.id, plan):
        done += await do_steps(conn, who, row.id, steps)
    return Imported(row, done)


async def do_steps(
    conn: Connection, who: Identity | None, plan_id: UUID, steps: Sequence[Step]
) -> list[tuple[Step, UUID | None]]:
    """Do some of what an import does, each with the id of its group (None: removed)."""
    new = await _create(conn, who, plan_id, [s.planned for s in steps if s.fate == "created" and s.planned])
    return [(step.told, new.get(step.key) or await _do(conn, who, step)) for step in steps]


async def preview(conn: Connection, who: Identity, plan: ReadPlan) -> AsyncIterator[Preview]:
    """What an import would do, without doing it: as far as it is worked out, again and again. Raises as import_plan."""
    check_may_import(who, plan)
    row = await plans.find_key(conn, plan.key)
    if row and row.union_code != plan.union:
        raise taken(plan)
    seen = Preview()
    async for steps in _steps(conn, row.id if row else None, plan):
        for step in steps:
            seen.add(step)
        yield seen


async def _steps(conn: Connection, plan_id: UUID | None, plan: ReadPlan) -> AsyncIterator[list[Step]]:
    """What becomes of each group, a few at a time, so that others have their turns."""
    now = await clock(conn)
    for planned in plan.portions():
        existing = await groups.of_plan(conn, plan_id, [p.key for p in planned]) if plan_id else []
        yield compare(existing, planned, now)
        await asyncio.sleep(0)
    gone = await groups.keys_beside(conn, plan_id, plan.keys) if plan_id else []
    for n in range(0, len(gone), PORTION):
        keys = gone[n : n + PORTION]
        there = {group.key: group for group in await groups.of_plan(conn, plan_id, keys)} if plan_id else {}
        yield [vanished(there[key]) for key in keys]


def check_may_import(who: Identity | None, plan: ReadPlan) -> None:
    """Only whoever organizes the plan's union. Raises Forbidden."""
    if who and not who.may_organize(plan.union):
        raise Forbidden(*refusals.UNION_NOT_YOURS.of(union=plan.union))


def taken(plan: ReadPlan) -> Conflict:
    """Another union uses the plan's key."""
    return Conflict(*refusals.PLAN_TAKEN.of(plan=plan.key))


async def _create(
    conn: Connection, who: Identity | None, plan_id: UUID, planned: Sequence[PlannedGroup]
) -> dict[str, UUID]:
    """New drafts: key → id."""
    new = await groups.add(conn, plan_id, planned) if planned else {}
    await history.note_all(conn, list(new.values()), who, "created")
    return new


async def _do(conn: Connection, who: Identity | None, step: Step) -> UUID | None:
    """One step; the id of the group, None when it is removed."""
    if step.before is None:
        return None
    if step.fate == "removed":
        await groups.remove(conn, [step.before.id])
        return None
    if step.after and step.fate == "unchanged":
        await groups.save(conn, step.after)
    elif step.after:
        await keep(conn, step.after, who, "imported")
        if step.after.told != step.before.told:
            await tell_revised(conn, step.after)
    return step.before.id
