"""Two parallel classes become one (并班): whoever stands in the one goes over to the other, with state and order.

All or nobody, and no family is asked: nothing changes for it but the class. What else it agreed to must be the same in both; where
it is not, a move is proposed instead. A move that was proposed, an offer, an exchange that is waited for: all go along.
"""

from collections.abc import Sequence
from operator import attrgetter

from services.booking.domain.books import Books
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.group import Group
from services.booking.domain.merge import Merge
from services.booking.domain.places import Places
from services.booking.domain.requests import Result, Ruling

_AGREED_TO = attrgetter(
    "union", "session", "inside", "care", "only_with", "season", "site", "address", "meetings", "fees", "who", "join_by", "limits", "family_limits",
    "sign_up", "review", "reviewers", "priorities", "waiting_by_priority", "confirm_within", "answer_within", "all_at_once",
    "documents", "agreement", "health", "publicity",
)  # fmt: skip
"""What a family goes by, but for the class itself and its places."""


def parallel(here: Group, there: Group) -> bool:
    """Two classes of one kind: a family that chose the one has agreed to all that holds in the other."""
    pools = [{pool.name: pool.when for pool in group.pools} for group in (here, there)]
    return here.id != there.id and pools[0] == pools[1] and bool(_AGREED_TO(here) == _AGREED_TO(there))


def merge(places: Places, ask: Merge) -> Ruling:
    """Who has a place keeps one, who waits goes on waiting behind those of the other class; what is free there then goes to them.

    Nobody is left in the first one, and nobody comes to it any more.
    """
    books = places.books
    going = books.of_group(ask.from_group_id, lambda e: e.live)
    if obstacle := _obstacle(books, ask, going):
        return Ruling(obstacle)
    for old in going:
        _go_over(books, old, ask)
    books.ledgers[ask.from_group_id].called_off = True
    places.fill(ask.to_group_id)
    return Ruling("done")


def _go_over(books: Books, old: Enrollment, ask: Merge) -> None:
    new = old.go_over(ask.new_ids[old.id], ask.to_group_id, seq=books.next_seq(ask.to_group_id))
    books.move(None, new, "merged", reason=ask.reason, by_group_id=ask.from_group_id)
    books.move(old, old.give_way(), "superseded", by_group_id=ask.to_group_id)
    for other in list(books.by_child[old.child_id].values()):
        if other.replaces == old.id:
            books.move(other, other.follow(new.id), "followed")


def _obstacle(books: Books, ask: Merge, going: Sequence[Enrollment]) -> Result | None:
    """Why nobody goes over."""
    here, there = (books.snapshot.groups[id_] for id_ in (ask.from_group_id, ask.to_group_id))
    ledgers = [books.ledgers[group.id] for group in (here, there)]
    if not parallel(here, there):
        return "not_together"
    if any(ledger.called_off for ledger in ledgers):
        return "cancelled"
    if books.snapshot.today > here.last_day:
        return "finished"
    if any(g.decide_at and not ledger.settled for g, ledger in zip((here, there), ledgers, strict=True)):
        return "deciding"
    if not going:
        return "ended"
    if any(e.state in (State.ASKED, State.UNVERIFIED) or e.mend_by for e in going):
        return "submitted"
    if any(there.id in books.by_child[id_] for e in going for id_ in (e.child_id, *books.namesakes(e.child_id))):
        return "already_booked"
    if any(_overlaps(books, e, there) for e in going):
        return "overlaps"
    return None if books.fit([(there.id, e.pool) for e in going if e.placed]) else "full"


def _overlaps(books: Books, mine: Enrollment, there: Group) -> bool:
    """Something else of the child takes place at these hours, since a group was changed: its family chooses first."""
    for other in books.by_child[mine.child_id].values():
        of_one = other.whole == mine.whole and other.choice != mine.choice
        exchange = other.replaces == mine.id or mine.replaces == other.id
        if (
            other.id != mine.id
            and not of_one
            and not exchange
            and there.first_clash(books.snapshot.groups[other.group_id])
        ):
            return True
    return False
