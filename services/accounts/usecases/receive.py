"""A guardian comes to an organizer's desk, or a teacher is named for a group: known here by phone, also without ever having logged in."""

from uuid import uuid4

import jwt

from services.accounts.domain.phone import masked, normal
from services.accounts.office import Office
from services.accounts.store import people
from services.accounts.usecases.tell_memberships import tell_memberships
from services.accounts.words import refusals
from shared.db import readings
from shared.db.pool import Connection
from shared.db.readings import Reading
from shared.errors import BadInput
from shared.kernel.clock import machine_clock
from shared.kernel.identity import Identity
from shared.tickets import DeskTicket, claims_of
from shared.tokens import ALGORITHM

LONGEST = 60
"""Characters of a name."""


async def receive(office: Office, conn: Connection, who: Identity, phone: str, name: str | None) -> str:
    """A ticket for the person with this phone, who begins here if need be, and later logs in with it; a name of their own stays, and None gives them none.

    That they were looked up is kept. Raises BadInput.
    """
    number, name = normal(phone), name and name.strip()
    wrong = {} if number else {"phone": refusals.PHONE_HINT.both}
    if name is not None and (not 1 <= len(name) <= LONGEST or not name.isprintable()):
        wrong["name"] = refusals.GUARDIAN_NAME.both
    if number is None or wrong:
        raise BadInput(*refusals.GUARDIAN_FIRST, fields=wrong)
    phone_hash = office.vault.hash(number)
    person_id = await people.find(conn, phone_hash)
    if person_id is None:
        new_id = uuid4()
        person_id = await people.add(conn, new_id, (phone_hash, office.vault.seal(number, new_id), masked(number)))
    await tell_memberships(conn, [person_id])
    person = await people.get(conn, person_id)
    assert person  # noqa: S101 - found or added in this transaction
    if name and not person["name"]:
        await people.rename(conn, person_id, name)
    unions = sorted({union for role, union in who.roles if role == "organizer"}) or ["*"]
    await readings.keep(conn, who, Reading("guardians", unions, sought=masked(number)))
    ticket = DeskTicket(person_id, frozenset(person["unions"]), person["revision"], who.person_id)
    key_id, key = office.signing_key
    claims = claims_of(ticket, machine_clock().timestamp())
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": key_id})
