"""Log out: the session dies at once; a token already handed out lives on for minutes at most."""

from uuid import UUID

from services.accounts.office import Office
from services.accounts.store import sessions
from shared.db.pool import transaction


async def log_out(office: Office, session: str | None) -> None:
    """End this session; ending none is fine."""
    if session:
        async with transaction(office.system.pool) as conn:
            await sessions.end(conn, session)


async def log_out_everywhere(office: Office, person_id: UUID) -> None:
    """End every session of the person."""
    async with transaction(office.system.pool) as conn:
        await sessions.end_all(conn, person_id)
