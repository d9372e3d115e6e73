"""What FastAPI gives to the pages and the JSON door of accounts: the office, and who of its staff asks."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request

from services.accounts.office import Office
from services.accounts.store import people, unions
from shared.db.pool import connection
from shared.errors import Forbidden, NotSignedIn, refuses
from shared.kernel.identity import Identity
from shared.web.auth import Who, organizing


def _office_of(request: Request) -> Office:
    office: Office = request.app.state.office
    return office


AtOffice = Annotated[Office, Depends(_office_of)]


@refuses(Forbidden)
async def _staff(office: AtOffice, who: Who) -> Identity:
    async with connection(office.system.pool) as conn:
        person = await people.get(conn, who.person_id)
        if person is None:
            raise NotSignedIn
        return organizing(replace(who, roles=await unions.roles_of(conn, person["phone_hash"])))


Staff = Annotated[Identity, Depends(_staff)]
"""Roles are read where they are kept, so one that was taken back acts at once."""
