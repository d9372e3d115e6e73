"""An option (随托管班的班): a class that only children in its care can be in, and that ends with their care.

Whatever happens to a child's care, its options follow in the same decision, before anything else is decided: `follow`.
"""

from dataclasses import replace
from uuid import UUID

from services.booking.domain.books import Books
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.places import Places
from services.booking.domain.requests import Change, ChangeKind, Enroll

SAYS_IT: frozenset[ChangeKind] = frozenset({"withdrawn", "cancelled", "expired", "refused"})
"""Where the message about the care says which options ended with it; after anything else each says it itself."""


def apart(books: Books, ask: Enroll) -> list[Enroll]:
    """What is asked for as one, and behind it each option as a request of its own: one that is full costs nobody the care."""
    groups = books.snapshot.groups
    options = [seat for seat in ask.seats if groups[seat.group_id].only_with]
    if not options:
        return [ask]
    choices = tuple(tuple(seat for seat in choice if not groups[seat.group_id].only_with) for choice in ask.choices)
    first = [replace(ask, choices=choices)] if any(choices) else []
    return [*first, *(replace(ask, choices=((seat,),)) for seat in options)]


def follow(places: Places, since: int) -> None:
    """Let the options of each child follow what has happened to its care from this change on."""
    changes, groups = places.books.changes, places.books.snapshot.groups
    while since < len(changes):
        change = changes[since]
        if care := groups[change.enrollment.group_id].care:
            ended = _follow(places, change, care)
            if change.kind in SAYS_IT:
                changes[since] = change._replace(options=tuple(ended))
        since += 1


def _follow(places: Places, change: Change, care: str) -> list[UUID]:
    """This child's options end, stay, or go on to a place; the groups of those that ended."""
    books, child_id = places.books, change.enrollment.child_id
    stands = [e.placed for e in books.in_care(child_id, care)]
    mine = [e for id_, e in books.by_child.get(child_id, {}).items() if books.snapshot.groups[id_].only_with == care]
    ended = [e for e in mine if not stands or (e.placed and not any(stands))]
    for option in ended:
        _end(places, option, change)
    for option in mine:
        if option.state == State.WAITLISTED and any(stands):
            places.fill(option.group_id) if option.group_id in books.ledgers else books.later.add(option.group_id)
    return [option.group_id for option in ended]


def _end(places: Places, option: Enrollment, change: Change) -> None:
    kind: ChangeKind = "withdrawn" if change.kind == "withdrawn" else "cancelled"
    ended = option.withdraw() if kind == "withdrawn" else option.cancel()
    told = {"with_care": change.enrollment.group_id, "silent": change.kind in SAYS_IT, "by": change.by}
    places.books.move(option, ended, kind, waited=not option.placed, **told)
    if option.placed:
        places.fill(option.group_id)
