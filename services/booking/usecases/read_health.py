"""Staff read what a guardian disclosed of a child's health, to check a request or to care for the child; every reading is logged."""

from dataclasses import dataclass
from uuid import UUID

from services.booking.seen.staff import cares_for, checker
from services.booking.store import health as store
from services.booking.store.health import Disclosure
from services.booking.usecases.consents import opened
from shared.crypto import Vault
from shared.db.pool import Database, transaction
from shared.errors import NotFound
from shared.kernel.identity import Identity


@dataclass(frozen=True, slots=True)
class Told:
    """A disclosure in words."""

    of: Disclosure
    words: str


async def read_health(system: Database, vault: Vault, who: Identity, enrollment_id: UUID) -> Told:
    """Let them read it, and keep that they did, before anything is shown.

    Raises NotFound for everybody who may not, and where there is nothing to read; Conflict when it cannot be opened.
    """
    async with transaction(system.pool) as conn:
        found = await store.to_read(conn, checker(who), await cares_for(conn, who), enrollment_id)
        if found is None:
            raise NotFound
        words = opened(vault, found.note, found.consent_id).note
        await store.keep_reading(conn, who, found)
    return Told(found, words)
