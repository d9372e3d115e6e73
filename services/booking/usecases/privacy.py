"""A guardian agrees that children's data are kept: apart from everything else, before the first child is added, refusable, taken back at any time."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from services.booking.store import consents as store
from services.booking.store import families, guardians
from services.booking.store.consents import Consent
from services.booking.store.guardians import Chosen
from services.booking.words.privacy import FIRST, OTHER_VERSION, TEXT, TITLE, VERSION
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import Conflict

_TEXT = f"{TEXT.zh}\n\n{TEXT.en}"
_HASH = sha256(_TEXT.encode()).hexdigest()


async def agreed_at(conn: Connection, person_id: UUID) -> datetime | None:
    """When the last of the person's families agreed to the text as it stands now; None: one has not, or has taken it back."""
    given = {one.family_id: one.given_at for one in await store.of_person(conn, person_id) if one.hash == _HASH}
    mine = await guardians.families_of(conn, person_id)
    return max(given.values()) if mine and given.keys() >= set(mine) else None


async def agree(conn: Connection, person_id: UUID, version: str, chosen: Chosen = None) -> datetime:
    """Keep that the guardian agrees to the version that was shown, for each family they stand in, and the one that begins; again changes nothing.

    Gives when. Raises Conflict when it is another one by now.
    """
    if version != VERSION:
        raise Conflict(*OTHER_VERSION, code="text-changed")
    await guardians.family_of(conn, person_id, chosen)
    mine = sorted(await guardians.families_of(conn, person_id))
    for family_id in mine:
        await families.lock_family(conn, family_id)
    if before := await agreed_at(conn, person_id):
        return before
    now = await clock(conn)
    for family_id in mine:
        if not await store.stands(conn, family_id, _HASH):
            given = Consent(
                uuid4(), None, "privacy", TITLE.both, VERSION, _HASH, None, False, person_id, now, family_id
            )
            await store.give(conn, given, _TEXT)
    return now


async def ask_first(conn: Connection, family_id: UUID) -> None:
    """Nothing of a family's child is kept before. Raises Conflict."""
    if not await store.stands(conn, family_id, _HASH):
        raise Conflict(*FIRST, code="consent-first")
