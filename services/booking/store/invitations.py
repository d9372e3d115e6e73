"""Invitations to join a family. Each changes in one statement that names the state it was in: two who accept at once are one who does."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from services.booking.domain.guardian import Guardian
from shared.db.pool import Connection

_OPEN = """
INSERT INTO invitation (family_id, invited_by, until, to_phone) VALUES ($1, $2, clock_timestamp() + $3, $4) RETURNING id
"""
_TAKE_BACK = """
UPDATE invitation SET state = 'taken_back', settled_at = clock_timestamp()
WHERE family_id = $1 AND invited_by = $2 AND state = 'open'
"""
_FIND = """
SELECT id, family_id, invited_by, state, until, to_phone, accepted_by, accepted_as, accepted_name, state = 'open' AND until <= clock_timestamp() AS over
FROM invitation
"""
_ONE = f"{_FIND} WHERE id = $1"
_TO_CONFIRM = f"{_FIND} WHERE family_id = ANY ($1::uuid[]) AND state = 'accepted' ORDER BY id"
_ACCEPT = """
UPDATE invitation SET state = 'accepted', accepted_by = $2, accepted_as = $3, accepted_name = $4
WHERE id = $1 AND state = 'open' AND until > clock_timestamp() RETURNING id
"""
_SETTLE = """
UPDATE invitation SET state = $2, settled_at = clock_timestamp(), accepted_as = '', accepted_name = ''
WHERE id = $1 AND state = 'accepted' RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation to join a family, and what became of it."""

    id: UUID
    family_id: UUID
    invited_by: UUID
    state: str
    """open, accepted (to be confirmed), joined, declined, taken_back"""
    until: datetime
    accepted: Guardian | None
    over: bool
    """Nobody accepted it in time."""
    to_phone: bool = False
    """Only whoever has the phone that was named can accept it."""

    @property
    def open(self) -> bool:
        """It can be accepted."""
        return self.state == "open" and not self.over


async def invite(conn: Connection, family_id: UUID, person_id: UUID, life: timedelta, *, to_phone: bool) -> UUID:
    """A new one, in place of the one that this guardian has open. The caller holds the family's lock."""
    await take_back(conn, family_id, person_id)
    id_: UUID = await conn.fetchval(_OPEN, family_id, person_id, life, to_phone)
    return id_


async def take_back(conn: Connection, family_id: UUID, person_id: UUID) -> None:
    """What the guardian has open there works no more."""
    await conn.execute(_TAKE_BACK, family_id, person_id)


async def find(conn: Connection, invitation_id: UUID) -> Invitation | None:
    """One of them, whoever asks."""
    row = await conn.fetchrow(_ONE, invitation_id)
    return _invitation(row) if row else None


async def to_confirm(conn: Connection, family_ids: list[UUID]) -> list[Invitation]:
    """Those that somebody has accepted, and no guardian has confirmed."""
    return [_invitation(row) for row in await conn.fetch(_TO_CONFIRM, family_ids)]


async def accept(conn: Connection, invitation_id: UUID, who: Guardian) -> bool:
    """Somebody accepts it; False when it is not open any more."""
    return bool(await conn.fetchval(_ACCEPT, invitation_id, who.person_id, who.called, who.name))


async def settle(conn: Connection, invitation_id: UUID, state: str) -> bool:
    """It was accepted, and is `joined` or `declined` from now on; False when it is settled already."""
    return bool(await conn.fetchval(_SETTLE, invitation_id, state))


def _invitation(row: asyncpg.Record) -> Invitation:
    accepted = Guardian(row["accepted_by"], row["accepted_as"], row["accepted_name"]) if row["accepted_by"] else None
    return Invitation(
        row["id"],
        row["family_id"],
        row["invited_by"],
        row["state"],
        row["until"],
        accepted,
        bool(row["over"]),
        row["to_phone"],
    )
