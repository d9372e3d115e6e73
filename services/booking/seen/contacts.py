"""Whom to call, as the family itself and whoever may read its children's list see it."""

from collections.abc import Collection
from uuid import UUID

import orjson
import structlog

from services.booking.domain.contact import Contact
from services.booking.store import contacts as store
from shared.crypto import SealBroken, Vault
from shared.db.pool import Connection

_log = structlog.get_logger()


async def contact_of(conn: Connection, vault: Vault, person_id: UUID) -> Contact | None:
    """Whom the person's family named."""
    told = await store.of_person(conn, person_id)
    return _opened(vault, *told) if told else None


async def contacts_of(conn: Connection, vault: Vault, child_ids: Collection[UUID]) -> dict[UUID, Contact]:
    """By child. Nobody's right to read them is checked here, and no reading is kept: they stand on a list that does both."""
    told = await store.of_children(conn, child_ids)
    opened = {child_id: _opened(vault, *sealed) for child_id, sealed in told.items()}
    return {child_id: contact for child_id, contact in opened.items() if contact}


def _opened(vault: Vault, family_id: UUID, sealed: bytes) -> Contact | None:
    """None when it was tampered with or its key is gone: the list is read all the same, and the family is asked anew."""
    try:
        return Contact(**orjson.loads(vault.open(sealed, family_id)))
    except SealBroken:
        _log.error("contact unreadable", family=str(family_id))
        return None
