"""A phone that is lost becomes another one by the union: told to the old number, after a wait that the old number can end."""

from datetime import timedelta
from uuid import UUID

from asyncpg import Record

from services.accounts.domain.phone import masked
from services.accounts.office import Office
from services.accounts.store import asleep, bindings, people, phones, roll, sessions, unions
from services.accounts.store.phones import Phone
from services.accounts.usecases.ask_code import checked_phone
from services.accounts.usecases.manage_unions import managed_or_404
from services.accounts.usecases.revoke_tokens import change_access
from services.accounts.usecases.tell_memberships import tell_memberships
from services.accounts.words import refusals
from shared.db.pool import Connection, transaction
from shared.errors import BadInput, Conflict, NotSignedIn
from shared.kernel.identity import Identity


async def ask_for_lost(
    office: Office, conn: Connection, who: Identity, union: str, *, old_text: str, new_text: str, reason: str
) -> str:
    """A member lost the old number: the union asks for another one, which counts after the wait. Gives the old number, to be told; none where it is somebody else's by now.

    Raises NotFound, BadInput, Conflict when nobody of the roll has the old one, somebody the new one, or one is asked for already.
    """
    managed_or_404(who, union, await unions.every(conn))
    old, new, why = _at("old", old_text), _at("new", new_text), reason.strip()
    if not 2 <= len(why) <= 200:
        raise BadInput(*refusals.PHONE_LOST_WRONG, fields={"reason": refusals.REASON_HINT.both})
    old_hash, new_hash = office.vault.hash(old), office.vault.hash(new)
    parked = await asleep.parked(conn, old_hash)
    person_id = parked or await people.find(conn, old_hash)
    person = await people.get(conn, person_id) if person_id else None
    if person_id is None or person is None or not await roll.has(conn, union, person["phone_hash"]):
        raise Conflict(*refusals.PHONE_NOT_ON_ROLL)
    await who_may_change(conn, person_id)
    if person_id == who.person_id:
        raise Conflict(*refusals.PHONE_OF_ONESELF)
    if await people.find(conn, new_hash):
        raise Conflict(*refusals.PHONE_TAKEN)
    phone = (new_hash, office.vault.seal(new, person_id), masked(new))
    wait = timedelta(hours=office.system.settings.phone_hours)
    await phones.ask(conn, person_id, phone, union=union, by=(who.person_id, who.name), reason=why, wait=wait)
    return "" if parked else old


async def stop(office: Office, person_id: UUID) -> None:
    """Whoever has the old number does not want it to be another one."""
    async with transaction(office.system.pool) as conn:
        await phones.stop(conn, person_id)


async def come_by_new(conn: Connection, phone_hash: bytes) -> UUID | None:
    """Whose phone this has become, the wait being over, for somebody who logs in with it and is nobody yet. All log-ins of before end."""
    asked = await phones.due(conn, phone_hash)
    if asked is None:
        return None
    person_id: UUID = asked["person_id"]
    await change_access(conn, person_id)
    person = await people.get(conn, person_id)
    if person is None:
        return None
    await sessions.end_all(conn, person_id)
    await bindings.unbind(conn, person_id)  # what was lost with the phone lets nobody in
    await move(conn, person, (phone_hash, asked["phone_sealed"], asked["phone_masked"]))
    await asleep.unpark(conn, person_id)
    return person_id


async def move(conn: Connection, person: Record, phone: Phone) -> None:
    """The person has this phone from now on, their memberships go along. The caller holds their row. Raises Conflict when it is another's."""
    await phones.move(conn, person["id"], person["phone_hash"], phone)
    await tell_memberships(conn, [person["id"]])


async def who_may_change(conn: Connection, person_id: UUID) -> Record:
    """Roles are given to a phone: whoever holds one has it given to the new one first, and taken from the old."""
    person = await people.get(conn, person_id)
    if person is None:
        raise NotSignedIn
    if await unions.roles_of(conn, person["phone_hash"]) or await unions.waiting(conn, person["phone_hash"]):
        raise Conflict(*refusals.PHONE_HOLDS_ROLE)
    return person


def _at(field: str, text: str) -> str:
    try:
        return checked_phone(text)
    except BadInput as wrong:
        raise BadInput(*refusals.PHONE_LOST_WRONG, fields={field: refusals.PHONE_HINT.both}) from wrong
