"""Tell notify the phone of a person, at the moment in which it sends a message there: it keeps none (docs/decisions/0037)."""

from uuid import UUID

from prometheus_client import Counter

from services.accounts.office import Office
from services.accounts.store import people
from shared.calls import check_call
from shared.db.pool import connection

_TOLD = Counter("aixin_accounts_phones_told_total", "Phones told to notify, each for one message")


async def tell_phone(office: Office, person_id: UUID, signed: str) -> str | None:
    """Eleven digits; None for whom nobody knows any more. Raises NotSignedIn for whoever is not notify."""
    check_call(office.system.settings.keys_dir, signed, "notify", f"accounts/phone/{person_id}")
    async with connection(office.system.pool) as conn:
        sealed = await people.sealed_phone(conn, person_id)
    if sealed is None:
        return None
    _TOLD.inc()
    return office.vault.open(sealed, person_id)
