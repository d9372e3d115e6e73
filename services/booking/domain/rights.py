"""A right is judged at the step by which somebody would get a place: what held when it was asked for may hold no more."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from services.booking.domain.books import Books
from services.booking.domain.child import Child
from services.booking.domain.criteria import Applicant, Verdict, parts_of
from services.booking.domain.eligibility import unmet
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.group import Group
from services.booking.domain.snapshot import Membership, put_together


def lost(group: Group, child: Child, memberships: Mapping[UUID, Membership]) -> tuple[Verdict, ...]:
    """What is asked of who may have a place and holds no more. Of unions nothing was heard yet: then who asked was taken at its token's word."""
    heard = [memberships[person] for person in child.guardian_ids if person in memberships]
    if not heard and any(part.members_of or part.listed_in for part in parts_of(group.who)):
        return ()
    return tuple(unmet(group, Applicant(child, put_together(heard))))


def lapsed(books: Books, seat: Enrollment) -> tuple[Verdict, ...]:
    """The same of an enrollment; a move is proposed by the organizer, who knows whom it proposes it to. What a family asked for instead of
    something is judged before it is offered.
    """
    child = books.snapshot.children.get(seat.child_id)
    if child is None or (seat.replaces and seat.state == State.OFFERED):
        return ()
    return lost(books.snapshot.groups[seat.group_id], child, books.snapshot.memberships)


def end_lapsed(books: Books, seats: Iterable[Enrollment]) -> list[Enrollment]:
    """End those whose right has ended, and say why; the others."""
    kept: list[Enrollment] = []
    for seat in seats:
        if reasons := lapsed(books, seat):
            books.move(seat, seat.refuse(), "refused", waited=seat.state == State.WAITLISTED, reasons=reasons)
        else:
            kept.append(seat)
    return kept
