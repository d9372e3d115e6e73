"""Say what one wants to be called."""

from uuid import UUID

from services.accounts.office import Office
from services.accounts.store import people
from services.accounts.words import refusals
from shared.db.pool import transaction
from shared.errors import BadInput


async def rename(office: Office, person_id: UUID, name: str) -> None:
    """Keep the name; an empty one goes back to the masked phone. Raises BadInput at the field `name`."""
    name = name.strip()
    if len(name) > 40 or not name.isprintable():
        raise BadInput(*refusals.NAME_WRONG, fields={"name": refusals.NAME_HINT.both})
    async with transaction(office.system.pool) as conn:
        await people.rename(conn, person_id, name or None)
