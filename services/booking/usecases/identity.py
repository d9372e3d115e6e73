"""Who a child is, as it is kept: a keyed hash, which finds the same child elsewhere and says nothing without the key."""

from datetime import date
from uuid import UUID

from services.booking.domain.identity import identity_text
from services.booking.store import families
from shared.crypto import Vault
from shared.db.pool import Database, transaction

AT_ONCE = 1000
"""Children of one step, which is one transaction."""


def identity_of(vault: Vault, name: str, birth_date: date | None) -> bytes | None:
    """The same for the same name, as people compare it, and birth date; None while the birth date is not known."""
    text = identity_text(name, birth_date)
    return vault.hash(text) if text else None


async def identify_all(system: Database, vault: Vault) -> None:
    """Fill in what was kept before children had an identity. Two instances may do it at once; done, it reads and writes nothing."""
    last: UUID | None = UUID(int=0)
    while last:
        async with transaction(system.pool) as conn:
            unknown = await families.unidentified(conn, last, AT_ONCE)
            told = {id_: identity for id_, name, born in unknown if (identity := identity_of(vault, name, born))}
            await families.identify(conn, told)
        last = unknown[-1][0] if unknown else None
