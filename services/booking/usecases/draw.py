"""A draw (摇号): promised when the group is published, frozen at closing, held with public randomness."""

from uuid import UUID

from asyncpg import Record

from services.booking.domain.draw import list_hash, order, outcomes
from services.booking.domain.requests import Draw, Freeze
from services.booking.store import draws as store
from services.booking.store.groups import GroupBook, find
from services.booking.usecases.admit import admit
from shared.db.pool import Connection
from shared.errors import Conflict, NotFound
from shared.events.catalogue import GroupFacts
from shared.messaging.timers import cancel_timer, set_timer

FREEZE = "freeze-draw"
"""The timer that closes the list."""


async def promise_draw(conn: Connection, group_id: UUID, facts: GroupFacts) -> None:
    """Choose the secret when a group that draws is published; its list freezes when registration closes."""
    if facts.way == "first_come":
        await cancel_timer(conn, FREEZE, str(group_id))
        return
    await store.promise(conn, group_id)
    await set_timer(conn, FREEZE, str(group_id), facts.closes_at)


async def freeze_draw(conn: Connection, book: GroupBook, group_id: UUID) -> None:
    """Close the list and publish it; where there are places for all and the notice says so, give them at once."""
    locked = await store.lock(conn, group_id)
    known = await find(conn, book, group_id)
    if locked is None or known is None or locked.entrants is not None:
        return
    await admit(conn, book, [Freeze(group_id)])
    entrants = sorted(await store.entered(conn, group_id))
    await store.freeze(conn, group_id, entrants, list_hash(entrants))
    if known.group.way == "draw_if_oversubscribed" and len(entrants) <= (await _ledger(conn, group_id))["capacity"]:
        await hold_draw(conn, book, group_id, "")


async def hold_draw(conn: Connection, book: GroupBook, group_id: UUID, randomness: str) -> None:
    """Put the frozen list in order, give places and turns, and publish all that is needed to check it.

    `randomness` is the public text as announced; it is empty only where there are places for all.
    Raises NotFound; Conflict before the list is frozen, when the draw was held, or when the group was cancelled.
    """
    locked = await store.lock(conn, group_id)
    if locked is None:
        raise NotFound
    if locked.entrants is None:
        raise Conflict(
            "名单还没有冻结,报名截止后才能摇号。", "The list is not frozen yet; draw after registration has closed."
        )
    if locked.drawn:
        raise Conflict("已经摇过号了,结果不能更改。", "The draw was held; its result cannot be changed.")
    ledger = await _ledger(conn, group_id)
    if ledger["called_off"]:
        raise Conflict("班次已取消,不再摇号。", "The group is cancelled; there is no draw.")
    ordered = order(locked.entrants, locked.secret, randomness)
    enrollments = await store.entered(conn, group_id)
    await admit(conn, book, [Draw(group_id, tuple(enrollments[entrant] for entrant in ordered))])
    places = ledger["capacity"] - ledger["taken"]
    await store.publish(conn, group_id, randomness, outcomes(ordered, places), places)


async def _ledger(conn: Connection, group_id: UUID) -> Record:
    """The ledger's counts, locked: the capacity must not change between the order and the places."""
    row = await conn.fetchrow(
        "SELECT capacity, taken, called_off FROM ledger WHERE group_id = $1 FOR NO KEY UPDATE", group_id
    )
    if row is None:
        raise NotFound
    return row
