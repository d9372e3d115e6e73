"""What each channel tells a person, or the families of a union: as they chose, or as it is usual."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from services.notify.store.queries import sql
from services.notify.texts import EVERY_KIND
from shared.db.pool import Connection

_CHOOSE = """
INSERT INTO wish (person_id, channel, kind, wanted) SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bool[])
ON CONFLICT (person_id, channel, kind) DO UPDATE SET wanted = excluded.wanted
"""
_CHOOSE_FOR_UNION = """
INSERT INTO union_wish (union_code, channel, kind, wanted) SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bool[])
ON CONFLICT (union_code, channel, kind) DO UPDATE SET wanted = excluded.wanted
"""


class Telling(NamedTuple):
    """Whether a kind is told by a channel."""

    channel: str
    kind: str
    wanted: bool


async def of_person(conn: Connection, person: UUID) -> list[Telling]:
    """What every open channel can tell, and whether it tells this person."""
    return [Telling(*row) for row in await conn.fetch(sql("ways"), person, None, EVERY_KIND)]


async def of_union(conn: Connection, union: str) -> list[Telling]:
    """As `of_person`, for families of the union who did not choose."""
    return [Telling(*row) for row in await conn.fetch(sql("ways"), None, union, EVERY_KIND)]


async def choose(conn: Connection, person: UUID, changed: Iterable[Telling]) -> None:
    """From now on the person is told so."""
    await conn.execute(_CHOOSE, person, *_columns(changed))


async def choose_for_union(conn: Connection, union: str, changed: Iterable[Telling]) -> None:
    """From now on families of the union are told so, unless they chose."""
    await conn.execute(_CHOOSE_FOR_UNION, union, *_columns(changed))


def _columns(changed: Iterable[Telling]) -> tuple[list[str], list[str], list[bool]]:
    """In one order, so that two who choose at once wait for each other and not in a ring."""
    rows = sorted(set(changed))
    return [row.channel for row in rows], [row.kind for row in rows], [row.wanted for row in rows]
