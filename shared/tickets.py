"""A ticket: accounts vouches for whom an organizer acts at the desk. A browser carries it from a page of accounts to one of booking."""

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
LIFE = timedelta(minutes=30)
"""So long a family sits at the desk."""
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


def claims_of(ticket: DeskTicket, now: float) -> dict[str, Any]:
    """The claims accounts signs."""
    return {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(ticket.person_id),
        "iat": int(now),
        "exp": int(now + LIFE.total_seconds()),
        "unions": sorted(ticket.unions),
        "rev": ticket.revision,
        "by": str(ticket.by),
    }


def read_ticket(text: str, keys: Mapping[str, PublicKey], by: UUID) -> DeskTicket:
    """What it vouches for. Raises Conflict when it is forged, over, or another organizer's."""
    try:
        key, until = keys[jwt.get_unverified_header(text)["kid"]]
        c = jwt.decode(text, key, algorithms=[ALGORITHM], audience=AUDIENCE, issuer=ISSUER, options=_OPTIONS)
        if not c["iat"] - LEEWAY <= machine_clock().timestamp() <= min(c["exp"], until) or UUID(c["by"]) != by:
            raise Conflict(*TICKET_OVER)
        return DeskTicket(UUID(c["sub"]), frozenset(map(str, c["unions"])), int(c["rev"]), by)
    except (jwt.PyJWTError, KeyError, ValueError, TypeError) as bad:
        raise Conflict(*TICKET_OVER) from bad
