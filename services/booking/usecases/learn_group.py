"""Classes said something of a group: remember it, and let the places follow."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.booking.domain.checks import EndAsking
from services.booking.domain.requests import CallOff, Refill, Resize
from services.booking.store import batch, draws, ledgers
from services.booking.store import groups as store
from services.booking.store.changes import Changed
from services.booking.store.groups import GroupBook
from services.booking.usecases.admit import REFILL, admit
from services.booking.usecases.decide_together import DECIDE, promise_decisions
from services.booking.usecases.doubt import follow_minimum, promise_counts
from services.booking.usecases.tell_ahead import promise_to_tell
from services.booking.usecases.tell_change import tell_changes
from services.booking.words import refusals
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import Skip
from shared.events.catalogue import GroupCancelled, GroupFacts, GroupPublished, GroupRevised
from shared.messaging.handler import TooMuch
from shared.messaging.timers import set_timer, set_timers

ASKING_ENDS = "asking-ends"
"""The timer at the closing of a group for which employers' unions sign up."""


FAMILIES = 200
"""So many families at the most are kept from booking while several groups are learned at once."""


async def learn_groups(conn: Connection, book: GroupBook, events: Sequence[GroupPublished | GroupRevised]) -> None:
    """Keep the facts of different groups, and tell the families what of them is other than before; a ledger's capacity comes as
    near to them as what is given allows, and those who wait move up.

    Raises Skip when all are older than known; TooMuch for the families of several groups.
    """
    replaced = await store.learn(conn, events)
    if not replaced:
        raise Skip("a newer revision is known")
    new = [event for event in events if event.group_id in replaced]
    changed = {e.group_id: Changed(before, e.facts) for e in new if (before := replaced[e.group_id])}
    if len(changed) > 1 and await ledgers.families(conn, changed) > FAMILIES:
        raise TooMuch
    await promise_decisions(conn, new, changed)
    await promise_counts(conn, new)
    await set_timers(conn, REFILL, {name: at for e in new for name, at in _releases(e.group_id, e.facts).items()})
    await promise_to_tell(conn, new)
    employers = [event for event in new if event.facts.rules.sign_up == "employer"]
    await set_timers(conn, ASKING_ENDS, {str(event.group_id): event.facts.closes_at for event in employers})
    if changed:
        await _follow(conn, book, changed)


async def _follow(conn: Connection, book: GroupBook, changed: Mapping[UUID, Changed]) -> None:
    """Tell what matters, and let the places follow."""
    resizes = [Resize(group_id, change.after.capacity) for group_id, change in changed.items()]
    matters = {group_id: change for group_id, change in changed.items() if change.matters}
    counted = {group_id: change for group_id, change in changed.items() if change.counted_otherwise}
    if matters or counted:
        await batch.load(conn, book, resizes)  # from here on nobody books by the old facts
        await tell_changes(conn, book, matters)
        await follow_minimum(conn, book, counted)
    await admit(conn, book, resizes)


def _releases(group_id: UUID, facts: GroupFacts) -> dict[str, datetime]:
    """When pools open to all: the timers' subjects and instants."""
    return {f"{group_id} {number}": pool.until for number, pool in enumerate(facts.rules.pools) if pool.until}


async def end_asking(conn: Connection, book: GroupBook, group_id: UUID) -> None:
    """Tell those whom no employer's union has signed up, unless registration was prolonged."""
    known = await store.find(conn, book, group_id)
    if known and await clock(conn) >= known.group.closes_at:
        await admit(conn, book, [EndAsking(group_id, refusals.NOT_SIGNED_UP.zh)])


async def refill(conn: Connection, book: GroupBook, subject: str) -> None:
    """Give what is free now; `subject` begins with the group's id."""
    await admit(conn, book, [Refill(UUID(subject.partition(" ")[0]))])


async def call_off(conn: Connection, book: GroupBook, event: GroupCancelled) -> None:
    """End every live enrollment of the group. Raises Skip when the group was never published here."""
    known = await store.find(conn, book, event.group_id)
    if known is None:
        raise Skip("the group was never published")
    ends = [CallOff(event.group_id, event.reason)]
    await batch.load(conn, book, ends)  # from here on nobody else comes to wait
    elsewhere = await store.waiting_elsewhere(conn, event.group_id)
    await admit(conn, book, ends)
    now = await clock(conn)
    await set_timers(conn, REFILL, {f"{group_id} {event.group_id}": now for group_id in elsewhere})
    if draw_id := await draws.waiting_for_checks(conn, event.group_id):  # perhaps for those that have just ended
        await set_timer(conn, DECIDE, f"{draw_id} {event.group_id}", now)
