"""An invitation of booking's is to one phone: whoever invites names it here, and here it is known who has it.

Nobody learns whether a phone has an account: naming one is answered alike, and only its owner is told that it was named.
"""

import re
from uuid import UUID

import jwt

from services.accounts.domain.limits import INVITED_BY, INVITED_TO, Limits, wait_before_sending
from services.accounts.office import Office
from services.accounts.store import codes, invited_phones
from services.accounts.usecases.ask_code import checked_phone
from services.accounts.words import refusals
from shared.db.pool import Connection
from shared.errors import NotFound, TooMany
from shared.kernel.clock import machine_clock
from shared.kernel.identity import Identity
from shared.kernel.words import EN, ZH
from shared.tickets import InvitedTicket, claims_of
from shared.tokens import ALGORITHM

_CODE = re.compile(r"[A-Za-z0-9_-]{43}")


def checked_code(text: str) -> str:
    """As booking passes an invitation on. Raises NotFound for what is none."""
    if not _CODE.fullmatch(text):
        raise NotFound
    return text


async def name_phone(
    office: Office, conn: Connection, who: Identity, invitation_id: UUID, *, phone_text: str, code: str
) -> str:
    """The invitation is to this phone; gives it, to be told. Raises BadInput at the field `phone`, NotFound, TooMany."""
    phone, code = checked_phone(phone_text), checked_code(code)
    phone_hash = office.vault.hash(phone)
    for turn in sorted((who.person_id.bytes, phone_hash)):
        await codes.take_turn(conn, turn)
    await _within(conn, INVITED_BY, who.person_id)
    await _within(conn, INVITED_TO, phone_hash)
    await invited_phones.name(conn, invitation_id, who.person_id, phone_hash, code)
    return phone


async def vouch(office: Office, conn: Connection, who: Identity, invitation_id: UUID) -> str | None:
    """A ticket that the invitation is to the phone of the one who asks; None when it is not, or there is none."""
    by = await invited_phones.named_by(conn, invitation_id, who.person_id)
    if not by:
        return None
    key_id, key = office.signing_key
    claims = claims_of(InvitedTicket(who.person_id, invitation_id, by), machine_clock().timestamp())
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": key_id})


async def _within(conn: Connection, limits: Limits, of: UUID | bytes) -> None:
    if wait := wait_before_sending(limits, await invited_phones.ages(conn, limits, of)):
        said = refusals.INVITED_ENOUGH.of(wait=(ZH.seconds(wait), EN.seconds(wait)))
        raise TooMany(*said, code="code-too-often", retry_after=wait)
