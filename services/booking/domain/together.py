"""A common decision as a list: who takes part, as one unit each, and what there is to give. Pure; draw.py decides on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.booking.domain.enrollment import Enrollment
from services.booking.domain.group import Group
from services.booking.domain.pseudonyms import entrant_of, unit_of
from services.booking.domain.snapshot import Ledger

Unit = dict[str, Any]
"""As it stands on the published list."""


def units_of(draw_id: UUID, entered: Sequence[Enrollment]) -> tuple[list[Unit], dict[str, UUID]]:
    """Units in order of priority and arrival, `entered` being in order of arrival; and what each number stands for."""
    seats: dict[UUID, list[Enrollment]] = {}
    for enrollment in entered:
        seats.setdefault(enrollment.whole, []).append(enrollment)
    numbered = [(_unit(draw_id, mine), whole) for whole, mine in seats.items()]
    numbered.sort(key=lambda pair: int(pair[0]["band"]))  # stable: inside a band by arrival
    return [unit for unit, _ in numbered], {unit["unit"]: whole for unit, whole in numbered}


def _unit(draw_id: UUID, mine: Sequence[Enrollment]) -> Unit:
    """What one family asked for as one. It stands where the last of its children stands."""
    choices: dict[int, list[dict[str, Any]]] = {}
    for e in sorted(mine, key=lambda e: (e.choice, str(e.group_id), entrant_of(draw_id, e.child_id))):
        seat = {"entrant": entrant_of(draw_id, e.child_id), "group": str(e.group_id), "pool": e.pool}
        choices.setdefault(e.choice, []).append(seat)
    number = unit_of([seat["entrant"] for choice in choices.values() for seat in choice])
    return {"unit": number, "band": max(e.band for e in mine), "choices": list(choices.values())}


def room_of(group: Group, ledger: Ledger, now: datetime) -> dict[str, Any]:
    """What a group has to give, and what of it is kept for whom; a group called off has nothing."""
    if ledger.called_off:
        return {"title": group.title, "places": 0, "pools": {}, "waiting": 0}
    kept = {pool.name: max(0, pool.kept(now) - ledger.pools.get(pool.name, 0)) for pool in group.pools}
    return {
        "title": group.title,
        "places": ledger.capacity - ledger.given,
        "pools": kept,
        "waiting": None if group.waiting_limit is None else max(0, group.waiting_limit - ledger.waiting),
    }
