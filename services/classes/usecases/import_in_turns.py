"""Import a large plan turn by turn: it says how far it is, goes on whether somebody looks or not, and nobody waits for it."""

import asyncio
from uuid import UUID

from services.classes.plan import PlannedGroup
from services.classes.reader import PORTION, ReadPlan, planned
from services.classes.store import groups, plans
from services.classes.store import importing as store
from services.classes.store.plans import PlanRow
from services.classes.usecases.compare import Step, compare, vanished
from services.classes.usecases.import_plan import check_may_import, do_steps, import_plan, taken
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.kernel.identity import Identity
from shared.messaging.timers import set_timer

IMPORT = "import"
"""The timer of a plan's next turn; its subject is the plan's key. Set anew it stands behind the others that are due."""
AT_ONCE = 100
"""Groups a turn; a plan of so many is imported at once."""


async def import_in_turns(conn: Connection, who: Identity, plan: ReadPlan, source: str) -> PlanRow:
    """As `import_plan`; the groups of a large plan follow turn by turn, and what an older file of it left waiting is forgotten."""
    if len(plan.keys) <= AT_ONCE:
        return (await import_plan(conn, who, plan, source)).plan
    check_may_import(who, plan)
    # Before the plan, for whoever takes the next turn holds its timer and then wants the plan.
    await set_timer(conn, IMPORT, plan.key, await clock(conn))
    row = await plans.keep(conn, plan.key, plan.union, plan.title, source)
    if row is None:
        raise taken(plan)
    said = [(key, line.decode()) for key, line in zip(plan.keys, plan.lines, strict=True)]
    gone = [(key, None) for key in await groups.keys_beside(conn, row.id, plan.keys)]
    await store.begin(conn, row.id, who, [*said, *gone])
    return row


async def go_on_importing(conn: Connection, subject: str) -> None:
    """The timer's effect: the plan's next turn; the timer is set again until nothing is left."""
    plan = await plans.lock_key(conn, subject)
    importing = await store.find(conn, plan.id) if plan else None
    if not plan or not importing:
        return
    waiting = await store.take(conn, plan.id, AT_ONCE)
    for n in range(0, len(waiting), PORTION):
        portion = waiting[n : n + PORTION]
        said = [planned(line) for _, line in portion if line]
        gone = [key for key, line in portion if line is None]
        await do_steps(conn, importing.who, plan.id, await _steps(conn, plan.id, said, gone))
        await asyncio.sleep(0)
    if importing.left > len(waiting):
        await set_timer(conn, IMPORT, subject, await clock(conn))
    else:
        await store.end(conn, plan.id)


async def _steps(conn: Connection, plan_id: UUID, said: list[PlannedGroup], gone: list[str]) -> list[Step]:
    there = await groups.lock_of_plan(conn, plan_id, [one.key for one in said] + gone)
    return compare(there, said, await clock(conn)) + [vanished(group) for group in there if group.key in gone]
