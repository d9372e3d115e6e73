"""Tickets: accounts vouches for whom an organizer acts at the desk, or that an invitation is to the phone of whoever opens it. A browser carries
them from a page of accounts to one of booking."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import jwt

from shared.errors import Conflict
from shared.kernel.clock import machine_clock
from shared.tokens import ALGORITHM, ISSUER, LEEWAY, PublicKey
from shared.words.refusals import TICKET_OVER

AUDIENCE = "aixin-desk"
"""No ticket opens what a token opens, and no token is a ticket."""
INVITED = "aixin-invited"
"""Nor is one kind of ticket the other."""
LIFE = timedelta(minutes=30)
"""So long a family sits at the desk, or reads an invitation."""
_OPTIONS: Any = {"require": ["exp", "iat", "aud", "iss", "sub"], "verify_exp": False, "verify_iat": False}


@dataclass(frozen=True, slots=True)
class DeskTicket:
    """For one organizer alone, and without a name or a phone: it stands in an address."""

    person_id: UUID
    """The guardian."""
    unions: frozenset[str]
    revision: int
    """Of the memberships, as in a token."""
    by: UUID
    """The organizer."""


@dataclass(frozen=True, slots=True)
class InvitedTicket:
    """An invitation was made to the phone of this person; which phone stands nowhere in it."""

    person_id: UUID
    invitation_id: UUID
    by: frozenset[UUID]
    """Who named that phone; whether one of them invited is booking's to know."""


def claims_of(ticket: DeskTicket | InvitedTicket, now: float) -> dict[str, Any]:
    """The claims accounts signs."""
    claims = {"iss": ISSUER, "sub": str(ticket.person_id), "iat": int(now), "exp": int(now + LIFE.total_seconds())}
    if isinstance(ticket, InvitedTicket):
        invited_by = sorted(map(str, ticket.by))
        return claims | {"aud": INVITED, "invitation": str(ticket.invitation_id), "by": invited_by}
    return claims | {
        "aud": AUDIENCE,
        "unions": sorted(ticket.unions),
        "rev": ticket.revision,
        "by": str(ticket.by),
    }


def read_ticket(text: str, keys: Mapping[str, PublicKey], by: UUID) -> DeskTicket:
    """What it vouches for. Raises Conflict when it is forged, over, or another organizer's."""
    c = _claims(text, keys, AUDIENCE)
    try:
        if UUID(c["by"]) != by:
            raise Conflict(*TICKET_OVER)
        return DeskTicket(UUID(c["sub"]), frozenset(map(str, c["unions"])), int(c["rev"]), by)
    except (KeyError, ValueError, TypeError) as bad:
        raise Conflict(*TICKET_OVER) from bad


def read_invited(text: str, keys: Mapping[str, PublicKey]) -> InvitedTicket:
    """What it vouches for. Raises Conflict when it is forged, or over."""
    c = _claims(text, keys, INVITED)
    try:
        return InvitedTicket(UUID(c["sub"]), UUID(c["invitation"]), frozenset(map(UUID, c["by"])))
    except (KeyError, ValueError, TypeError, AttributeError) as bad:
        raise Conflict(*TICKET_OVER) from bad


def _claims(text: str, keys: Mapping[str, PublicKey], audience: str) -> dict[str, Any]:
    try:
        key, until = keys[jwt.get_unverified_header(text)["kid"]]
        c: dict[str, Any] = jwt.decode(
            text, key, algorithms=[ALGORITHM], audience=audience, issuer=ISSUER, options=_OPTIONS
        )
        if not c["iat"] - LEEWAY <= machine_clock().timestamp() <= min(c["exp"], until):
            raise Conflict(*TICKET_OVER)
    except (jwt.PyJWTError, KeyError, ValueError, TypeError) as bad:
        raise Conflict(*TICKET_OVER) from bad
    return c
