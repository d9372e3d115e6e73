"""Two records of one child become one: what is live goes along, and nothing is held twice.

In one group the place stays, or the earlier turn, and the other one ends. Where the child could not have both, in two groups, nothing
is decided for its family: it gives one up first, and joins the records then.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from uuid import UUID

from services.booking.domain.asking import one_decision, stays
from services.booking.domain.books import Books
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.limits import beyond_limits
from services.booking.domain.places import Places
from services.booking.domain.records import JoinRecords
from services.booking.domain.requests import Clash, Ruling

Held = Mapping[UUID, Enrollment]
"""group → what is live there of one record."""


def join(places: Places, ask: JoinRecords) -> Ruling:
    """What ends makes room for those who wait; who each remaining enrollment is of, the store writes."""
    books = places.books
    kept, gone = (books.by_child.get(id_, {}) for id_ in (ask.kept, ask.gone))
    if ask.gone not in books.namesakes(ask.kept):
        return Ruling("not_found")
    if any(group_id not in books.ledgers for group_id in (*kept, *gone)):
        return Ruling("ended")  # asked for since it was looked at
    if standing := next(_obstacles(books, ask, kept, gone), None):
        return standing
    for group_id in kept.keys() & gone.keys():
        _one_ends(places, kept[group_id], gone[group_id])
    return Ruling("done")


def turn(enrollment: Enrollment) -> tuple[bool, bool, bool, int, int]:
    """By this the first of two in one group stays: a place before a turn, one that is given before one that is kept, else the earlier turn.

    What was to be told apart from the other one comes behind it: it was taken for another child's.
    """
    unverified = enrollment.state == State.UNVERIFIED
    return not enrollment.placed, enrollment.state != State.CONFIRMED, unverified, enrollment.band, enrollment.seq


def _one_ends(places: Places, *two: Enrollment) -> None:
    _, last = sorted(two, key=turn)
    ended = last.give_way() if last.placed or last.state == State.WAITLISTED else last.supersede()
    places.books.move(last, ended, "superseded", by_group_id=last.group_id)
    places.fill(last.group_id)


def _obstacles(books: Books, ask: JoinRecords, kept: Held, gone: Held) -> Iterator[Ruling]:
    """Why they cannot be joined yet, with what stands in the way."""
    today, groups = books.snapshot.today, books.snapshot.groups
    for group_id in kept.keys() & gone.keys():
        _, last = sorted((kept[group_id], gone[group_id]), key=turn)
        if (standing := stays(books, last)) and standing.result == "frozen":
            yield standing
        if _entangled(books, last):
            yield Ruling("not_together", last)
    for one, other in product(kept.values(), gone.values()):
        here, there = groups[one.group_id], groups[other.group_id]
        if here.id == there.id:
            continue
        if one_decision(books, here, there):
            yield Ruling("already_booked", other)
        if max(here.last_day, there.last_day) >= today and (clash := here.first_clash(there)):
            yield Ruling("overlaps", other, clash=Clash(one, *clash))
    if reached := beyond_limits(books, (ask.kept, ask.gone)):
        yield Ruling("limited", limit=reached)


def _entangled(books: Books, enrollment: Enrollment) -> bool:
    """It was asked for with others as one, or for one that is given up: to end it alone would change what its family asked for."""
    others = [e for e in books.enrollments.values() if e.live and e.id != enrollment.id]
    exchanged = any(e.replaces == enrollment.id for e in others) or books.exchanged(enrollment)
    return bool(exchanged) or len(books.of_unit(enrollment)) > 1
