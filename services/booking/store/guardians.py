"""Who may act for which children: a person stands in a family, or in several."""

from collections.abc import Iterable, Sequence
from typing import Literal
from uuid import UUID

from services.booking.domain.guardian import Guardian, Guardians
from shared.db.pool import Connection

_BEGIN = "INSERT INTO family DEFAULT VALUES RETURNING id"
# Who begins a family at the same moment from another phone waits here (one_family_begun), and then finds it.
_FOUND = "INSERT INTO guardian (person_id, family_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
# The family that is one's own from its beginning first.
_FAMILIES = "SELECT family_id, began FROM guardian WHERE person_id = $1 ORDER BY NOT began, family_id"
_BEGUN = "SELECT family_id FROM guardian WHERE person_id = $1 AND began"
# Locks the person's rows, in the order of the families.
_LOCK = "SELECT FROM guardian WHERE person_id = $1 ORDER BY family_id FOR UPDATE"
_JOIN = """
INSERT INTO guardian (person_id, family_id, began, called, name, since) VALUES ($1, $2, false, $3, $4, clock_timestamp())
ON CONFLICT (person_id, family_id) DO NOTHING
"""
_ALL = "SELECT family_id, person_id, called, name FROM guardian WHERE family_id = ANY ($1::uuid[]) ORDER BY NOT began, since, person_id"
_CALL = "UPDATE guardian SET called = $3, name = $4 WHERE person_id = $1 AND family_id = $2"
_OTHERS = "SELECT EXISTS (SELECT FROM guardian WHERE family_id = $1 AND person_id <> $2)"
# A record of the same child in another family is the same child.
_ACT_FOR_THE_SAME = """
SELECT coalesce(bool_or(own_child($1, id)), false) FROM child WHERE family_id = $2 AND removed_at IS NULL
"""
_LEAVE = "DELETE FROM guardian WHERE person_id = $1 AND family_id = $2"

Chosen = UUID | Literal["own"] | None
"""Which of a person's families is meant: by its id, the one that is theirs from its beginning, or (None) the nearest."""


async def families_of(conn: Connection, person_id: UUID) -> list[UUID]:
    """In which the person stands, their own first."""
    return [row["family_id"] for row in await conn.fetch(_FAMILIES, person_id)]


async def family_of(conn: Connection, person_id: UUID, chosen: Chosen = None) -> UUID | None:
    """The family that is meant, a new one where the person has none (of their own); None: it is not theirs. Locks the person's guardian rows."""
    await conn.execute(_LOCK, person_id)
    mine = await conn.fetch(_FAMILIES, person_id)
    if isinstance(chosen, UUID):
        return chosen if any(row["family_id"] == chosen for row in mine) else None
    if not mine or (chosen == "own" and not mine[0]["began"]):
        await conn.execute(_FOUND, person_id, await conn.fetchval(_BEGIN))
        return await family_of(conn, person_id, chosen)
    family_id: UUID = mine[0]["family_id"]
    return family_id


async def begun_by(conn: Connection, person_id: UUID) -> UUID | None:
    """The family that is the person's from its beginning."""
    family_id: UUID | None = await conn.fetchval(_BEGUN, person_id)
    return family_id


async def join(conn: Connection, family_id: UUID, who: Guardian) -> None:
    """One more guardian; who is one already stays so. The caller holds the family's lock."""
    await conn.execute(_JOIN, who.person_id, family_id, who.called, who.name)


async def call(conn: Connection, family_id: UUID, who: Guardian) -> None:
    """What a guardian is to the children of a family, and is called."""
    await conn.execute(_CALL, who.person_id, family_id, who.called, who.name)


async def guardians_of(conn: Connection, family_ids: Iterable[UUID]) -> dict[UUID, Guardians]:
    """family → its guardians, who began it first."""
    found: dict[UUID, Guardians] = {}
    for family_id, *said in await conn.fetch(_ALL, list(family_ids)):
        one = Guardian(*said)
        found.setdefault(family_id, {})[one.person_id] = one
    return found


async def others(conn: Connection, family_id: UUID, person_id: UUID) -> bool:
    """Whether the family has another guardian."""
    return bool(await conn.fetchval(_OTHERS, family_id, person_id))


async def act_for_the_same(conn: Connection, person_id: UUID, family_id: UUID) -> bool:
    """Whether one of the family's children is the person's own, in whichever record."""
    return bool(await conn.fetchval(_ACT_FOR_THE_SAME, person_id, family_id))


async def leave(conn: Connection, person_id: UUID, family_ids: Sequence[UUID]) -> None:
    """The person is no guardian there any more."""
    await conn.executemany(_LEAVE, [(person_id, family_id) for family_id in family_ids])
