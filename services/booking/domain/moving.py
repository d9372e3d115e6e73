"""The organizer proposes to a family to move: a place in another group is kept while it thinks."""

from services.booking.domain.enrollment import Enrollment
from services.booking.domain.places import Places
from services.booking.domain.requests import ProposeMove


def propose(places: Places, enrollment: Enrollment, ask: ProposeMove) -> None:
    """Where there is no place for the child, or it thinks about another one, nothing is proposed."""
    books = places.books
    there, ledger = books.snapshot.groups[ask.to_group_id], books.ledgers[ask.to_group_id]
    if ledger.called_off or (there.decide_at and not ledger.settled):
        return  # nothing takes place there; or its places are still to be given, to those who asked for them
    records = (enrollment.child_id, *books.namesakes(enrollment.child_id))
    others = {group_id for id_ in records for group_id in books.by_child.get(id_, {})}
    if there.id in others or books.proposal(enrollment):
        return
    if not books.fit([(there.id, None)]) or not books.may_have_place(enrollment.child_id, there.id):
        return
    if any(there.first_clash(books.snapshot.groups[id_]) for id_ in others - {ask.from_group_id}):
        return
    seq = books.next_seq(there.id)
    offered = enrollment.propose(ask.new_ids[enrollment.id], there.id, seq=seq, until=ask.until)
    books.move(None, offered, "offered", reason=ask.reason, by_group_id=ask.from_group_id)
