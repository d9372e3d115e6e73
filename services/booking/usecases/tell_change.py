"""Tell every family of some groups what its organizer changed, old → new; and remind those that must choose since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.booking.domain.child import Child, masked_at_home
from services.booking.domain.choosing import remind_at
from services.booking.domain.requests import Expire
from services.booking.seen.overlaps import Overlap, overlaps_of
from services.booking.store import batch, changes
from services.booking.store import children as kids
from services.booking.store.changes import Changed, Concerned
from services.booking.store.groups import GroupBook, Known
from services.booking.usecases.admit import AT_ONCE
from services.booking.usecases.happenings import apart
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.events.group import GroupChanged, OverlapReminded
from shared.messaging import outbox
from shared.messaging.timers import set_timers

CHOICE_NEARLY_ENDS = "choice-nearly-ends"
"""The timer of a booking that overlaps with another one since its group was changed."""


async def tell_changes(conn: Connection, book: GroupBook, changed: Mapping[UUID, Changed]) -> None:
    """One event for each enrollment that is live in these groups, and the old facts kept. The caller holds the groups' ledgers.

    Who books after this transaction books by the new facts, who booked before is told: nobody is left out, nobody told in vain.
    """
    known = await book.current(conn, changed)
    concerned = await changes.lock_concerned(conn, changed)
    now = await clock(conn)
    await changes.keep(conn, now, {id_: (known[id_].group.revision, change.before) for id_, change in changed.items()})
    told = [one for one in concerned if changed[one.group_id].for_state(one.state)]
    for n in range(0, len(told), AT_ONCE):
        some = told[n : n + AT_ONCE]
        children = await kids.children(conn, [one.child_id for one in some])
        moves = await book.current(conn, {one.instead_of for one in some if one.instead_of})
        overlaps = await overlaps_of(conn, book, [(one.id, one.group_id) for one in some])
        telling = _Telling(known, changed, now, moves, overlaps)
        events = [telling.event(one, children[one.child_id]) for one in some]
        await outbox.put(conn, *events)
        await set_timers(conn, CHOICE_NEARLY_ENDS, {str(e.enrollment_id): at for e in events if (at := _reminder(e))})


def _reminder(told: GroupChanged) -> datetime | None:
    return remind_at(told.at, told.choose_by) if told.choose_by else None


async def remind_to_choose(conn: Connection, book: GroupBook, enrollment_id: UUID) -> None:
    """Tell the family that its time to choose is nearly over, if it has both bookings still.

    What was changed after this one's group has a time, and a reminder, of its own.
    """
    snapshot, known = await batch.load(conn, book, [Expire(enrollment_id)])
    mine = next((e for e in snapshot.enrollments if e.id == enrollment_id and e.live), None)
    overlaps = (await overlaps_of(conn, book, [(mine.id, mine.group_id)])).get(mine.id, ()) if mine else ()
    ending = [o for o in overlaps if o.by and o.by > snapshot.now and mine and o.changed_last == mine.group_id]
    if not mine or not ending:
        return
    child, here = snapshot.children[mine.child_id], known[mine.group_id]
    event = OverlapReminded(
        group_id=mine.group_id, enrollment_id=mine.id, child_id=child.id, child_name=masked_at_home(child.name),
        guardian_ids=list(child.guardian_ids), at=snapshot.now, group=here.card, until=min(o.by for o in ending if o.by),
        overlaps=tuple(apart(o.known.group, here.group) for o in ending),
    )  # fmt: skip
    await outbox.put(conn, event)


@dataclass(frozen=True, slots=True)
class _Telling:
    """What the events of some changes have in common."""

    known: Mapping[UUID, Known]
    changed: Mapping[UUID, Changed]
    now: datetime
    moves: Mapping[UUID, Known]
    overlaps: Mapping[UUID, Sequence[Overlap]]

    def event(self, one: Concerned, child: Child) -> GroupChanged:
        """What one family is told."""
        known, change = self.known[one.group_id], self.changed[one.group_id]
        what, group = change.for_state(one.state), known.group
        fees_before, fees = (change.before.fees, change.after.fees) if "fees" in what else (None, None)
        decided_before, decided = change.decided if "decided" in what else (None, None)
        overlaps = self.overlaps.get(one.id, ())
        return GroupChanged(
            group_id=group.id, enrollment_id=one.id, child_id=child.id, child_name=masked_at_home(child.name),
            guardian_ids=list(child.guardian_ids), at=self.now, group=known.card, before=change.card_before, changed=[each for each in what if each != "fees"],
            dropped=change.dropped, added=change.added, fees_before=fees_before, fees_now=fees,
            decided_before=decided_before, decided_at=decided,
            instead_of=apart(self.moves[one.instead_of].group, group) if one.instead_of else "",
            overlaps=tuple(apart(overlap.known.group, group) for overlap in overlaps),
            choose_by=min((overlap.by for overlap in overlaps if overlap.by), default=None),
        )  # fmt: skip
