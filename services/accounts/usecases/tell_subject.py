"""Tell notify by what name another service knows a person, at the moment in which it sends a message there."""

from uuid import UUID

from services.accounts.office import Office
from services.accounts.store import bindings
from shared.calls import check_call
from shared.db.pool import connection


async def tell_subject(office: Office, service: str, person_id: UUID, signed: str) -> str | None:
    """None for whom it does not know. Raises NotSignedIn for whoever is not notify."""
    check_call(office.system.settings.keys_dir, signed, "notify", f"accounts/binding/{service}/{person_id}")
    async with connection(office.system.pool) as conn:
        sealed = await bindings.sealed_subject(conn, person_id, service)
    return None if sealed is None else office.vault.open(sealed, person_id)
