"""What routes of accounts depend on: the office, and who asks, as the database has them now."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request

from services.accounts.office import Office
from services.accounts.store import people, sessions, unions
from shared.db.pool import connection
from shared.errors import Forbidden, NotSignedIn, SecondFactorMissing, refuses
from shared.kernel.identity import Identity
from shared.web.auth import organizing, second_factor_due, signed_in


def _office_of(request: Request) -> Office:
    office: Office = request.app.state.office
    return office


AtOffice = Annotated[Office, Depends(_office_of)]


@refuses(NotSignedIn)
async def _holder(office: AtOffice, who: Annotated[Identity, Depends(signed_in)]) -> Identity:
    async with connection(office.system.pool) as conn:
        person = await people.get(conn, who.person_id)
        if person is None or who.epoch < person["epoch"]:
            raise NotSignedIn
        if who.session_id and not await sessions.lives(conn, who.person_id, who.session_id):
            raise NotSignedIn
        return replace(who, roles=await unions.roles_of(conn, person["phone_hash"]))


Holder = Annotated[Identity, Depends(_holder)]
"""Who asks with all their roles, also while a second factor is due: to prove it, and to do nothing else."""


async def _who(office: AtOffice, who: Holder) -> Identity:
    return replace(who, roles=frozenset()) if second_factor_due(who, office.system.settings) else who


Who = Annotated[Identity, Depends(_who)]
"""Sessions and roles are looked up where they are kept: here nobody has to be heard to know that one has ended."""


@refuses(Forbidden, SecondFactorMissing)
async def _staff(office: AtOffice, who: Holder) -> Identity:
    if second_factor_due(who, office.system.settings):
        raise SecondFactorMissing
    return organizing(who)


Staff = Annotated[Identity, Depends(_staff)]
"""An organizer or the federation."""
