"""Another phone for the same person, with codes from both."""

from dataclasses import dataclass
from uuid import UUID

from asyncpg import Record

from services.accounts.domain.asker import Asker
from services.accounts.office import Office
from services.accounts.store import people
from services.accounts.usecases.ask_code import CodeAsked, ask_code, checked_phone
from services.accounts.usecases.log_in import refused, tried, use
from services.accounts.usecases.lost_phone import move, who_may_change
from services.accounts.usecases.revoke_tokens import change_access
from services.accounts.words import refusals
from shared.db.pool import connection, transaction
from shared.errors import BadInput, NotSignedIn


@dataclass(frozen=True, slots=True)
class Proof:
    """A code as it was typed, and the request that it answers."""

    request_id: UUID
    code: str


async def ask_to_change(
    office: Office, person_id: UUID, phone_text: str, asker: Asker, *, tell: bool
) -> tuple[CodeAsked, CodeAsked]:
    """Send a code to the old phone and one to the new. Raises BadInput, Conflict while they hold a role, TooMany, NotSignedIn."""
    new = checked_phone(phone_text)
    async with connection(office.system.pool) as conn:
        person = await who_may_change(conn, person_id)
        sealed = await people.sealed_phone(conn, person_id)
    if sealed is None:
        raise NotSignedIn
    if office.vault.hash(new) == person["phone_hash"]:
        raise BadInput(*refusals.PHONE_WRONG, fields={"phone": refusals.PHONE_THE_SAME.both})
    old = await ask_code(office, office.vault.open(sealed, person_id), asker, tell=tell)
    return old, await ask_code(office, new, asker, tell=tell)


async def change_phone(office: Office, person_id: UUID, old: Proof, new: Proof) -> None:
    """The person has the new phone from now on; their memberships go along.

    Raises BadInput at the field `old_code` or `new_code`, Conflict when the new phone is somebody's, NotSignedIn.
    """
    had, has = await _tried(office, old, "old_code"), await _tried(office, new, "new_code")
    async with transaction(office.system.pool) as conn:
        await use(conn, old.request_id)
        await use(conn, new.request_id)
        await change_access(conn, person_id)  # from here on the person's row is ours
        person = await who_may_change(conn, person_id)
        if had["phone_hash"] != person["phone_hash"]:
            raise refused(refusals.CODE_GONE)
        sealed = office.vault.seal(office.vault.open(has["phone_sealed"], new.request_id), person_id)
        await move(conn, person, (has["phone_hash"], sealed, has["phone_masked"]))
    office.system.committed()


async def _tried(office: Office, proof: Proof, field: str) -> Record:
    try:
        return await tried(office, proof.request_id, proof.code)
    except BadInput as wrong:
        raise BadInput(*refusals.PHONE_UNCHANGED, code="code-refused", fields={field: wrong.fields["code"]}) from wrong
