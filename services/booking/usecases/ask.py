"""What a family asks of the desk: a place, one that is offered, its end; pages and API come through here."""

from collections.abc import Sequence
from uuid import UUID

from services.booking.domain.requests import Accept, Enroll, Seat, Withdraw
from services.booking.usecases.desk import Desk
from shared.db.ids import new, swift
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity

Wanted = Sequence[Sequence[tuple[UUID, UUID]]]
"""Choices of (group, child) pairs."""


async def ask_to_enroll(
    desk: Desk, who: Identity, key: str, wanted: Wanted, instead_of: UUID | None = None
) -> Answer:  # fmt: skip
    """Bring a booking to the desk; `instead_of` is given up once the place is granted, and only then."""
    choices = tuple(tuple(Seat(new(), swift(child), swift(group)) for group, child in choice) for choice in wanted)
    ask = Enroll(who.person_id, choices, frozenset(who.unions), who.revision, instead_of)
    what = [pair for choice in wanted for pair in (*choice, "|")]
    return await desk.ask(who.person_id, key, digest("enroll", *what, *([instead_of] if instead_of else ())), ask)


async def ask_to_accept(desk: Desk, who: Identity, key: str, enrollment_id: UUID) -> Answer:
    """Bring the acceptance of an offer to the desk."""
    return await desk.ask(who.person_id, key, digest("accept", enrollment_id), Accept(who.person_id, enrollment_id))


async def ask_to_withdraw(desk: Desk, who: Identity, key: str, enrollment_id: UUID) -> Answer:
    """Bring a cancellation to the desk."""
    return await desk.ask(who.person_id, key, digest("withdraw", enrollment_id), Withdraw(who.person_id, enrollment_id))
