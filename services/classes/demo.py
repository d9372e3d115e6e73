"""So that the first visitor of a demonstration can book something at once."""

from pathlib import Path

from services.classes.plan import read, shifted, write
from services.classes.reader import as_read
from services.classes.store import plans
from services.classes.usecases.import_plan import import_plan
from services.classes.usecases.publish import publish_plan
from shared.db.clock import clock
from shared.db.pool import Database, transaction

PLAN = Path(__file__).with_name("examples") / "gaoxin-2027-winter.yaml"


async def seed(system: Database) -> None:
    """Fill an empty database with the example, moved so that registration opens now. Runs at the start, in demo mode only."""
    async with transaction(system.pool) as conn:
        if await plans.any_there(conn):
            return
        plan = shifted(read(PLAN.read_bytes(), PLAN.name), await clock(conn), "demo")
        imported = await import_plan(conn, None, as_read(plan), write(plan).decode())
        await publish_plan(conn, None, imported.plan.id)
    system.committed()
