"""An organizer says something to the families of some groups: written, looked at, tried on oneself, sent off, paused, stopped.

It is said portion by portion, each in one transaction with how far it has got, so that a stop counts from the next portion on and nobody is told twice.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from services.booking.domain import broadcast as rules
from services.booking.domain.broadcast import MANY, PORTION, Act, after, chosen, needs_another
from services.booking.store import broadcasts as store
from services.booking.store.broadcasts import Broadcast
from services.booking.words import refusals
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import BadInput, Conflict, NotFound
from shared.events.family import Addressed, BroadcastHeld, BroadcastSaid
from shared.messaging import outbox
from shared.messaging.timers import set_timer

SAY = "broadcast"
"""The timer that says the next portion of a broadcast."""
PAUSE = timedelta(seconds=1)
"""Between two portions: what families must answer passes in between."""
NAMED = 3
"""So many groups are named to families."""
GROUPS = 2000
"""To so many at most something is said at once."""
LONGEST = {"title": 30, "body": 500, "contact": 60}
"""Letters."""


@dataclass(frozen=True, slots=True)
class BroadcastWanted:
    """As it was typed."""

    title: str
    body: str
    contact: str
    group_ids: Sequence[UUID]
    waiting: bool
    says_at: datetime | None
    sites: Collection[str] = ()
    sessions: Collection[str] = ()
    """All groups of these, besides those that were chosen one by one."""


async def write(conn: Connection, union: str, unions: Sequence[str], who: UUID, wanted: BroadcastWanted) -> UUID:
    """Keep it as a draft, to the groups that are there now. Raises BadInput."""
    there = await store.groups(conn, unions)
    wanted = replace(wanted, group_ids=[*wanted.group_ids, *chosen(there, wanted.sites, wanted.sessions)])
    _check(wanted, {group.id for group in there}, await clock(conn))
    made = Broadcast(
        uuid4(), union, list(dict.fromkeys(wanted.group_ids)), wanted.waiting, wanted.title.strip(), wanted.body.strip(), wanted.contact.strip(),
        wanted.says_at, "draft", who, await clock(conn), None, UUID(int=0), 0,
    )  # fmt: skip
    await store.add(conn, made)
    return made.id


async def find(conn: Connection, broadcast_id: UUID, union: str) -> Broadcast:
    """One of this union. Raises NotFound, for those of others too."""
    if said := await store.one(conn, broadcast_id, union):
        return said
    raise NotFound(*refusals.NO_BROADCAST)


async def act(conn: Connection, said: Broadcast, who: UUID, what: Act) -> None:
    """Send it off, pause, go on, stop. Raises Conflict when that cannot be done now, or not by this person."""
    now = await store.locked(conn, said.id)
    then = now and after(what, now.state)
    if not now or not then:
        raise Conflict(*refusals.BROADCAST_NOT_NOW)
    if then == "saying" and needs_another((await store.audience(conn, now)).families, now.made_by, who, now.sent_by):
        raise Conflict(*refusals.BROADCAST_SECOND_LOOK.of(many=MANY))
    await store.become(conn, said.id, then, who)
    if then == "saying":
        await set_timer(conn, SAY, str(said.id), max(now.says_at or now.made_at, await clock(conn)))


async def try_on_oneself(conn: Connection, said: Broadcast, who: UUID) -> None:
    """The person reads it as families will."""
    await outbox.put(conn, (await _event(conn, said, [who], uuid4())).model_copy(update={"trial": True}))


async def say_portion(conn: Connection, broadcast_id: UUID) -> None:
    """Tell the next people, unless it was paused or stopped, or has grown since its author alone sent it off."""
    said = await store.locked(conn, broadcast_id)
    if said is None or said.state != "saying" or await _held(conn, said):
        return
    people = await store.next_people(conn, said)
    done = len(people) < PORTION
    if people:
        await outbox.put(conn, await _event(conn, said, people, said.id))
    await store.move_on(conn, said, people, "said" if done else "saying")
    if not done:
        await set_timer(conn, SAY, str(said.id), await clock(conn) + PAUSE)


async def _held(conn: Connection, said: Broadcast) -> bool:
    """What was scheduled for few and would go to many waits for a second look; its author is told."""
    if said.told or said.sent_by != said.made_by:
        return False
    families = (await store.audience(conn, said)).families
    if families <= rules.MANY:
        return False
    await store.become(conn, said.id, "paused", said.made_by)
    told = BroadcastHeld(
        broadcast_id=said.id, guardian_ids=[said.made_by], at=await clock(conn), union=said.union_code, title=said.title, families=families,
        many=rules.MANY,
    )  # fmt: skip
    await outbox.put(conn, told)
    return True


async def _event(conn: Connection, said: Broadcast, people: Sequence[UUID], broadcast_id: UUID) -> BroadcastSaid:
    titles = await store.titles(conn, said.group_ids)
    to = Addressed(
        union=said.union_code, title=said.title, site="、".join(titles[:NAMED]) + "…" * (len(titles) > NAMED)
    )
    return BroadcastSaid(
        broadcast_id=broadcast_id, guardian_ids=list(people), at=await clock(conn), group=to, lines=[line for line in said.body.splitlines() if line.strip()],
        contact=said.contact,
    )  # fmt: skip


def _check(wanted: BroadcastWanted, there: Collection[UUID], now: datetime) -> None:
    typed = {name: getattr(wanted, name).strip() for name in LONGEST}
    wrong = {
        name: refusals.BROADCAST_LENGTH.of(most=most).both
        for name, most in LONGEST.items()
        if not 2 <= len(typed[name]) <= most
    }
    if not 1 <= len(asked := set(wanted.group_ids)) <= GROUPS or not asked <= set(there):
        wrong["group_ids"] = refusals.BROADCAST_GROUPS.of(most=GROUPS).both
    if wanted.says_at and not now <= wanted.says_at <= now + timedelta(days=60):
        wrong["says_at"] = refusals.BROADCAST_WHEN.both
    if wrong:
        raise BadInput(*refusals.BROADCAST_WRONG, fields=wrong)
