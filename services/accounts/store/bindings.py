"""By what names other services know people."""

from uuid import UUID

from asyncpg import Record

from shared.db.pool import Connection

# Holds the person: whoever closes the account meanwhile waits, or was first.
_PERSON = """
SELECT p.id FROM binding b JOIN person p ON p.id = b.person_id WHERE b.service = $1 AND b.subject_hash = $2 FOR KEY SHARE OF p
"""
# Whoever binds at one service takes turns: two who change places at once would each wait for the other's row. Of two people who bring the
# same name the later one has it.
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended($1, 2))"
# Locks the person, so that who closes the account meanwhile waits, or was first.
_HOLD = "SELECT true FROM person WHERE id = $1 FOR NO KEY UPDATE"
_LEAVE_OTHERS = "DELETE FROM binding WHERE person_id = $1 AND service = $2 AND subject_hash <> $3"
_BIND = """
INSERT INTO binding (person_id, service, subject_hash, subject_sealed) VALUES ($1, $2, $3, $4)
ON CONFLICT (service, subject_hash) DO UPDATE
SET person_id = excluded.person_id, subject_sealed = excluded.subject_sealed, bound_at = clock_timestamp()
"""
_SUBJECT = "SELECT subject_sealed FROM binding WHERE person_id = $1 AND service = $2"
_OF = "SELECT service, bound_at FROM binding WHERE person_id = $1 ORDER BY service"
_UNBIND = "DELETE FROM binding WHERE person_id = $1 AND ($2::text IS NULL OR service = $2)"


async def person_of(conn: Connection, service: str, subject_hash: bytes) -> UUID | None:
    """Who is known there by this name; held until commit."""
    person_id: UUID | None = await conn.fetchval(_PERSON, service, subject_hash)
    return person_id


async def bind(conn: Connection, person_id: UUID, service: str, subject: tuple[bytes, bytes]) -> None:
    """The person is known there by this name, (hash, sealed for the person's id), and by no other; nobody else is. One who is gone is not bound."""
    await conn.execute(_TURN, f"binding {service}")
    if await conn.fetchval(_HOLD, person_id):
        await conn.execute(_LEAVE_OTHERS, person_id, service, subject[0])
        await conn.execute(_BIND, person_id, service, *subject)


async def sealed_subject(conn: Connection, person_id: UUID, service: str) -> bytes | None:
    """Their name there, sealed for their id."""
    sealed: bytes | None = await conn.fetchval(_SUBJECT, person_id, service)
    return sealed


async def of(conn: Connection, person_id: UUID) -> list[Record]:
    """(service, bound_at) of all."""
    return await conn.fetch(_OF, person_id)


async def unbind(conn: Connection, person_id: UUID, service: str | None = None) -> None:
    """The person is not known there (None: anywhere) any more."""
    await conn.execute(_UNBIND, person_id, service)
