"""A draw as anybody may see it: what it has to give, the frozen list, the result, and one's own children in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.booking.domain.group import Way
from services.booking.domain.pseudonyms import entrant_of
from services.booking.domain.published import Published
from services.booking.domain.together import Unit, rooms_of
from services.booking.store.draws import source_of
from services.booking.store.groups import GroupBook
from services.booking.store.ledgers import ledgers_of
from shared.db.clock import clock
from shared.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw as anybody may see it now."""

    id: UUID
    title: str
    union: str
    way: Way
    review: str
    """Who checks entries before the list is frozen: organizer, employer, or nobody (empty)."""
    groups: Mapping[str, Mapping[str, Any]]
    """id → title, places, pools and waiting: what it has to give now, or had when the list was frozen."""
    asked: Mapping[str, int]
    """id → children who take part in it at this moment."""
    called_off: frozenset[str]
    source: str
    """The public randomness, named beforehand; empty when none is used."""
    decide_at: datetime
    closed: bool
    """Nobody enters any more; the list is frozen when the last request was checked."""
    secret_hash: str
    published: Published | None
    """The frozen list and its result; None before."""
    units_hash: str | None
    bands: list[str]
    frozen_at: datetime | None
    randomness: str | None
    drawn_at: datetime | None
    secret: str | None
    """Told with the result, never before."""

    @property
    def units(self) -> Sequence[Unit] | None:
        """The frozen list, sorted; None before."""
        return None if self.published is None else self.published.units

    @property
    def result(self) -> Sequence[Mapping[str, Any]] | None:
        """A row for each unit, in order of rank; None before."""
        return None if self.published is None else self.published.result

    @property
    def entered(self) -> int:
        """Who takes part at this moment, counted once a group."""
        return sum(self.asked.values())

    @property
    def places(self) -> int:
        """Of all its groups."""
        return sum(group["places"] for group in self.groups.values())

    @property
    def step(self) -> int:
        """0 entering, 1 frozen, 2 drawn."""
        return (self.frozen_at is not None) + (self.drawn_at is not None)

    @property
    def progress(self) -> str:
        """Changes whenever the page does."""
        return f"{self.step}-{self.closed:d}-{self.entered}-{len(self.called_off)}"


_FIND = """
SELECT id, secret, secret_hash, source, bands, units_hash, frozen_at, randomness, drawn_at, groups FROM draw WHERE id = $1
"""
_OF_GROUP = "SELECT draw_id FROM class_group WHERE id = $1 AND draw_id <> id"
_USED_A_NUMBER = "SELECT d.randomness <> '' FROM draw d JOIN class_group g ON g.draw_id = d.id WHERE g.id = $1"
_LISTS = "SELECT units, result FROM draw WHERE id = $1"
_GROUPS = "SELECT id, revision FROM class_group WHERE draw_id = $1 ORDER BY by_title, id"
# As Draw.progress, without reading more: hundreds of watchers ask every few seconds.
_PROGRESS = """
SELECT format('%s-%s-%s-%s', num_nonnulls(d.frozen_at, d.drawn_at), bool_or(l.frozen)::int, sum(l.entered),
    count(*) FILTER (WHERE l.called_off))
FROM draw d JOIN class_group g ON g.draw_id = d.id JOIN ledger l ON l.group_id = g.id WHERE d.id = $1 GROUP BY d.id
"""
_MINE = """
SELECT DISTINCT c.id, c.name FROM enrollment e JOIN child c ON c.id = e.child_id JOIN class_group g ON g.id = e.group_id
LEFT JOIN draw d ON d.id = g.draw_id
WHERE g.draw_id = $1 AND c.family_id IN (SELECT family_id FROM guardian WHERE person_id = $2)
    AND (e.state = 'entered' OR d.frozen_at IS NOT NULL)
ORDER BY c.name, c.id
"""


async def find(conn: Connection, book: GroupBook, draw_id: UUID) -> Draw | None:
    """A draw by its id, or by that of one of its groups; a decision without a lot is none."""
    row = await conn.fetchrow(_FIND, draw_id)
    if row is None:
        of_group = await conn.fetchval(_OF_GROUP, draw_id)
        return await find(conn, book, of_group) if of_group else None
    parts = await conn.fetch(_GROUPS, draw_id)
    if not parts:
        return None
    groups = [known.group for known in (await book.get(conn, [(p["id"], p["revision"]) for p in parts])).values()]
    first = groups[0]
    if not first.drawn:
        return None
    counted = await ledgers_of(conn, [group.id for group in groups])
    now = await clock(conn)
    return Draw(
        id=draw_id,
        title=_title([group.title for group in groups]),
        union=first.union,
        way=first.way,
        review=first.review,
        groups=row["groups"] or rooms_of(groups, counted, now),
        asked={str(id_): ledger.entered for id_, ledger in counted.items()},
        called_off=frozenset(str(id_) for id_, ledger in counted.items() if ledger.called_off),
        source=source_of(first) if row["source"] is None else row["source"],
        decide_at=first.decide_at or first.closes_at,
        closed=any(ledger.frozen for ledger in counted.values()),
        units_hash=row["units_hash"],
        secret_hash=row["secret_hash"],
        bands=[priority.name for priority in first.priorities] if row["bands"] is None else row["bands"],
        frozen_at=row["frozen_at"],
        randomness=row["randomness"],
        drawn_at=row["drawn_at"],
        secret=row["secret"] if row["drawn_at"] else None,
        published=await _published(conn, row) if row["frozen_at"] else None,
    )


def _title(titles: Sequence[str]) -> str:
    different = list(dict.fromkeys(titles))
    return " · ".join(different[:3]) + " …" * (len(different) > 3)


_remembered: dict[tuple[str, bool], Published] = {}
"""(hash of the secret, drawn?) → what was published then: it never changes, and a whole city looks at once."""
_AT_MOST = 50_000
"""Units of all lists together; the oldest are read again."""


async def _published(conn: Connection, row: Any) -> Published:
    """The list and the result of a draw that is frozen, as far as it has come."""
    key = (row["secret_hash"], row["drawn_at"] is not None)
    if key not in _remembered:
        (lists,) = await conn.fetch(_LISTS, row["id"])
        _remembered[key] = Published(lists["units"], lists["result"] if row["drawn_at"] else None)
        while len(_remembered) > 1 and sum(map(len, _remembered.values())) > _AT_MOST:
            del _remembered[next(iter(_remembered))]
    return _remembered[key]


async def progress(conn: Connection, draw_id: UUID) -> str | None:
    """`Draw.progress` of a draw, if there is one."""
    found: str | None = await conn.fetchval(_PROGRESS, draw_id)
    return found


async def used_a_number(conn: Connection, group_id: UUID) -> bool:
    """Whether the draw of a group was held with public randomness."""
    return bool(await conn.fetchval(_USED_A_NUMBER, group_id))


@dataclass(frozen=True, slots=True)
class Own:
    """A family's child that takes part, or stands on the list."""

    child_id: UUID
    name: str


async def mine(conn: Connection, draw_id: UUID, person_id: UUID) -> dict[str, Own]:
    """Number → child of the person's family; once the list stands, those that left before too."""
    rows = await conn.fetch(_MINE, draw_id, person_id)
    return {entrant_of(draw_id, row["id"]): Own(row["id"], row["name"]) for row in rows}
