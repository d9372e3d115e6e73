"""The result of a group as it is published: masked names where the notice says so, and never why somebody went first."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from services.booking.domain.child import masked
from services.booking.domain.group import Group
from services.booking.seen.unheard import known_group
from services.booking.store import public_draws, results
from services.booking.store.groups import GroupBook, Known
from services.booking.store.ledgers import ledger_of
from services.booking.store.results import ResultRow
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.kernel.clock import ZONE

Rule = Literal["first_come", "priority", "draw", "enough", "waited", "organizer", "moved"]


@dataclass(frozen=True, slots=True)
class Placed:
    """A child with a place."""

    name: str
    """Masked: 张*明"""
    rule: Rule


@dataclass(frozen=True, slots=True)
class Results:
    """What everybody may know of how a group's places were given."""

    known: Known
    decided: bool
    """All is decided; before that there are no numbers."""
    expected: datetime
    """When it is, or was."""
    called_off: bool
    registered: int
    confirmed: int
    held: int
    """Kept for families that must still confirm, or whose request is being checked."""
    waiting: int
    names: bool
    """Names are published: the notice says so, and the group is not over."""
    placed: tuple[Placed, ...]
    """In the order of admission."""
    queue: tuple[str, ...]
    """Masked names, in the order of their turns."""


async def results_of(conn: Connection, book: GroupBook, group_id: UUID) -> Results:
    """The result as it stands now. Raises NotFound, BeingPublished."""
    known, now = await known_group(conn, book, group_id), await clock(conn)
    group, ledger = known.group, await ledger_of(conn, group_id)
    decided = ledger.settled if group.decide_at else now >= group.closes_at
    over = now.astimezone(ZONE).date() > group.last_day
    names = decided and group.publicity and not over and not ledger.called_off
    rows = await results.in_order(conn, group_id) if names else []
    undrawn = group.way == "draw_if_oversubscribed" and not await public_draws.used_a_number(conn, group_id)
    return Results(
        known,
        decided,
        group.decide_at or group.closes_at,
        ledger.called_off,
        await results.registered(conn, group_id) if decided else 0,
        ledger.taken,
        ledger.held,
        ledger.waiting,
        names,
        tuple(Placed(masked(row.name), rule_of(group, row, undrawn=undrawn)) for row in _in(rows, "confirmed")),
        tuple(masked(row.name) for row in _in(rows, "waitlisted")),
    )


def rule_of(group: Group, row: ResultRow, *, undrawn: bool) -> Rule:
    """By what a child came to its place; a priority is never named. `undrawn`: there were places for all."""
    if row.moved:
        return "moved"
    if row.band < 0:
        return "organizer"
    if row.standing is None:
        return "first_come"
    if not row.standing.get("placed", row.standing["rank"] <= row.standing["places"]):
        return "waited"
    if undrawn:
        return "enough"
    if row.band < len(group.priorities):
        return "priority"
    return "draw" if group.drawn else "first_come"


def _in(rows: Iterable[ResultRow], state: str) -> list[ResultRow]:
    return [row for row in rows if row.state == state]


def as_json(seen: Results) -> dict[str, Any]:
    """As the API gives it."""
    counts = {name: getattr(seen, name) for name in ("registered", "confirmed", "held", "waiting")}
    return {
        "group": {"id": seen.known.group.id, "title": seen.known.group.title},
        "decided": seen.decided,
        "expected": seen.expected,
        "called_off": seen.called_off,
        "counts": counts if seen.decided else None,
        "names": seen.names,
        "placed": [asdict(child) for child in seen.placed],
        "waiting": list(seen.queue),
    }
