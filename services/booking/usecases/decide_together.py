"""A common decision: awaited from the day a group is published, frozen at its instant, made by lot or by priority and time.

A draw (摇号) is one by lot: its secret is promised with the group, its list published at the freeze, and it is held with
public randomness. The others need nothing but the list, and are made in the moment of the freeze.
"""

from collections.abc import Container, Mapping, Sequence
from typing import Any
from uuid import UUID

from services.booking.domain.draw import allocate, list_hash, order
from services.booking.domain.group import Way
from services.booking.domain.pseudonyms import draw_of
from services.booking.domain.requests import Freeze, Resize, Settle
from services.booking.domain.snapshot import Snapshot
from services.booking.domain.together import Unit, Whole, rooms_of, settled, units_of, without_called_off
from services.booking.store import batch, draws, groups
from services.booking.store.groups import GroupBook, to_group
from services.booking.usecases.admit import admit
from services.booking.words import refusals
from shared.db.pool import Connection
from shared.errors import Conflict, NotFound
from shared.events.catalogue import GroupPublished, GroupRevised
from shared.messaging.timers import cancel_timer, set_timers

DECIDE = "decide-together"
"""The timer that closes the list; its subject begins with the decision's id."""


async def promise_decisions(
    conn: Connection, events: Sequence[GroupPublished | GroupRevised], known: Container[UUID]
) -> None:
    """When groups are published or revised, those `known` before: the instants of their common decisions, for draws the secrets."""
    told = [to_group(event.group_id, event.revision, event.facts) for event in events]
    draw_ids = {group.id: draw_of(group.id, group.together) for group in told}
    decided = {draw_ids[group.id]: group for group in told if group.decide_at}
    await draws.join(conn, {group.id: draw_ids[group.id] if group.decide_at else None for group in told})
    await draws.promise(conn, [draw_id for draw_id, group in decided.items() if group.drawn])
    await set_timers(conn, DECIDE, {str(draw_id): at for draw_id, g in sorted(decided.items()) if (at := g.decide_at)})
    left = {draw_ids[group.id] for group in told if not group.decide_at and group.id in known}
    for draw_id in sorted(left - await draws.joined(conn, left)) if left else ():
        await cancel_timer(conn, DECIDE, str(draw_id))


async def freeze_decision(conn: Connection, book: GroupBook, draw_id: UUID) -> None:
    """Close the list. Decide at once, unless somebody still has to check a request, or a public number is waited for.

    An opening lot waits for no check: first come follows it at once, and a place is kept while it is checked.
    """
    locked = await draws.lock(conn, draw_id)
    group_ids = await draws.groups_of(conn, draw_id)
    if not group_ids or (locked and locked.units is not None):
        return
    await admit(conn, book, [Freeze(tuple(group_ids))])
    snapshot, places = await _as_locked(conn, book, group_ids)
    first = snapshot.groups[group_ids[0]]
    if first.way != "opening_lot" and await draws.unchecked(conn, group_ids):
        return
    units, wholes = units_of(draw_id, await draws.entered(conn, group_ids))
    if not first.drawn:
        await _settle(conn, book, units, wholes, places)
        return
    listed = sorted(units, key=lambda unit: str(unit["unit"]))
    names = [priority.name for priority in first.priorities]
    await draws.freeze(
        conn, draw_id, draws.Frozen(listed, list_hash(listed), wholes, names, draws.source_of(first), places)
    )
    if _needs_no_number(first.way, units, places) and not _called_off(snapshot):
        await hold_draw(conn, book, draw_id, "")


async def hold_draw(conn: Connection, book: GroupBook, draw_id: UUID, randomness: str) -> None:
    """Put the frozen list in order, give places and turns, and publish all that is needed to check it.

    `randomness` is the public text as announced; it is empty only where none is used.
    Raises NotFound; Conflict before the list is frozen, when the draw was held, or when every group was cancelled.
    """
    locked = await draws.lock(conn, draw_id)
    if locked is None:
        raise NotFound
    if locked.units is None:
        raise Conflict(*refusals.DRAW_TOO_EARLY)
    if locked.drawn:
        raise Conflict(*refusals.DRAWN_ALREADY)
    snapshot, _ = await _as_locked(conn, book, await draws.groups_of(conn, draw_id))
    if _called_off(snapshot):
        raise Conflict(*refusals.DRAW_CALLED_OFF)
    places = without_called_off(locked.groups, snapshot.ledgers)
    result = await _settle(conn, book, order(locked.units, locked.secret, randomness), locked.wholes, places)
    await draws.publish(conn, draw_id, randomness, result, places)


async def _settle(
    conn: Connection, book: GroupBook, ordered: Sequence[Unit], wholes: Mapping[str, Whole], places: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Give places and turns to units in this order; the result as it is published. What waited for it follows: changed capacities."""
    result, decided = settled(ordered, wholes, places)
    group_ids = tuple(map(UUID, places))
    capacities = await groups.capacities(conn, group_ids)
    await admit(conn, book, [Settle(group_ids, decided), *(Resize(id_, capacities[id_]) for id_ in group_ids)])
    return result


async def _as_locked(conn: Connection, book: GroupBook, group_ids: Sequence[UUID]) -> tuple[Snapshot, dict[str, Any]]:
    """The groups, locked, and of each what is free now; a group called off has nothing to give."""
    snapshot, _ = await batch.load(conn, book, [Freeze(tuple(group_ids))])
    return snapshot, rooms_of([snapshot.groups[id_] for id_ in group_ids], snapshot.ledgers, snapshot.now)


def _needs_no_number(way: Way, units: Sequence[Unit], places: Mapping[str, Any]) -> bool:
    """None was promised; or everyone gets the first choice, in whatever order."""
    enough = way == "draw_if_oversubscribed" and all(row["choice"] == 1 for row in allocate(units, places))
    return way == "opening_lot" or enough or not units


def _called_off(snapshot: Snapshot) -> bool:
    """Every group of it: there is nothing to decide."""
    return all(ledger.called_off for ledger in snapshot.ledgers.values())
