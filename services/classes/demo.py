"""So that the first visitor of a demonstration sees something real."""

from pathlib import Path

from services.classes.plan.reading import read
from services.classes.store import plans
from services.classes.usecases.import_plan import import_plan
from services.classes.usecases.publish import publish_plan
from shared.db.pool import transaction
from shared.system import System

PLAN = Path(__file__).parents[2] / "examples" / "plans" / "gaoxin-2027-winter.yaml"


async def seed(system: System) -> None:
    """Import and publish the example into an empty database; runs once at the start, and only in demo mode."""
    if not PLAN.exists():
        return
    data = PLAN.read_bytes()
    async with transaction(system.pool) as conn:
        if await plans.any_there(conn):
            return
        imported = await import_plan(conn, None, read(data, PLAN.name), data.decode())
        await publish_plan(conn, None, imported.plan.id)
    system.committed()
