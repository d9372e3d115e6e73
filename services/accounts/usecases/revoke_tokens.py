"""Have every system refuse tokens that are out: those of a session that ended, or all of a person whose access changed."""

from collections.abc import Sequence
from uuid import UUID

from services.accounts.store import people, sessions
from shared.db.pool import Connection
from shared.events.revocation import AccessChanged, SessionEnded
from shared.messaging import outbox


async def end_session(conn: Connection, session: str) -> None:
    """End the session, and what it vouched for; ending none is fine."""
    if await sessions.end(conn, session):
        await outbox.put(conn, SessionEnded(session_id=sessions.id_of(session)))


async def change_access(conn: Connection, person_id: UUID) -> None:
    """A new epoch for the person.

    Whoever issues a token holds the person and their roles: it is of the epoch before, or it says what is true after this.
    """
    await outbox.put(conn, AccessChanged(person_id=person_id, epoch=await people.begin_epoch(conn, person_id)))


async def hold_owners(conn: Connection, phone_hashes: Sequence[bytes], *others: UUID) -> None:
    """Hold the owners of these phones, and others, before their roles are taken: so does whoever issues a token, and neither waits in a circle."""
    await people.hold(conn, [*await people.with_phones(conn, phone_hashes), *others])


async def change_roles(conn: Connection, phone_hash: bytes) -> None:
    """The same for the owner of a phone, who may never have logged in: then no token is out."""
    if person_id := await people.find(conn, phone_hash):
        await change_access(conn, person_id)


async def change_all_access(conn: Connection) -> None:
    """A new epoch for everybody."""
    begun = await people.begin_every_epoch(conn)
    await outbox.put(conn, *(AccessChanged(person_id=row["id"], epoch=row["epoch"]) for row in begun))
