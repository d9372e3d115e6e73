"""One enrollment ends before its time: by its family, or by the organizer. What becomes free goes to those who wait."""

from collections.abc import Callable
from uuid import UUID

from services.booking.domain.asking import stays
from services.booking.domain.enrollment import Enrollment
from services.booking.domain.places import Places
from services.booking.domain.requests import ChangeKind, Ruling


def leave(
    places: Places, old: Enrollment, step: Callable[[Enrollment], Enrollment], kind: ChangeKind, *, reason: str, by: UUID | None = None
) -> Ruling:  # fmt: skip
    """It ends by this step, `by` a guardian; not once the group is over, nor while a list that it stands on is decided."""
    books = places.books
    if standing := stays(books, old):
        return standing
    told = {
        "reason": reason,
        "by": by,
        "waited": not old.placed,
        "proposal": books.proposal(old) if kind == "cancelled" else None,
    }
    left = books.move(old, step(old), kind, **told, **books.replaced(old))
    # A place is free; or what waited for two needs only one now.
    for group_id in {old.group_id, *(e.group_id for e in books.of_unit(old))}:
        places.fill(group_id)
    return Ruling("withdrawn" if kind == "withdrawn" else "done", left)
