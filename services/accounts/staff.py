"""Staff at accounts: roles are read here, where they are kept, so a role taken back acts at once."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends

from services.accounts.desk import AtDesk
from services.accounts.store import people, unions
from shared.db.pool import connection
from shared.errors import Forbidden, NotSignedIn, refuses
from shared.kernel.identity import Identity
from shared.web.auth import Who, organizing


@refuses(Forbidden)
async def _staff(desk: AtDesk, who: Who) -> Identity:
    async with connection(desk.system.pool) as conn:
        person = await people.get(conn, who.person_id)
        if person is None:
            raise NotSignedIn
        return organizing(replace(who, roles=await unions.roles_of(conn, person["phone_hash"])))


Staff = Annotated[Identity, Depends(_staff)]
