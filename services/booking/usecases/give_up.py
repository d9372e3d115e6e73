"""A family gives up all of several places, offers and turns at once, because it takes back what they need, or leaves."""

from collections.abc import Collection
from uuid import UUID

from services.booking.domain.requests import Withdraw
from services.booking.store.groups import GroupBook
from services.booking.usecases.admit import admit
from shared.db.pool import Connection


async def give_up(
    conn: Connection, book: GroupBook, person_id: UUID, enrollment_ids: Collection[UUID], consent: str = ""
) -> list[UUID]:  # fmt: skip
    """Withdraw them for a guardian, as if each were asked for at the desk, perhaps with a consent that was taken back; those that stay, because a list is being decided just now."""
    if not enrollment_ids:
        return []
    rulings = (await admit(conn, book, [Withdraw(person_id, id_, consent) for id_ in enrollment_ids])).rulings
    return [id_ for id_, ruling in zip(enrollment_ids, rulings, strict=True) if ruling.result == "frozen"]
