"""A family says whom to call while its children are in care."""

from dataclasses import asdict
from uuid import UUID

import orjson

from services.booking.domain.contact import Contact
from services.booking.store import contacts
from services.booking.usecases.family import own_family
from services.booking.usecases.privacy import ask_first
from shared.crypto import Vault
from shared.db.pool import Connection


async def tell_contact(conn: Connection, vault: Vault, person_id: UUID, contact: Contact) -> None:
    """In place of whom it named before. Raises Conflict before a guardian has agreed that the family's data are kept."""
    family_id = await own_family(conn, person_id)
    await ask_first(conn, family_id)
    await contacts.tell(conn, family_id, vault.seal(orjson.dumps(asdict(contact)).decode(), family_id))
