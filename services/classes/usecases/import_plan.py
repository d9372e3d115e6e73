"""Bring a plan (招生方案) in: twice without harm."""

from dataclasses import dataclass
from uuid import UUID

from services.classes.plan import Plan, expand
from services.classes.store import groups, history, plans
from services.classes.store.plans import PlanRow
from services.classes.usecases.changing import keep, tell_revised
from services.classes.usecases.compare import Step, compare
from services.classes.words import refusals
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import Conflict, Forbidden
from shared.kernel.identity import Identity


@dataclass(frozen=True, slots=True)
class Imported:
    """The plan and what became of each group, with its id (None: removed)."""

    plan: PlanRow
    groups: list[tuple[Step, UUID | None]]


async def import_plan(conn: Connection, who: Identity | None, plan: Plan, source: str) -> Imported:
    """Create and change groups as the plan says (nobody: the system itself does).

    Raises Forbidden for another union's plan, Conflict when another union uses the plan's number.
    """
    check_may_import(who, plan)
    row = await plans.keep(conn, plan.plan, plan.union, plan.title, source)
    if row is None:
        raise _taken(plan)
    existing = await groups.lock_plan(conn, row.id)
    steps = compare(existing, expand(plan), await clock(conn))
    done = [(step, await _do(conn, who, row.id, step)) for step in steps]
    return Imported(row, done)


async def preview(conn: Connection, who: Identity, plan: Plan) -> list[Step]:
    """What an import would do, without doing it. Raises as import_plan."""
    check_may_import(who, plan)
    row = await plans.find_key(conn, plan.plan)
    if row and row.union_code != plan.union:
        raise _taken(plan)
    existing = await groups.of_plan(conn, row.id) if row else []
    return compare(existing, expand(plan), await clock(conn))


def check_may_import(who: Identity | None, plan: Plan) -> None:
    """Only whoever organizes the plan's union. Raises Forbidden."""
    if who and not who.may_organize(plan.union):
        raise Forbidden(*refusals.UNION_NOT_YOURS.of(union=plan.union))


def _taken(plan: Plan) -> Conflict:
    return Conflict(*refusals.PLAN_TAKEN.of(plan=plan.plan))


async def _do(conn: Connection, who: Identity | None, plan_id: UUID, step: Step) -> UUID | None:
    """One step; the id of the group, None when it is removed."""
    if step.fate == "created" and step.planned:
        group_id = await groups.add(conn, plan_id, step.key, step.planned.facts, step.planned.presentation)
        await history.note(conn, group_id, who, "created", {})
        return group_id
    if step.before is None:
        return None
    if step.fate == "removed":
        await groups.remove(conn, [step.before.id])
        return None
    if step.after and step.fate == "unchanged":
        await groups.save(conn, step.after)
    elif step.after:
        await keep(conn, step.after, who, "imported")
        if step.after.facts != step.before.facts:
            await tell_revised(conn, step.after)
    return step.before.id
