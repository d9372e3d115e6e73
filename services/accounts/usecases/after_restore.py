"""Accounts was put back from a backup: memberships hold as they are here; and nobody comes in by a session that was ended since."""

from services.accounts.store import people, sessions, unions
from services.accounts.usecases.api_keys import revoke_every_key
from services.accounts.usecases.retell import retell
from services.accounts.usecases.revoke_tokens import change_all_access
from shared.db.pool import Connection


async def after_restore(conn: Connection) -> None:
    """Everybody logs in again, and everybody's memberships are told again, in a revision that is higher than any that was told."""
    await sessions.forget_all(conn)
    await change_all_access(conn)
    await revoke_every_key(conn)
    await people.renumber(conn)
    await unions.renumber(conn)
    await retell(conn)
