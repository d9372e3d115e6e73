"""Whoever has a number that nobody used for long names a child of its family, three times at most. No answer says how near a guess was."""

from datetime import date
from uuid import UUID

from services.booking.store import asleep as store
from services.booking.usecases.identity import identity_of
from services.booking.words import number as words
from shared.crypto import Vault
from shared.db.pool import Connection, Database, transaction
from shared.errors import BadInput, Conflict, NotFound

TRIES = 3


async def tries_left(conn: Connection, request_id: UUID) -> int | None:
    """How often a log-in may still try; None while accounts was not heard of it, or its time is over."""
    found = await store.find(conn, request_id)
    return None if found is None else TRIES - await store.tried(conn, found[0], found[1])


async def prove_number(system: Database, vault: Vault, request_id: UUID, name: str, born: date) -> UUID:
    """What to answer accounts with. Raises NotFound, BadInput for a child that is none of theirs, Conflict when it was tried often enough.

    A try counts before it is looked at, in a transaction of its own: a crash between the two costs a try, never gives one.
    """
    async with transaction(system.pool) as conn:
        found = await store.find(conn, request_id)
        if found is None:
            raise NotFound
        person_id, since, answer = found
        number = await store.try_once(conn, person_id, since, TRIES)
    if number is None:
        raise Conflict(*words.LOCKED)
    async with transaction(system.pool) as conn:
        identity = identity_of(vault, name, born)
        if identity and await store.named(conn, person_id, identity):
            return answer
    raise BadInput(*words.NOT_PROVEN, fields={"name": words.TRIES_LEFT.of(left=TRIES - number).both})
