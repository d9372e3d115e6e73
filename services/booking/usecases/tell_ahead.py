"""Tell families ahead: that care begins or goes on tomorrow, that what they prepared for opens, that the time to mend a request runs out.

A timer names what it was set for; when that is not so any more, because the organizer changed it or because we come too late, nothing is told
and the log has it.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import structlog
from prometheus_client import Counter

from services.booking.domain.ahead import before_opening, beginnings, evening_before
from services.booking.domain.child import masked_at_home
from services.booking.domain.enrollment import State
from services.booking.domain.requests import Resize
from services.booking.store import ahead as store
from services.booking.store import batch, changes
from services.booking.store import children as kids
from services.booking.store.groups import GroupBook
from services.booking.usecases.admit import AT_ONCE
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.events.catalogue import GroupFacts, GroupPublished, GroupRevised, Meeting
from shared.events.enrollment import MendingReminded
from shared.events.family import OpeningReminded
from shared.events.group import FirstDayReminded, RestartReminded
from shared.kernel.clock import ZONE
from shared.messaging import outbox
from shared.messaging.timers import set_timers

DAY_AHEAD, OPENS_SOON = "day-ahead", "opens-soon"
"""The timers: of a group and a day; of a union and an opening."""
TITLES = 3
"""So many of the groups that open are named."""
DROPPED = Counter(
    "aixin_booking_ahead_dropped_total", "What was to be told ahead and was not: changed, or too late", ["kind"]
)
log = structlog.get_logger()


async def promise_to_tell(conn: Connection, events: Sequence[GroupPublished | GroupRevised]) -> None:
    """Have it told in time; what would be told at an instant that has passed is not."""
    now = await clock(conn)
    days = {f"{e.group_id} {day}": evening_before(day) for e in events for day in _beginnings(e.facts)}
    openings = {
        f"{e.facts.union} {e.facts.opens_at.astimezone(UTC).isoformat()} {when}": at
        for e in events
        for when, at in before_opening(e.facts.opens_at).items()
    }
    await set_timers(conn, DAY_AHEAD, {subject: at for subject, at in sorted(days.items()) if at > now})
    await set_timers(conn, OPENS_SOON, {subject: at for subject, at in sorted(openings.items()) if at > now})


async def tell_day(conn: Connection, book: GroupBook, subject: str) -> None:
    """That care begins, or goes on after a break, on the day of the subject: all who have a place."""
    group_id, day = UUID(subject.partition(" ")[0]), date.fromisoformat(subject.partition(" ")[2])
    known = (await book.current(conn, [group_id])).get(group_id)
    meeting = _meeting(known.facts, day) if known else None
    now = await clock(conn)
    if known is None or meeting is None or now >= datetime.combine(day, meeting.start, ZONE):
        return _drop(DAY_AHEAD, subject)
    await batch.load(conn, book, [Resize(group_id, known.facts.capacity)])  # until commit nobody comes or goes
    here = [one for one in await changes.lock_concerned(conn, [group_id]) if one.state == State.CONFIRMED]
    event = FirstDayReminded if day == known.facts.first_day else RestartReminded
    for n in range(0, len(here), AT_ONCE):
        some = here[n : n + AT_ONCE]
        children = await kids.children(conn, [one.child_id for one in some])
        await outbox.put(conn, *(
            event(
                group_id=group_id, enrollment_id=one.id, child_id=one.child_id, child_name=masked_at_home(children[one.child_id].name),
                guardian_ids=list(children[one.child_id].guardian_ids), at=now, group=known.card, meeting=meeting,
            ) for one in some
        ))  # fmt: skip


async def tell_opening(conn: Connection, book: GroupBook, subject: str) -> None:
    """That what they prepared for opens soon: each family once, however many groups of the union open together."""
    union, instant, _ = subject.rsplit(" ", 2)
    opens_at, now = datetime.fromisoformat(instant), await clock(conn)
    groups = await store.opening(conn, book, union, opens_at) if now < opens_at else []
    if not groups:
        return _drop(OPENS_SOON, subject)
    titles = list(dict.fromkeys(known.facts.title for known in groups))
    families = await store.prepared(conn, groups)
    for n in range(0, len(families), AT_ONCE):
        await outbox.put(conn, *(
            OpeningReminded(
                family_id=family, guardian_ids=guardians, at=now, union=union, opens_at=opens_at, groups=tuple(titles[:TITLES]), of=len(titles),
            ) for family, guardians in families[n : n + AT_ONCE]
        ))  # fmt: skip


async def tell_to_mend(conn: Connection, book: GroupBook, enrollment_id: UUID) -> None:
    """That something is still to be mended; nothing when it was."""
    sent = await store.to_mend(conn, enrollment_id)
    if sent is None:
        return
    known = (await book.current(conn, [sent.group_id]))[sent.group_id]
    child = (await kids.children(conn, [sent.child_id]))[sent.child_id]
    event = MendingReminded(
        group_id=sent.group_id, enrollment_id=enrollment_id, child_id=child.id, child_name=masked_at_home(child.name),
        guardian_ids=list(child.guardian_ids), at=await clock(conn), group=known.card, reason=sent.what, until=sent.by,
    )  # fmt: skip
    await outbox.put(conn, event)


def _beginnings(facts: GroupFacts) -> list[date]:
    return beginnings([meeting.date for meeting in facts.meetings], facts.dates.blocks if facts.dates else [])


def _meeting(facts: GroupFacts, day: date) -> Meeting | None:
    """The first of the day, if it is one on which care begins."""
    if day not in _beginnings(facts):
        return None
    return min((meeting for meeting in facts.meetings if meeting.date == day), key=lambda meeting: meeting.start)


def _drop(kind: str, subject: str) -> None:
    DROPPED.labels(kind).inc()
    log.info("ahead_dropped", kind=kind, subject=subject)
