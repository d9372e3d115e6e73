"""By which way people hear of what: each chooses for itself; a union, for those of its families who do not."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from services.notify.domain.matters import MATTERS, SECURITY
from services.notify.store import ways
from services.notify.store.ways import Telling
from services.notify.words import refusals
from shared.db.pool import Connection
from shared.errors import BadInput

Ticks = Mapping[str, Mapping[str, bool]]
"""Of each matter, by which channels of those that can tell any of it something of it is told."""
Boxes = Mapping[str, bool]
"""`channel matter` of each box of a form, and whether it was ticked."""


def ticks(tellings: Iterable[Telling]) -> Ticks:
    """The form as it stands."""
    found: dict[str, dict[str, bool]] = {}
    for matter, kinds in MATTERS.items():
        for telling in tellings:
            if telling.kind in kinds:
                row = found.setdefault(matter, {})
                row[telling.channel] = row.get(telling.channel, False) or telling.wanted
    return found


def changes(tellings: Sequence[Telling], boxes: Boxes) -> list[Telling]:
    """What a form changes: of a box that was left as it was, nothing, though only a part of what it stands for is told."""
    stands, changed = ticks(tellings), []
    for telling in tellings:
        matter = next(name for name, kinds in MATTERS.items() if telling.kind in kinds)
        wanted = boxes.get(f"{telling.channel} {matter}")
        if wanted not in (None, stands[matter][telling.channel]) and telling.kind not in SECURITY:
            changed.append(telling._replace(wanted=bool(wanted)))
    return changed


async def tick(conn: Connection, person: UUID, boxes: Boxes) -> None:
    """Choose by the boxes of a form."""
    await ways.choose(conn, person, changes(await ways.of_person(conn, person), boxes))


async def tick_for_union(conn: Connection, union: str, boxes: Boxes) -> None:
    """As `tick`, for families of the union who do not choose."""
    await ways.choose_for_union(conn, union, changes(await ways.of_union(conn, union), boxes))


async def choose(conn: Connection, person: UUID, wanted: Collection[Telling]) -> None:
    """Choose one by one. Raises BadInput for what no channel tells, and where security would be switched off."""
    there = {(telling.channel, telling.kind) for telling in await ways.of_person(conn, person)}
    wrong = {}
    for n, one in enumerate(wanted):
        if (one.channel, one.kind) not in there:
            wrong[f"ways.{n}"] = refusals.NOT_TOLD.both
        elif one.kind in SECURITY and not one.wanted:
            wrong[f"ways.{n}"] = refusals.ALWAYS_TOLD.both
    if wrong:
        raise BadInput(*refusals.WISH_WRONG, fields=wrong)
    await ways.choose(conn, person, wanted)
