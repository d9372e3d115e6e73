"""Somebody checks requests: yes, no, or back to the family, which mends what is missing and keeps its turn."""

from datetime import datetime, timedelta

from services.booking.domain import asking
from services.booking.domain.checks import EndAsking, EndMending, Review, SendBack
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.group import Group
from services.booking.domain.places import Places
from services.booking.domain.requests import Ruling
from services.booking.domain.snapshot import Ledger

AT_LEAST = timedelta(hours=2)
"""So long a family has to mend something; what cannot wait so long is not sent back."""


def review(places: Places, ask: Review) -> Ruling:
    """Yes or no to all that is asked for as one and lies there."""
    books = places.books
    named = books.enrollments.get(ask.enrollment_id)
    if named is None:
        return Ruling("not_found")
    unit = [e for e in books.of_unit(named) if _lies_there(e, ask)]
    if not unit:
        return Ruling("ended", named)
    if not ask.approved:
        return _refuse(places, unit, ask.reason)
    if over := _over(places, unit):
        return over
    if ask.tells_apart:
        return _tell_apart(places, unit)
    if ask.signs_up:
        return _sign_up(places, unit)
    cleared = [books.move(enrollment, enrollment.clear(), "cleared") for enrollment in unit]
    places.give([enrollment for enrollment in cleared if enrollment.state == State.PENDING], waited=False)
    return Ruling("done", books.enrollments[named.id])


def end_asking(places: Places, ask: EndAsking) -> Ruling:
    """Registration has closed: what no employer's union has signed up, and what nobody has told apart, is refused."""
    for enrollment in places.books.of_group(ask.group_id, lambda e: e.state in (State.ASKED, State.UNVERIFIED)):
        places.books.move(enrollment, enrollment.refuse(), "refused", reason=ask.reason, waited=True)
    return Ruling("done")


# -- back to the family, to be mended ------------------------------------------------------------------------------------


def mend_by(group: Group, ledger: Ledger, now: datetime, wanted: datetime) -> datetime | None:
    """Until when a family may mend: as wanted, but before places are given and before the start; None when that is too soon."""
    ends = [group.starts_at]
    if group.decide_at and not ledger.frozen:
        ends.append(group.decide_at)
    by = min(wanted, *ends)
    return by if by - now >= AT_LEAST else None


def send_back(places: Places, ask: SendBack) -> Ruling:
    """All that is asked for as one and lies there to be checked: it keeps its place or its turn."""
    books = places.books
    named = books.enrollments.get(ask.enrollment_id)
    if named is None:
        return Ruling("not_found")
    unit = [e for e in books.of_unit(named) if e.to_check]
    if not unit:
        return Ruling("ended", named)
    ends = [
        mend_by(books.snapshot.groups[e.group_id], books.ledgers[e.group_id], books.snapshot.now, ask.by) for e in unit
    ]
    if None in ends:
        return Ruling("deciding", named)
    by = min(end for end in ends if end)
    for enrollment in unit:
        books.move(enrollment, enrollment.send_back(by), "sent_back", reason=ask.reason)
    return Ruling("done", books.enrollments[named.id], until=by)


def mend(places: Places, enrollment: Enrollment) -> Ruling:
    """The family has mended it: it lies where it lay, to be checked. Said twice, it is said once."""
    books = places.books
    if not enrollment.live or enrollment.cleared:
        return Ruling("ended", enrollment)
    for sent in [e for e in books.of_unit(enrollment) if e.mend_by]:
        books.move(sent, sent.mended(), "mended")
    return Ruling("done", books.enrollments[enrollment.id])


def end_mending(places: Places, ask: EndMending) -> Ruling:
    """The time to mend is over: what nobody has mended, and nobody has said yes to meanwhile, is refused."""
    books = places.books
    named = books.enrollments.get(ask.enrollment_id)
    if named is None or not _not_mended(named, books.snapshot.now):
        return Ruling("done")
    return _refuse(places, [e for e in books.of_unit(named) if _not_mended(e, books.snapshot.now)], ask.reason)


def _not_mended(enrollment: Enrollment, now: datetime) -> bool:
    return enrollment.to_check and enrollment.mend_by is not None and enrollment.mend_by <= now


# -- yes, and no -----------------------------------------------------------------------------------------------------------


def _lies_there(enrollment: Enrollment, ask: Review) -> bool:
    """Still to be decided by whoever answered: nobody decides what has gone on to the next."""
    waits_for = {State.UNVERIFIED: ask.tells_apart, State.ASKED: ask.signs_up}
    to_check = not enrollment.cleared and not ask.tells_apart and not ask.signs_up
    return waits_for.get(enrollment.state, to_check)


def _over(places: Places, unit: list[Enrollment]) -> Ruling | None:
    """A yes promises a place: in a class that is over there is none."""
    groups, today = places.books.snapshot.groups, places.books.snapshot.today
    return next((Ruling("finished", e) for e in unit if today > groups[e.group_id].last_day), None)


def _refuse(places: Places, unit: list[Enrollment], reason: str) -> Ruling:
    for enrollment in unit:
        places.books.move(enrollment, enrollment.refuse(), "refused", reason=reason, waited=not enrollment.placed)
    for group_id in {enrollment.group_id for enrollment in unit if enrollment.placed}:
        places.fill(group_id)
    return Ruling("done", places.books.enrollments[unit[0].id])


def _sign_up(places: Places, unit: list[Enrollment]) -> Ruling:
    """The employer's union signs up: from this moment on it counts like a request of a family."""
    books = places.books
    for enrollment in unit:
        group, ledger = books.snapshot.groups[enrollment.group_id], books.ledgers[enrollment.group_id]
        if ledger.called_off or books.snapshot.now >= group.closes_at:
            return Ruling("closed", enrollment)
    return _not_yet(places, unit) or places.admit(unit)


def _tell_apart(places: Places, unit: list[Enrollment]) -> Ruling:
    """They are other children than those who stand there: the request goes on as it would have when it was made."""
    if later := _not_yet(places, unit):
        return later
    books = places.books
    for child_id in {enrollment.child_id for enrollment in unit}:
        books.apart |= {frozenset((child_id, other)) for other in books.namesakes(child_id)}
    return places.admit(unit)


def _not_yet(places: Places, unit: list[Enrollment]) -> Ruling | None:
    books = places.books
    for enrollment in unit:
        group, ledger = books.snapshot.groups[enrollment.group_id], books.ledgers[enrollment.group_id]
        if ledger.frozen and not ledger.settled:
            return Ruling("deciding", enrollment)
        if books.snapshot.now < group.opens_at and not _kept_for(places, enrollment, unit):
            return Ruling("not_open", enrollment, until=group.opens_at)
    return None


def _kept_for(places: Places, enrollment: Enrollment, unit: list[Enrollment]) -> bool:
    """Whether places are kept for all of them that count for the same pool: before the opening there are no others."""
    books = places.books
    group, ledger = books.snapshot.groups[enrollment.group_id], books.ledgers[enrollment.group_id]
    pool = next((pool for pool in group.pools if pool.name == enrollment.pool), None)
    same = [
        e for e in unit
        if (e.group_id, e.pool, e.choice) == (enrollment.group_id, enrollment.pool, enrollment.choice)
    ]  # fmt: skip
    return asking.may_be_early(group, ledger, pool, len(same), books)
