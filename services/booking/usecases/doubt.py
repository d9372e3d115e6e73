"""Too few children when a notice decides: families are told, and until when more may come; what has too few then is cancelled by itself.

Groups whose minimum counts the same children have one verdict, behind the locks of all their ledgers. Classes calls them off, as it does
for an organizer; what the organizer decided before counts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.booking.domain.child import masked_at_home
from services.booking.store import changes, minimum
from services.booking.store import children as kids
from services.booking.store.changes import Changed
from services.booking.store.groups import GroupBook, Known
from services.booking.usecases.admit import AT_ONCE
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.events.capacity import MinimumMissed
from shared.events.catalogue import GroupPublished, GroupRevised
from shared.events.envelope import Event
from shared.events.group import GroupAssured, GroupDoubted
from shared.messaging import outbox
from shared.messaging.timers import set_timer, set_timers

COUNT = "count-children"
"""The timer of a minimum that acts by itself; its subject: the instant of the decision, and whose children count."""
Saying = Callable[[UUID, Mapping[str, Any]], Event]
"""The event of a group, with what every event of an enrollment says."""


async def promise_counts(conn: Connection, events: Iterable[GroupPublished | GroupRevised]) -> None:
    """Have the children counted when the notices say."""
    due = {minimum.scope(e.group_id, e.facts): least.decide_at for e in events if (least := minimum.acting(e.facts))}
    await set_timers(conn, COUNT, {f"{at.isoformat()} {scope}": at for scope, at in due.items()})


async def count_children(conn: Connection, book: GroupBook, subject: str) -> None:
    """The verdict on every group that counts these children: enough, time for more, or too few."""
    instant, _, scope = subject.partition(" ")
    ids = await minimum.lock(conn, scope, datetime.fromisoformat(instant))
    known, now = await book.current(conn, ids), await clock(conn)
    have, doubted = await minimum.counted(conn, ids), await minimum.doubted(conn, ids)
    acting = {
        id_: least for id_ in ids if now < known[id_].group.starts_at and (least := minimum.acting(known[id_].facts))
    }
    few = {id_: least for id_, least in acting.items() if have[id_] < least.children}
    await _assure(conn, book, [id_ for id_ in ids if id_ not in few])  # what has begun takes place, too
    over = [id_ for id_ in few if id_ in doubted and doubted[id_] <= now]
    missed = (
        MinimumMissed(
            group_id=id_, revision=known[id_].group.revision, decide_at=few[id_].decide_at, have=have[id_], children=few[id_].children
        )
        for id_ in over
    )  # fmt: skip
    await outbox.put(conn, *missed)
    until = min((doubted[id_] for id_ in few if id_ in doubted and id_ not in over), default=None)
    if new := [id_ for id_ in few if id_ not in doubted]:
        until = now + timedelta(minutes=max(few[id_].grace for id_ in new))
        await minimum.doubt(conn, new, until)
        told = {"until": until}
        await _tell(conn, known, new, now, lambda id_, facts: GroupDoubted(**facts, **told, have=have[id_], children=few[id_].children))  # fmt: skip
    if until:
        await set_timer(conn, COUNT, subject, until)


async def follow_minimum(conn: Connection, book: GroupBook, changed: Mapping[UUID, Changed]) -> None:
    """What was in doubt takes place if nothing acts by itself any more; else it is counted anew, by the minimum that holds now.

    The caller holds the groups' ledgers.
    """
    await _assure(conn, book, [id_ for id_, change in changed.items() if not minimum.acting(change.after)])
    await minimum.assure(conn, changed)


async def _assure(conn: Connection, book: GroupBook, group_ids: Sequence[UUID]) -> None:
    """Tell the families that were told of a doubt. The groups' ledgers are held."""
    assured = await minimum.assure(conn, group_ids)
    known = await book.current(conn, assured)
    await _tell(conn, known, assured, await clock(conn), lambda _, facts: GroupAssured(**facts))


async def _tell(
    conn: Connection, known: Mapping[UUID, Known], group_ids: Sequence[UUID], at: datetime, saying: Saying
) -> None:
    """Everyone who is live in these groups."""
    concerned = await changes.lock_concerned(conn, group_ids) if group_ids else []
    for n in range(0, len(concerned), AT_ONCE):
        some = concerned[n : n + AT_ONCE]
        children = await kids.children(conn, [one.child_id for one in some])
        facts = [
            {
                "group_id": one.group_id, "enrollment_id": one.id, "child_id": one.child_id, "at": at, "group": known[one.group_id].card,
                "child_name": masked_at_home(children[one.child_id].name), "guardian_ids": list(children[one.child_id].guardian_ids),
            }
            for one in some
        ]  # fmt: skip
        await outbox.put(conn, *(saying(one.group_id, said) for one, said in zip(some, facts, strict=True)))
