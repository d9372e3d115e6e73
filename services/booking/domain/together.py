"""A common decision as a list: who takes part, as one unit each, and what there is to give. Pure; draw.py decides on it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.booking.domain.draw import allocate, unit_of
from services.booking.domain.enrollment import Enrollment
from services.booking.domain.group import Group
from services.booking.domain.pseudonyms import entrant_of
from services.booking.domain.requests import Settled
from services.booking.domain.snapshot import Ledger

Unit = dict[str, Any]
"""As it stands on the published list."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What a number on the list stands for."""

    unit: UUID
    choices: tuple[int, ...]
    """Of each wish on the list, the choice that it was asked for as: a family may have given up the first one."""


def units_of(draw_id: UUID, entered: Sequence[Enrollment]) -> tuple[list[Unit], dict[str, Whole]]:
    """Units in order of priority and arrival, `entered` being in order of arrival; and what each number stands for."""
    seats: dict[UUID, list[Enrollment]] = {}
    for enrollment in entered:
        seats.setdefault(enrollment.whole, []).append(enrollment)
    numbered = [_unit(draw_id, mine) for mine in seats.values()]
    numbered.sort(key=lambda pair: int(pair[0]["band"]))  # stable: inside a band by arrival
    return [unit for unit, _ in numbered], {unit["unit"]: whole for unit, whole in numbered}


def _unit(draw_id: UUID, mine: Sequence[Enrollment]) -> tuple[Unit, Whole]:
    """What one family asked for as one. It stands where the last of its children stands."""
    numbers = {e.child_id: entrant_of(draw_id, e.child_id) for e in mine}
    choices: dict[int, list[dict[str, Any]]] = {}
    for e in sorted(mine, key=lambda e: (e.choice, str(e.group_id), numbers[e.child_id])):
        seat = {"entrant": numbers[e.child_id], "group": str(e.group_id), "pool": e.pool}
        choices.setdefault(e.choice, []).append(seat)
    unit = {"unit": unit_of(numbers.values()), "band": max(e.band for e in mine), "choices": list(choices.values())}
    return unit, Whole(mine[0].whole, tuple(choices))


def rooms_of(groups: Sequence[Group], ledgers: Mapping[UUID, Ledger], now: datetime) -> dict[str, dict[str, Any]]:
    """By id what each has to give; groups that are called alike are told apart by their site."""
    called = Counter(group.title for group in groups)
    rooms = {str(group.id): room_of(group, ledgers[group.id], now) for group in groups}
    for group in groups:
        if called[group.title] > 1:
            rooms[str(group.id)]["title"] = f"{group.title} · {group.site}"
    return rooms


def without_called_off(
    rooms: Mapping[str, dict[str, Any]], ledgers: Mapping[UUID, Ledger]
) -> dict[str, dict[str, Any]]:
    """Rooms as they stood with the list; whatever is called off since has nothing to give."""
    return {id_: _nothing(room["title"]) if ledgers[UUID(id_)].called_off else room for id_, room in rooms.items()}


def _nothing(title: str) -> dict[str, Any]:
    return {"title": title, "places": 0, "pools": {}, "waiting": 0}


def room_of(group: Group, ledger: Ledger, now: datetime) -> dict[str, Any]:
    """What a group has to give, and what of it is kept for whom; a group called off has nothing."""
    if ledger.called_off:
        return _nothing(group.title)
    kept = {pool.name: max(0, pool.kept(now) - ledger.pools.get(pool.name, 0)) for pool in group.pools}
    return {
        "title": group.title,
        "places": ledger.capacity - ledger.given,
        "pools": kept,
        "waiting": None if group.waiting_limit is None else max(0, group.waiting_limit - ledger.waiting),
    }


def settled(
    ordered: Sequence[Unit], wholes: Mapping[str, Whole], rooms: Mapping[str, Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], tuple[Settled, ...]]:
    """The decision for units in this order, as it is published and as `decide` carries it out."""
    rows = allocate(ordered, rooms)
    return rows, tuple(_settled(row, unit, wholes[row["unit"]], rooms) for row, unit in zip(rows, ordered, strict=True))


def _settled(row: Mapping[str, Any], unit: Unit, whole: Whole, rooms: Mapping[str, Mapping[str, Any]]) -> Settled:
    if row["choice"]:
        return Settled(whole.unit, whole.choices[row["choice"] - 1])
    full = (any(rooms[seat["group"]]["waiting"] == 0 for seat in seats) for seats in unit["choices"])
    return Settled(
        whole.unit, None, frozenset(choice for choice, none in zip(whole.choices, full, strict=True) if none)
    )
