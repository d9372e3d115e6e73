"""Close the account, having shown once more by a code that it is one's own: all of the person goes, here and in the other systems."""

from uuid import UUID

from asyncpg import Record

from services.accounts.domain.asker import Asker
from services.accounts.office import Office
from services.accounts.store import people, unions
from services.accounts.usecases.ask_code import CodeAsked, ask_code
from services.accounts.usecases.log_in import refused, tried, use
from services.accounts.usecases.revoke_tokens import change_access
from services.accounts.words import refusals
from shared.db.pool import Connection, connection, transaction
from shared.errors import Conflict, NotSignedIn
from shared.events.accounts import AccountClosed
from shared.messaging import outbox


async def ask_to_close(office: Office, person_id: UUID, asker: Asker, *, tell: bool) -> CodeAsked:
    """Send a code to the person's own phone. Raises Conflict while they hold a role, TooMany, NotSignedIn."""
    async with connection(office.system.pool) as conn:
        await _who_may_leave(conn, person_id)
        sealed = await people.sealed_phone(conn, person_id)
    if sealed is None:
        raise NotSignedIn
    return await ask_code(office, office.vault.open(sealed, person_id), asker, tell=tell)


async def close_account(office: Office, person_id: UUID, request_id: UUID, code: str) -> None:
    """Forget the person, and have the others forget them; tokens and sessions end at once.

    Raises BadInput at the field `code`, Conflict while they hold a role, NotSignedIn.
    """
    asked = await tried(office, request_id, code)
    async with transaction(office.system.pool) as conn:
        await use(conn, request_id)
        await change_access(conn, person_id)  # from here on the person's row is ours
        person = await _who_may_leave(conn, person_id)
        if asked["phone_hash"] != person["phone_hash"]:
            raise refused(refusals.CODE_GONE)
        await outbox.put(conn, AccountClosed(person_id=person_id, revision=person["revision"] + 1))
        await people.forget(conn, person_id)
    office.system.committed()


async def forget_again(conn: Connection, closed: AccountClosed) -> bool:
    """The person had closed their account, and came back with a backup: gone again, here and wherever it was told anew."""
    if await people.get(conn, closed.person_id):
        await change_access(conn, closed.person_id)  # from here on the person's row is ours
        if person := await people.get(conn, closed.person_id):
            await outbox.put(conn, AccountClosed(person_id=closed.person_id, revision=person["revision"] + 1))
            await people.forget(conn, closed.person_id)
    return True


async def _who_may_leave(conn: Connection, person_id: UUID) -> Record:
    """Whoever reads others' data for a union is somebody to it as long as they do."""
    person = await people.get(conn, person_id)
    if person is None:
        raise NotSignedIn
    if await unions.roles_of(conn, person["phone_hash"]) or await unions.waiting(conn, person["phone_hash"]):
        raise Conflict(*refusals.ROLES_FIRST)
    return person
