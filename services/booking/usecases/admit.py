"""Admit a batch: lock and load, decide, write, tell. Runs inside the caller's transaction."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.booking.domain.admission import decide
from services.booking.domain.child import Child
from services.booking.domain.enrollment import State
from services.booking.domain.merge import Merge
from services.booking.domain.offers import reminder_at
from services.booking.domain.requests import Accept, Change, Enroll, ProposeMove, Request, Ruling, Settle
from services.booking.domain.snapshot import Decision, Snapshot
from services.booking.store import batch as store
from services.booking.store.answers import Given
from services.booking.store.children import children
from services.booking.store.groups import GroupBook, Known
from services.booking.usecases.happenings import event_of, wishes_told
from services.booking.words.explain import lapsed
from services.booking.words.refusals import ENDED_WITH_CARE
from shared.db.pool import Connection
from shared.messaging import outbox
from shared.messaging.timers import set_timers
from shared.observability import trace

OFFER_ENDS, OFFER_NEARLY_ENDS = "offer-ends", "offer-nearly-ends"
"""The timers of an offer."""
MENDING_ENDS, MENDING_NEARLY_ENDS = "mending-ends", "mending-nearly-ends"
"""The timers of a request that was sent back."""
REFILL = "refill"
"""The timer that looks whether those who wait may have a place: a pool's time is over, what they waited for as one has shrunk, they have
a place in the care that an option goes with.
"""
AT_ONCE = 1000
"""Events put into one statement."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """The rulings, in the order of the requests, and what they speak of."""

    rulings: list[Ruling]
    groups: dict[UUID, Known]
    children: dict[UUID, Child]


Answering = Callable[[Admitted], Sequence[Given]]
"""What is answered, to be kept with what it says."""


async def admit(
    conn: Connection,
    book: GroupBook,
    requests: Sequence[Request],
    causes: Mapping[UUID, str | None] | None = None,
    answering: Answering = lambda _: (),
) -> Admitted:
    """Answer requests for good. The locks it takes are held until the caller's transaction ends.

    `causes`: the `traceparent` of who asked, by enrollment, where many ask at once. What befalls others is a step of ours.
    Raises AnsweredElsewhere, where something is kept as answered.
    """
    snapshot, known = await store.load(conn, book, requests)
    decision = _in_words(await _decided(snapshot, requests), known)
    concerned = {**snapshot.children, **await _others(conn, snapshot.children.keys(), decision.changes)}
    admitted = Admitted(decision.rulings, known, concerned)
    told = _told(decision, snapshot.now, admitted, causes or {})
    first, answered = next(told, outbox.NOTHING), answering(admitted)
    booked_by, moved_by = _booked_by(requests), _moved_by(requests, decision.changes)
    await store.write(conn, snapshot, decision, booked_by, moved_by, told=first, answered=answered)
    for more in told:
        await outbox.put_rows(conn, more)
    offers = {c.enrollment.id: c.enrollment.until for c in decision.changes if c.enrollment.state == State.OFFERED}
    ends = {str(id_): until for id_, until in offers.items() if until}
    if ends:
        await set_timers(conn, OFFER_ENDS, ends)
        await set_timers(conn, OFFER_NEARLY_ENDS, {id_: reminder_at(snapshot.now, at) for id_, at in ends.items()})
    if sent_back := {
        str(c.enrollment.id): by for c in decision.changes if c.enrollment.to_check and (by := c.enrollment.mend_by)
    }:
        await set_timers(conn, MENDING_ENDS, sent_back)
        nearly = {id_: reminder_at(snapshot.now, by) for id_, by in sent_back.items()}
        await set_timers(conn, MENDING_NEARLY_ENDS, nearly)
    if decision.later:
        await set_timers(conn, REFILL, {f"{group_id} later": snapshot.now for group_id in decision.later})
    return admitted


def _told(
    decision: Decision, at: datetime, admitted: Admitted, causes: Mapping[UUID, str | None]
) -> Iterator[outbox.Columns]:
    """The events of the changes, so many at once."""
    wishes, here = wishes_told(decision.changes), trace.current()
    for n in range(0, len(decision.changes), AT_ONCE):
        told = [
            (event, causes.get(c.enrollment.id, here))
            for c in decision.changes[n : n + AT_ONCE]
            if (event := event_of(c, at, admitted.groups, admitted.children, wishes=wishes.get(c.enrollment.id, 1)))
        ]
        yield outbox.rows([event for event, _ in told], [cause for _, cause in told])


def _in_words(decision: Decision, known: Mapping[UUID, Known]) -> Decision:
    """Of rights that have ended, and of options that ended with their care: why, as the family reads it and as it is kept."""
    return replace(decision, changes=[c._replace(reason=_why(c, known)) for c in decision.changes])


def _why(change: Change, known: Mapping[UUID, Known]) -> str:
    if change.reasons:
        return lapsed(change.reasons)
    if change.with_care and change.kind == "cancelled":
        return ENDED_WITH_CARE.of(care=known[change.with_care].group.title).zh
    return change.reason


async def _decided(snapshot: Snapshot, requests: Sequence[Request]) -> Decision:
    """A common decision over a whole city takes seconds: meanwhile others are answered."""
    if any(isinstance(request, Settle) for request in requests):
        return await asyncio.to_thread(decide, snapshot, requests)
    return decide(snapshot, requests)


def _booked_by(requests: Sequence[Request]) -> dict[UUID, UUID]:
    """New enrollment → the person behind it."""
    found: dict[UUID, UUID] = {}
    for request in requests:
        if isinstance(request, Enroll):
            found |= {seat.enrollment_id: request.person_id for seat in request.seats}
        elif isinstance(request, ProposeMove):
            found |= dict.fromkeys(request.new_ids.values(), request.person_id)
        elif isinstance(request, Merge):
            found |= {new: request.booked_by[old] for old, new in request.new_ids.items()}
    return found


def _moved_by(requests: Sequence[Request], changes: Sequence[Change]) -> dict[UUID, UUID]:
    """Enrollment → the guardian who gave it up, or accepted it, with what was asked for with it. Of two at once the first did it."""
    wholes = {c.enrollment.id: c.enrollment.whole for c in changes}
    accepted = {wholes.get(r.enrollment_id): r.person_id for r in reversed(requests) if isinstance(r, Accept)}
    given_up = {c.enrollment.id: c.by for c in changes if c.by}
    final = {c.enrollment.id: c.enrollment.state for c in changes}
    return {
        id_: by
        for id_, state in final.items()
        if (by := {State.CONFIRMED: accepted.get(wholes[id_]), State.WITHDRAWN: given_up.get(id_)}.get(state))
    }


async def _others(conn: Connection, known: Set[UUID], changes: Sequence[Change]) -> dict[UUID, Child]:
    """The children that a freed place or a cancelled group moved, beside those that asked."""
    others = {c.enrollment.child_id for c in changes if c.enrollment.child_id not in known}
    return await children(conn, list(others)) if others else {}
