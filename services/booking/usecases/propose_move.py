"""Too few children in a group: propose to each family a place in another one. Nobody is moved without saying yes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from services.booking.domain.group import Group
from services.booking.domain.requests import ProposeMove
from services.booking.seen.staff import own_group
from services.booking.store import moves
from services.booking.store import staff_decisions as log
from services.booking.store.groups import GroupBook, Known, find
from services.booking.store.moves import Target
from services.booking.usecases.admit import admit
from services.booking.usecases.review import written
from services.booking.words import refusals
from shared.db.clock import clock
from shared.db.once import write_once
from shared.db.pool import Connection, Database
from shared.errors import BadInput, Conflict, NotFound
from shared.kernel.answer import Answer, digest
from shared.kernel.clock import ZONE
from shared.kernel.identity import Identity
from shared.kernel.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Destination:
    """A group that the children could move to."""

    known: Known
    free: int
    """Places that are free for everybody."""
    fit: int
    """How many of the children would get one: the others are there already, or have something else at these hours."""


async def destinations(conn: Connection, book: GroupBook, group_id: UUID) -> list[Destination]:
    """Groups of the same union that have not begun and have free places: the likest first, of these those that take most.

    Places that are still to be given in a common decision are not free: all who entered are promised a part in it.
    """
    now, children = await clock(conn), await moves.bookings_of(conn, group_id)
    found = {target.id: target for target in await moves.targets(conn, group_id)}
    wanted = {(target.id, target.revision) for target in found.values()}
    here = await find(conn, book, group_id)
    known = await book.get(conn, wanted | {pair for booked in children.values() for pair in booked.items()})
    booked = [[known[id_].group for id_ in groups if id_ != group_id] for groups in children.values()]
    there = [
        _destination(known[id_], target, booked, now)
        for id_, target in found.items()
        if known[id_].group.starts_at > now and not _to_be_decided(known[id_].group, now)
    ]
    return sorted((d for d in there if d.free), key=lambda d: (_unlike(here, d.known) if here else (), -d.fit))


def _to_be_decided(group: Group, now: datetime) -> bool:
    return group.decide_at is not None and now < group.decide_at


def _unlike(here: Known, there: Known) -> tuple[bool, bool, int]:
    """How far from the group it is: another kind, another season, other days."""
    a, b = here.facts, there.facts
    return a.kind != b.kind, a.season != b.season, abs((here.group.first_day - there.group.first_day).days)


def _destination(known: Known, target: Target, booked: Sequence[Sequence[Group]], now: datetime) -> Destination:
    kept = sum(max(0, pool.kept(now) - target.pools.get(pool.name, 0)) for pool in known.group.pools)
    free = max(0, target.capacity - target.taken - target.held - kept)
    able = sum(all(known.group.id != g.id and known.group.first_clash(g) is None for g in groups) for groups in booked)
    return Destination(known, free, min(free, able))


async def propose_move(
    conn: Connection, book: GroupBook, who: Identity, from_group_id: UUID, *, to_group_id: UUID, until: datetime, reason: str
) -> int:  # fmt: skip
    """Offer every family of a group a place in another one, kept until then; how many could be kept.

    Who does not answer, or says no, keeps the old place for as long as that group stands.
    Raises NotFound for a group that is not the same union's, BadInput, Conflict when no place could be kept.
    """
    here, there = await own_group(conn, book, who, from_group_id), await own_group(conn, book, who, to_group_id)
    if here.group.union != there.group.union or from_group_id == to_group_id:
        raise NotFound
    why = written(reason)
    _check_deadline(until, await clock(conn), there.group.starts_at)
    new_ids: Mapping[UUID, UUID] = {id_: uuid4() for id_ in await moves.confirmed(conn, from_group_id)}
    await admit(conn, book, [ProposeMove(who.person_id, from_group_id, to_group_id, until, why, new_ids)])
    kept = await moves.how_many_of(conn, new_ids.values())
    if not kept:
        raise Conflict(*refusals.MOVE_NO_PLACE)
    await log.keep(conn, who, [(from_group_id, None)], "propose_move", why)
    return kept


async def ask_to_move(
    system: Database, book: GroupBook, who: Identity, key: str, group_id: UUID, *, to_group_id: UUID, until: datetime, reason: str
) -> Answer:  # fmt: skip
    """Propose to every family of a group to move, once for a key; pages and API come through here."""

    async def work(conn: Connection) -> Answer:
        kept = await propose_move(conn, book, who, group_id, to_group_id=to_group_id, until=until, reason=reason)
        return Answer(201, {"proposed": kept})

    return await write_once(system, who.person_id, key, digest("move", group_id, to_group_id, until, reason), work)


def _check_deadline(until: datetime, now: datetime, starts_at: datetime) -> None:
    if until <= now:
        raise _wrong(refusals.DEADLINE_OVER)
    if until > starts_at:
        at = f"{starts_at.astimezone(ZONE):%Y-%m-%d %H:%M}"
        raise _wrong(refusals.DEADLINE_TOO_LATE.of(at=at))


def _wrong(why: Sentence) -> BadInput:
    return BadInput(*refusals.DEADLINE_WRONG.of(why=why), fields={"until": why.both})
