"""Log out: the session dies at once; a token already handed out lives on for minutes at most."""

from uuid import UUID

from services.accounts.desk import Desk
from services.accounts.store import sessions
from shared.db.pool import transaction


async def log_out(desk: Desk, session: str | None) -> None:
    """End this session; ending none is fine."""
    if session:
        async with transaction(desk.system.pool) as conn:
            await sessions.end(conn, session)


async def log_out_everywhere(desk: Desk, person_id: UUID) -> None:
    """End every session of the person."""
    async with transaction(desk.system.pool) as conn:
        await sessions.end_all(conn, person_id)
