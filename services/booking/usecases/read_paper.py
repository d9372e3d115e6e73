"""Staff look at a paper that a family uploaded, to check its request; every reading is logged."""

from uuid import UUID

from services.booking.seen.staff import checker
from services.booking.store import review
from services.booking.store import staff_decisions as log
from shared.db.pool import Connection, Database, transaction
from shared.errors import NotFound
from shared.kernel.identity import Identity


async def request_of(conn: Connection, who: Identity, paper_id: UUID) -> tuple[UUID, UUID | None]:
    """(child, enrollment; None: checked early) for whose check this person may look at the paper. Raises NotFound for everybody else."""
    found = await review.paper_to_review(conn, checker(who), paper_id)
    if found is None:
        raise NotFound
    return found


async def may_read(system: Database, who: Identity, paper_id: UUID) -> None:
    """Let them read it, and keep that they did, before anything is shown. Raises NotFound."""
    async with transaction(system.pool) as conn:
        child_id, enrollment_id = await request_of(conn, who, paper_id)
        await log.keep_reading(conn, who, paper_id, child_id, enrollment_id)
