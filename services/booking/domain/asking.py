"""May a guardian ask for this? The first thing that stands in the way of a request, with all that explains it."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from services.booking.domain.books import Books
from services.booking.domain.child import Child
from services.booking.domain.criteria import Applicant
from services.booking.domain.eligibility import pools_of, refusals
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.group import Group, Pool
from services.booking.domain.limits import limit_reached
from services.booking.domain.requests import Clash, Enroll, Ruling, Seat
from services.booking.domain.snapshot import Ledger, Membership, unions_of


def obstacle(books: Books, ask: Enroll) -> Ruling | None:
    """Why the request as a whole cannot be taken; None when it can."""
    seats = ask.seats
    for seat in seats:
        child = books.snapshot.children.get(seat.child_id)
        known = seat.group_id in books.snapshot.groups and seat.group_id in books.ledgers
        if child is None or not known or ask.person_id not in child.guardian_ids:
            return Ruling("not_found", seat=seat)
    if len(seats) > 1 and not _one_whole(books, ask, seats):
        return Ruling("not_together", seat=seats[0])
    if ask.instead_of:
        if in_the_way := _no_exchange(books, ask.instead_of, seats):
            return in_the_way
        books = books.without(books.enrollments[ask.instead_of])
    return next((found for choice in ask.choices for found in _of_choice(books, ask, choice)), None)


def stays(books: Books, enrollment: Enrollment) -> Ruling | None:
    """Why its family cannot give it up: it has ended; its group is over; or a list that it stands on is being decided."""
    if not enrollment.live:
        return Ruling("withdrawn" if enrollment.state == State.WITHDRAWN else "ended", enrollment)
    if books.snapshot.today > books.snapshot.groups[enrollment.group_id].last_day:
        return Ruling("finished", enrollment)
    if enrollment.state == State.ENTERED and books.ledgers[enrollment.group_id].frozen:
        return Ruling("frozen", enrollment)
    return None


def _no_exchange(books: Books, instead_of: UUID, seats: Sequence[Seat]) -> Ruling | None:
    """A place or a turn of the same child can be given up for one of another group. What takes part in a decision to come cannot: when
    that is granted its list may stand.
    """
    old, seat = books.enrollments.get(instead_of), seats[0]
    if old is None or len(seats) > 1 or old.child_id != seat.child_id:
        return Ruling("not_found", seat=seat)
    if in_the_way := stays(books, old) or _already(books, seat):
        return in_the_way
    return None if old.placed or old.state == State.WAITLISTED else Ruling("not_found", seat=seat)


def namesakes(books: Books, ask: Enroll) -> list[Enrollment]:
    """What stands already for a child of the same name and birth date where one asks once: in the group, in the common decision, up to
    a limit, or at the same hours. Somebody has to look whether it is the same child.
    """
    if ask.instead_of:
        books = books.without(books.enrollments[ask.instead_of])
    return [found for choice in ask.choices for found in _namesakes(books, choice)]


def _namesakes(books: Books, choice: Sequence[Seat]) -> Iterator[Enrollment]:
    for number, seat in enumerate(choice):
        theirs = [e for id_ in books.namesakes(seat.child_id) for e in books.by_child.get(id_, {}).values()]
        if theirs:
            yield from (e for e in theirs if _asked_once(books, seat, e) or _elsewhere_then(books, seat, e))
            both = [*books.by_child.get(seat.child_id, {}).values(), *theirs]
            reached = limit_reached(
                books.snapshot.groups,
                seat,
                both,
                (),
                choice[:number],
                today=books.snapshot.today,
                most=books.snapshot.most,
            )
            yield from (e for e in reached.enrollments if e in theirs) if reached else ()


def _asked_once(books: Books, seat: Seat, live: Enrollment) -> bool:
    """In this group; or in the same common decision, where a child asks once, with all its wishes."""
    groups = books.snapshot.groups
    return live.group_id == seat.group_id or one_decision(books, groups[seat.group_id], groups[live.group_id])


def _elsewhere_then(books: Books, seat: Seat, live: Enrollment) -> bool:
    """A child cannot be in both."""
    groups = books.snapshot.groups
    return groups[seat.group_id].first_clash(groups[live.group_id]) is not None


def one_decision(books: Books, here: Group, there: Group) -> bool:
    """They are decided together, and it is still to come."""
    return here.together != "" and here.together == there.together and not books.ledgers[here.id].settled


def applicant(books: Books, ask: Enroll, child: Child) -> Applicant:
    """The child with its guardians' unions; for the one who asks, the newer of what the token and what the events say."""
    token = Membership(ask.unions, ask.revision)
    return Applicant(child, unions_of(child.guardian_ids, books.snapshot.memberships, ask.person_id, token))


def pool_for(books: Books, group: Group, asks: Applicant) -> Pool | None:
    """The pool a child would count for: of those kept for it the first with a place left, else the first."""
    mine, now = pools_of(group, asks), books.snapshot.now
    given = books.ledgers[group.id].pools
    if now < group.opens_at:  # only a pool that has opened helps
        mine = sorted(mine, key=lambda pool: pool.opens_at is None or now < pool.opens_at)
    return next((pool for pool in mine if given.get(pool.name, 0) < pool.kept(now)), mine[0] if mine else None)


def _one_whole(books: Books, ask: Enroll, seats: Sequence[Seat]) -> bool:
    """What is asked for as one is admitted in one way; wishes are ranked only where the notice has them ranked."""
    groups = [books.snapshot.groups[seat.group_id] for seat in seats]
    if any(group.only_with for group in groups):
        if len(ask.choices) > 1:
            return False
        groups = [group for group in groups if not group.only_with] or groups[:1]
    first = groups[0]
    if not admitted_alike(groups):
        return False
    if len(ask.choices) > first.wishes or len({(_whose(books, s), s.group_id) for s in seats}) < len(seats):
        return False
    return len(ask.choices) == 1 or (first.together != "" and len({g.together for g in groups}) == 1)


def _whose(books: Books, seat: Seat) -> bytes | UUID:
    """The child, whichever of its records is named."""
    return books.snapshot.children[seat.child_id].identity or seat.child_id


def admitted_alike(groups: Iterable[Group]) -> bool:
    """Places in these can be asked for as one: the same people check the request, and it is decided at the same time."""
    return len({(g.sign_up, g.review, _checked_by(g), g.decide_at and _scope(g)) for g in groups}) == 1


def _checked_by(group: Group) -> frozenset[str]:
    """One union must not say yes for another."""
    return group.reviewers | {group.union} if group.review == "organizer" else frozenset()


def _scope(group: Group) -> object:
    return group.together or group.id


def _of_choice(books: Books, ask: Enroll, choice: Sequence[Seat]) -> Iterator[Ruling]:
    counted: list[tuple[UUID, Pool | None]] = []
    for number, seat in enumerate(choice):
        group, child = books.snapshot.groups[seat.group_id], books.snapshot.children[seat.child_id]
        asks = applicant(books, ask, child)
        pool = pool_for(books, group, asks)
        counted.append((group.id, pool))
        found = (
            _not_now(books, seat, group, pool, counted.count((group.id, pool)))
            or _already(books, seat)
            or _without_care(books, seat, choice)
            or _not_eligible(group, asks, seat)
            or _limited(books, seat, child, choice[:number])
            or _overlap(books, seat, group, choice[:number])
        )
        if found:
            yield found


def _not_now(books: Books, seat: Seat, group: Group, pool: Pool | None, children: int) -> Ruling | None:
    ledger, now = books.ledgers[group.id], books.snapshot.now
    if ledger.called_off:
        return Ruling("cancelled", seat=seat)
    if now < group.opens_at and not may_be_early(group, ledger, pool, children, books):
        early = pool.opens_at if pool and pool.opens_at and now < pool.opens_at else None
        return Ruling("not_open", seat=seat, until=early or group.opens_at)
    if now >= group.closes_at:
        return Ruling("closed", seat=seat)
    if not ledger.settled and (ledger.frozen or (group.decide_at is not None and now >= group.decide_at)):
        return Ruling("deciding", seat=seat)
    return None


def may_be_early(group: Group, ledger: Ledger, pool: Pool | None, children: int, books: Books) -> bool:
    """Before the opening a pool's families may have the places that are kept for them, no more; with this child it is so many at once."""
    if pool is None or pool.opens_at is None or books.snapshot.now < pool.opens_at:
        return False
    return group.decide_at is not None or ledger.pools.get(pool.name, 0) + children <= pool.places


def _already(books: Books, seat: Seat) -> Ruling | None:
    mine = books.by_child.get(seat.child_id, {})
    live = mine.get(seat.group_id) or next((e for e in mine.values() if _asked_once(books, seat, e)), None)
    return Ruling("already_booked", enrollment=live, seat=seat) if live else None


def _without_care(books: Books, seat: Seat, choice: Sequence[Seat]) -> Ruling | None:
    """It is an option, and its child neither stands in the care nor asks for it at once."""
    groups = books.snapshot.groups
    care = groups[seat.group_id].only_with
    asked = any(other.child_id == seat.child_id and groups[other.group_id].care == care for other in choice)
    return Ruling("no_care", seat=seat) if care and not asked and not books.in_care(seat.child_id, care) else None


def _not_eligible(group: Group, asks: Applicant, seat: Seat) -> Ruling | None:
    reasons = refusals(group, asks)
    return Ruling("not_eligible", seat=seat, reasons=tuple(reasons)) if reasons else None


def _limited(books: Books, seat: Seat, child: Child, before: Sequence[Seat]) -> Ruling | None:
    own = books.by_child.get(child.id, {}).values()
    siblings = books.by_family[child.family_id] if child.family_id else [child.id]
    ours = [e for id_ in siblings for e in books.by_child.get(id_, {}).values()]
    found = limit_reached(
        books.snapshot.groups, seat, own, ours, before, today=books.snapshot.today, most=books.snapshot.most
    )
    return Ruling("limited", seat=seat, limit=found) if found else None


def _overlap(books: Books, seat: Seat, group: Group, before: Sequence[Seat]) -> Ruling | None:
    for enrollment in books.by_child.get(seat.child_id, {}).values():
        if clash := group.first_clash(books.snapshot.groups[enrollment.group_id]):
            return Ruling("overlaps", seat=seat, clash=Clash(enrollment, *clash))
    for other in before:
        if other.child_id == seat.child_id and (clash := group.first_clash(books.snapshot.groups[other.group_id])):
            return Ruling("overlaps", seat=seat, clash=Clash(None, *clash))
    return None
