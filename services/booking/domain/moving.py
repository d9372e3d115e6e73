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
    others = books.by_child[enrollment.child_id]
    namesakes = [books.by_child.get(id_, {}) for id_ in books.namesakes(enrollment.child_id)]
    taken = any(there.id in of_one for of_one in (others, *namesakes)) or books.proposal(enrollment)
    if taken or not books.fit([(there.id, None)]) or not books.may_have_place(enrollment.child_id, there.id):
        return
    if any(id_ != ask.from_group_id and there.first_clash(books.snapshot.groups[id_]) for id_ in others):
        return
    seq = books.next_seq(there.id)
    offered = enrollment.propose(ask.new_ids[enrollment.id], there.id, seq=seq, until=ask.until)
    books.move(None, offered, "offered", reason=ask.reason, by_group_id=ask.from_group_id)
