"""A token says who a person is for 15 minutes: memberships and roles as they are at this moment."""

from dataclasses import dataclass
from uuid import UUID

import jwt

from services.accounts.office import Office
from services.accounts.store import asleep, people, second_factors, sessions, unions
from services.accounts.usecases.tell_memberships import tell_memberships
from shared.db.pool import Connection, transaction
from shared.errors import NotSignedIn
from shared.kernel.clock import machine_clock
from shared.kernel.identity import TOKEN_LIFE, Identity
from shared.tokens import ALGORITHM, claims_of


@dataclass(frozen=True, slots=True)
class Token:
    """A signed token and what it says."""

    text: str
    identity: Identity


async def issue_token(office: Office, conn: Connection, person_id: UUID, session_id: UUID) -> Token:
    """Sign what is true now, for a session of the person; memberships that changed by themselves (a date passed) are told as well."""
    await tell_memberships(conn, [person_id])
    person = await people.get(conn, person_id)
    if person is None:
        raise NotSignedIn
    now = machine_clock().timestamp()
    identity = Identity(
        person_id=person_id,
        name=person["name"] or person["phone_masked"],
        unions=tuple(person["unions"]),
        revision=person["revision"],
        roles=await unions.roles_held(conn, person["phone_hash"]),
        expires=float(int(now + TOKEN_LIFE.total_seconds())),
        session_id=session_id,
        epoch=person["epoch"],
        methods=("sms", "otp") if await sessions.proven(conn, person_id, session_id) else ("sms",),
        enrolled=await second_factors.enrolled(conn, person_id),
    )
    key_id, key = office.signing_key
    text = jwt.encode(claims_of(identity, now), key, algorithm=ALGORITHM, headers={"kid": key_id})
    return Token(text, identity)


async def renew_token(office: Office, session: str | None) -> Token:
    """A fresh token for a live session. Raises NotSignedIn."""
    if not session:
        raise NotSignedIn
    async with transaction(office.system.pool) as conn:
        person_id = await sessions.touch(conn, session)
        if person_id is None:
            raise NotSignedIn
        await asleep.see(conn, person_id)
        token = await issue_token(office, conn, person_id, sessions.id_of(session))
    office.system.committed()
    return token
