"""Staff seek a family by its guardian: people are found here, and only booking knows what they asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.accounts.domain.phone import masked, normal
from services.accounts.domain.roles import FEDERATION
from services.accounts.office import Office
from services.accounts.store import people
from shared.db import readings
from shared.db.pool import Connection
from shared.db.readings import Reading
from shared.kernel.identity import Identity

AT_MOST = 20
_SHORT = 7
"""More digits than these are a phone, or most of one."""


@dataclass(frozen=True, slots=True)
class Guardians:
    """Who may be meant."""

    sought: str
    """As it was typed; of a phone no more than may be shown."""
    person_ids: Sequence[UUID]
    more: bool
    """There are others, too many to go through."""


async def find_guardians(office: Office, conn: Connection, who: Identity, sought: str) -> Guardians:
    """By a whole phone anybody; by its last four digits or the beginning of a name the members of the person's unions.

    Nothing of them is shown: their ids lead on to what they asked of these unions. That they were sought is kept.
    """
    sought = sought.strip()
    phone, unions = normal(sought), None if who.has(FEDERATION) else _organized(who)
    if phone:
        found = [id_] if (id_ := await people.find(conn, office.vault.hash(phone))) else []
    else:
        found = await people.found(conn, sought, unions, AT_MOST + 1)
    shown = masked(phone) if phone else masked(sought) if sum(c.isdigit() for c in sought) > _SHORT else sought
    digits = (
        shown if phone or sought.isdecimal() else ""
    )  # a name may be a child's: booking keeps it, where children's names are
    await readings.keep(conn, who, Reading("guardians", unions or ["*"], sought=digits))
    return Guardians(shown, found[:AT_MOST], len(found) > AT_MOST)


def _organized(who: Identity) -> list[str]:
    return sorted({union for role, union in who.roles if role == "organizer"})
