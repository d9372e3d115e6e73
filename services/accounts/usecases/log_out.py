"""Log out: the session dies at once, and the tokens that were handed out for it die everywhere."""

from uuid import UUID

from services.accounts.office import Office
from services.accounts.store import sessions
from services.accounts.usecases.revoke_tokens import change_access, end_session
from shared.db.pool import transaction


async def log_out(office: Office, session: str | None) -> None:
    """End this session; ending none is fine."""
    if session:
        async with transaction(office.system.pool) as conn:
            await end_session(conn, session)
        office.system.committed()


async def log_out_everywhere(office: Office, person_id: UUID) -> None:
    """End every session of the person."""
    async with transaction(office.system.pool) as conn:
        await sessions.end_all(conn, person_id)
        await change_access(conn, person_id)
    office.system.committed()
