"""并班: all who stand in a class go over to a parallel one, in one step. Each family is told, and nobody is asked."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from services.booking.domain.merge import Merge
from services.booking.domain.merging import parallel
from services.booking.seen.staff import own_group
from services.booking.store import batch, moves
from services.booking.store import staff_decisions as log
from services.booking.store.groups import GroupBook, Known
from services.booking.usecases.admit import admit
from services.booking.usecases.happenings import apart
from services.booking.usecases.review import written
from services.booking.words import refusals
from shared.db.once import write_once
from shared.db.pool import Connection, Database
from shared.errors import Conflict, NotFound
from shared.events.capacity import GroupMerged
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.messaging import outbox


@dataclass(frozen=True, slots=True)
class Parallel:
    """A class that this one could become one with."""

    known: Known
    free: int


async def parallels(conn: Connection, book: GroupBook, here: Known) -> list[Parallel]:
    """Classes of the same kind with a free place, that with most of them first."""
    free = {(target.id, target.revision): target.free for target in await moves.targets(conn, here.group.id)}
    known = await book.get(conn, list(free))
    found = [
        Parallel(known[id_], places) for (id_, _), places in free.items() if parallel(here.group, known[id_].group)
    ]
    return sorted(found, key=lambda one: (-one.free, one.known.group.title))


async def merge(
    conn: Connection, book: GroupBook, who: Identity, from_group_id: UUID, *, to_group_id: UUID, reason: str
) -> int:
    """Let all of a class go over to a parallel one; how many did. It is empty then, takes nobody any more, and classes cancels it.

    Raises NotFound for a class that is not the person's, BadInput without a written reason, Conflict when they cannot all go.
    """
    here, there = await own_group(conn, book, who, from_group_id), await own_group(conn, book, who, to_group_id)
    if from_group_id == to_group_id:
        raise NotFound
    why = written(reason)
    await batch.load(conn, book, [Merge(from_group_id, to_group_id)])  # from here on nobody comes or leaves
    booked_by = await moves.live(conn, from_group_id)
    ask = Merge(from_group_id, to_group_id, why, {id_: uuid4() for id_ in booked_by}, booked_by)
    (ruling,) = (await admit(conn, book, [ask])).rulings
    if ruling.result != "done":
        raise Conflict(*refusals.NOT_MERGED[ruling.result])
    await log.keep(conn, who, [(from_group_id, None), *((from_group_id, id_) for id_ in booked_by)], "merge", why)
    title = apart(there.group, here.group)
    await outbox.put(
        conn,
        GroupMerged(group_id=from_group_id, revision=here.group.revision, into=to_group_id, title=title, reason=why),
    )
    return len(booked_by)


async def ask_to_merge(
    system: Database, book: GroupBook, who: Identity, key: str, group_id: UUID, *, to_group_id: UUID, reason: str
) -> Answer:
    """Make them one, once for a key."""

    async def work(conn: Connection) -> Answer:
        gone = await merge(conn, book, who, group_id, to_group_id=to_group_id, reason=reason)
        return Answer(200, {"merged": gone})

    return await write_once(system, who.person_id, key, digest("merge", group_id, to_group_id, reason), work)
