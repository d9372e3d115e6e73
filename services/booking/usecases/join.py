"""Another guardian joins a family: invited by a code, accepted by whoever holds it, confirmed by who knows them.

The code is the invitation's id, signed: it says nothing of anybody, works once, and not for long. Who got hold of it has joined nothing
before a guardian of the family has said that it is them.
"""

import base64
import binascii
from uuid import UUID

from services.booking.domain.guardian import CALLED, CODE_LIFE, MOST, PHONE_LIFE, Guardian, Guardians
from services.booking.store import families, guardians
from services.booking.store import invitations as store
from services.booking.store.invitations import Invitation
from services.booking.usecases.family import own_family
from services.booking.words import guardians as words
from shared.crypto import Vault
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import BadInput, Conflict, NotFound
from shared.events.family import InvitationAccepted
from shared.kernel.identity import Identity
from shared.messaging import outbox
from shared.tickets import InvitedTicket


def code_of(vault: Vault, invitation_id: UUID, *, to_phone: bool = False) -> str:
    """What an invitation is passed on by: 43 letters and digits."""
    signed = invitation_id.bytes + bytes.fromhex(vault.sign(_said(invitation_id, to_phone=to_phone)))
    return base64.urlsafe_b64encode(signed).decode().rstrip("=")


async def invited(conn: Connection, vault: Vault, code: str) -> Invitation:
    """The invitation of a code that we made. Raises NotFound."""
    try:
        signed = base64.urlsafe_b64decode(code + "=")
        invitation_id = UUID(bytes=signed[:16])
    except (binascii.Error, ValueError) as made_up:
        raise NotFound from made_up
    found = await store.find(conn, invitation_id)
    if found is None or not vault.signed(_said(invitation_id, to_phone=found.to_phone), signed[16:].hex()):
        raise NotFound
    return found


async def call(conn: Connection, who: Identity, family_id: UUID, called: str) -> None:
    """What the person is to the children of a family. Raises NotFound, BadInput."""
    await own_family(conn, who.person_id, family_id)
    await guardians.call(conn, family_id, as_guardian(who, called))


async def invite(conn: Connection, who: Identity, family_id: UUID, *, to_phone: bool = False) -> UUID:
    """A new code, in place of the one that is open; accounts is told to which phone, if to one. Raises NotFound, Conflict when the family has as many guardians as it can."""
    await own_family(conn, who.person_id, family_id)
    await families.lock_family(conn, family_id)
    mine = await _guardians(conn, family_id)
    _room_for_one_more(len(mine))
    await guardians.call(conn, family_id, as_guardian(who, mine[who.person_id].called))
    return await store.invite(conn, family_id, who.person_id, PHONE_LIFE if to_phone else CODE_LIFE, to_phone=to_phone)


async def accept(
    conn: Connection, vault: Vault, who: Identity, code: str, *, called: str, ticket: InvitedTicket | None = None
) -> None:
    """The person would act for these children; its guardians hear of it. Raises NotFound, BadInput, Conflict when it is not open (any more)."""
    invitation = await invited(conn, vault, code)
    me = as_guardian(who, called, must=True)
    if invitation.to_phone and not is_to(invitation, who, ticket):
        raise Conflict(*words.OTHER_PHONE)
    await families.lock_family(conn, invitation.family_id)
    theirs = await _guardians(conn, invitation.family_id)
    if who.person_id in theirs:
        raise Conflict(*words.GUARDIAN_ALREADY)
    if invitation.invited_by not in theirs or not await store.accept(conn, invitation.id, me):
        raise Conflict(*words.CODE_GONE)
    accepted = InvitationAccepted(
        family_id=invitation.family_id, invitation_id=invitation.id, guardian_ids=list(theirs), at=await clock(conn), called=called,
    )  # fmt: skip
    await outbox.put(conn, accepted)


def is_to(invitation: Invitation, who: Identity, ticket: InvitedTicket | None) -> bool:
    """Whether accounts vouches that the one who invited named the phone of this person."""
    said = ticket and (ticket.person_id, ticket.invitation_id) == (who.person_id, invitation.id)
    return bool(ticket and said and invitation.invited_by in ticket.by)


async def settle(conn: Connection, who: Identity, invitation_id: UUID, *, joins: bool) -> None:
    """A guardian of the family says whether it is them. Raises NotFound, Conflict when it is said already, or the family is full."""
    invitation = await own_invitation(conn, who, invitation_id)
    await families.lock_family(conn, invitation.family_id)
    if not invitation.accepted or not await store.settle(conn, invitation_id, "joined" if joins else "declined"):
        raise Conflict(*words.SETTLED_ALREADY)
    if joins:
        mine = await _guardians(conn, invitation.family_id)
        if who.person_id not in mine:  # out of the family meanwhile
            raise NotFound
        _room_for_one_more(len(mine))
        await guardians.join(conn, invitation.family_id, invitation.accepted)


async def own_invitation(conn: Connection, who: Identity, invitation_id: UUID) -> Invitation:
    """One to a family of the person. Raises NotFound."""
    invitation = await store.find(conn, invitation_id)
    if invitation is None or invitation.family_id not in await guardians.families_of(conn, who.person_id):
        raise NotFound
    return invitation


def as_guardian(who: Identity, called: str, *, must: bool = False) -> Guardian:
    """Who they are now. Raises BadInput when what they are called is none of `CALLED`."""
    if called not in CALLED and (called or must):
        raise BadInput(*words.CALLED_MISSING, fields={"called": words.CALLED_HINT.both})
    return Guardian(who.person_id, called, who.name)


async def _guardians(conn: Connection, family_id: UUID) -> Guardians:
    return (await guardians.guardians_of(conn, [family_id])).get(family_id, {})


def _room_for_one_more(count: int) -> None:
    if count >= MOST:
        raise Conflict(*words.TOO_MANY_GUARDIANS.of(most=MOST))


def _said(invitation_id: UUID, *, to_phone: bool) -> str:
    return f"invitation {'to a phone ' if to_phone else ''}{invitation_id}"
