"""Texts that guardians accepted, and statements they made on a child's health. Rows are added and withdrawn, never changed;
what a guardian disclosed goes when it does not count any more."""

from collections.abc import Collection
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from shared.db.pool import Connection
from shared.kernel.identity import Identity

_OWN = """
SELECT s.id, s.child_id, s.kind, s.title, s.version, s.hash, s.note, s.told, s.given_by, s.given_at, s.family_id
FROM consent s
WHERE s.withdrawn_at IS NULL AND s.family_id IN (SELECT family_id FROM guardian WHERE person_id = $1)
"""
_OF_PERSON = f"{_OWN} ORDER BY s.given_at DESC"
_ONE_OF_PERSON = f"{_OWN} AND s.id = $2"
# For a whole family: where each of the person's has it.
_GIVEN = """
SELECT s.hash, s.child_id FROM consent s JOIN guardian g USING (family_id) WHERE g.person_id = $1 AND s.withdrawn_at IS NULL
GROUP BY s.hash, s.child_id
HAVING s.child_id IS NOT NULL OR count(DISTINCT s.family_id) = (SELECT count(*) FROM guardian WHERE person_id = $1)
"""
# Locks the family, so that two guardians who accept at once come one after the other.
_LOCK_FAMILY = "SELECT FROM family WHERE id = $1 FOR NO KEY UPDATE"
_ADD_TEXT = "INSERT INTO consent_text (hash, text) VALUES ($1, $2) ON CONFLICT DO NOTHING"
_END_EARLIER = """
UPDATE consent SET withdrawn_at = clock_timestamp(), note = NULL, told = false
WHERE family_id = $1 AND hash = $2 AND child_id IS NOT DISTINCT FROM $3 AND withdrawn_at IS NULL
"""
_ADD = """
INSERT INTO consent (id, child_id, kind, title, version, hash, note, told, given_by, given_at, family_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
_WITHDRAW = "UPDATE consent SET withdrawn_at = clock_timestamp(), note = NULL, told = false WHERE id = $1"
_STANDS = "SELECT EXISTS (SELECT FROM consent WHERE family_id = $1 AND hash = $2 AND child_id IS NULL AND withdrawn_at IS NULL)"
_TEXTS = "SELECT hash, text FROM consent_text WHERE hash = ANY ($1::text[])"

_ON_PAPER = """
INSERT INTO on_paper (consent_id, taken_on, person_id, name) SELECT id, $2, $3, $4 FROM unnest($1::uuid[]) AS id
"""

Kind = Literal["agreement", "health", "privacy"]
"""What a group asks of the family, and of each child; and what stands before all of it."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a guardian accepted or stated, for one child or (None) for the whole family."""

    id: UUID
    child_id: UUID | None
    kind: Kind
    title: str
    version: str
    hash: str
    note: bytes | None
    """Sealed for `id`."""
    told: bool
    """There is something to read in the note."""
    given_by: UUID
    given_at: datetime
    family_id: UUID | None


async def of_person(conn: Connection, person_id: UUID) -> list[Consent]:
    """Everything the person's families have accepted and not withdrawn, the newest first."""
    return [Consent(*row) for row in await conn.fetch(_OF_PERSON, person_id)]


async def given(conn: Connection, person_id: UUID) -> set[tuple[str, UUID | None]]:
    """(text, child) of all that need not be asked again: for a child; for the whole of every family of the person's (None)."""
    return {(row["hash"], row["child_id"]) for row in await conn.fetch(_GIVEN, person_id)}


async def one_of_person(conn: Connection, person_id: UUID, consent_id: UUID) -> Consent | None:
    """One of them."""
    row = await conn.fetchrow(_ONE_OF_PERSON, person_id, consent_id)
    return Consent(*row) if row else None


async def give(conn: Connection, consent: Consent, text: str) -> None:
    """Keep it; an earlier one to the same text is over. Locks the family: two guardians may accept at once."""
    await conn.execute(_LOCK_FAMILY, consent.family_id)
    await conn.execute(_ADD_TEXT, consent.hash, text)
    await conn.execute(_END_EARLIER, consent.family_id, consent.hash, consent.child_id)
    await conn.execute(_ADD, *astuple(consent))


async def stands(conn: Connection, family_id: UUID, hash_: str) -> bool:
    """Whether the family has accepted a text, as a whole, and not taken it back."""
    return bool(await conn.fetchval(_STANDS, family_id, hash_))


async def keep_on_paper(conn: Connection, consent_ids: Collection[UUID], taken_on: date, who: Identity) -> None:
    """That these were given on paper on a day, and who took them."""
    await conn.execute(_ON_PAPER, list(consent_ids), taken_on, who.person_id, who.name)


async def withdraw(conn: Connection, consent_id: UUID) -> None:
    """From now on it does not count."""
    await conn.execute(_WITHDRAW, consent_id)


async def texts(conn: Connection, hashes: list[str]) -> dict[str, str]:
    """The texts by their hashes."""
    return {row["hash"]: row["text"] for row in await conn.fetch(_TEXTS, hashes)}
