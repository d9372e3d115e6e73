"""Groups as a page lists them to those who care for their children: so many at a time, found by what they are."""

from dataclasses import dataclass, field
from uuid import UUID

from services.booking.store.groups import GroupBook, Known, in_order
from shared.db.clock import today
from shared.db.pool import Connection

# $3 today: what met for the last time before is over.
_LISTED = """
FROM class_group g JOIN ledger l ON l.group_id = g.id
WHERE NOT l.called_off AND ($1::text[] IS NULL OR g.union_code = ANY ($1) OR g.id = ANY ($2::uuid[]))
    AND ($4 = '' OR strpos(lower(concat(g.facts ->> 'title', ' ', g.facts ->> 'site')), lower($4)) > 0)
    AND ($5::text[] IS NULL OR g.union_code = ANY ($5)) AND ($6 = '' OR g.facts ->> 'term' = $6)
    AND ((g.facts #>> '{meetings,-1,date}')::date < $3) = ($7 = 'over')
    AND CASE $7
        WHEN 'before' THEN g.opens_at > clock_timestamp()
        WHEN 'open' THEN g.opens_at <= clock_timestamp() AND g.closes_at > clock_timestamp()
        WHEN 'running' THEN (g.facts #>> '{meetings,0,date}')::date <= $3
        ELSE true END
"""
_COUNT = f"SELECT count(*) {_LISTED}"
_PAGE = in_order(f"SELECT g.id, g.revision {_LISTED}") + " LIMIT $8 OFFSET $9"
_CHOICES = """
SELECT coalesce(array_agg(DISTINCT g.union_code), '{}') AS unions,
    coalesce(array_agg(DISTINCT g.facts ->> 'term') FILTER (WHERE g.facts ->> 'term' <> ''), '{}') AS terms
FROM class_group g WHERE $1::text[] IS NULL OR g.union_code = ANY ($1) OR g.id = ANY ($2::uuid[])
"""
STATES = ("before", "open", "running", "over")


@dataclass(frozen=True, slots=True)
class Care:
    """For whose children somebody cares."""

    unions: list[str] | None
    """Those whose groups are theirs; None: all."""
    groups: list[UUID] = field(default_factory=list)
    """Single ones besides."""

    def has(self, union: str, group_id: UUID) -> bool:
        """Whether this group of a union is one of them."""
        return self.unions is None or union in self.unions or group_id in self.groups


@dataclass(frozen=True, slots=True)
class Filter:
    """Which of them are looked for; empty: whichever that is not over."""

    text: str = ""
    """Stands in the title or the site."""
    unions: list[str] | None = None
    """Of one of these; None: of whichever."""
    term: str = ""
    state: str = ""
    """One of STATES."""


@dataclass(frozen=True, slots=True)
class Findable:
    """What there is to choose from."""

    unions: list[str]
    terms: list[str]


async def count(conn: Connection, care: Care, sought: Filter) -> int:
    """How many there are, those called off left out."""
    return int(await conn.fetchval(_COUNT, *await _sought(conn, care, sought)))


async def page_of(
    conn: Connection, book: GroupBook, care: Care, sought: Filter, *, size: int, offset: int
) -> list[Known]:
    """A page of them, in the order of their first days."""
    rows = await conn.fetch(_PAGE, *await _sought(conn, care, sought), size, offset)
    found = await book.get(conn, [(row["id"], row["revision"]) for row in rows])
    return [found[row["id"]] for row in rows]


async def choices_of(conn: Connection, care: Care) -> Findable:
    """The unions and terms of all that somebody cares for."""
    (row,) = await conn.fetch(_CHOICES, care.unions, care.groups)
    return Findable(**row)


async def _sought(conn: Connection, care: Care, sought: Filter) -> tuple[object, ...]:
    return care.unions, care.groups, await today(conn), sought.text, sought.unions, sought.term, sought.state
