"""A guardian agrees that children's data are kept: apart from everything else, before the first child is added, refusable, taken back at any time."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from services.booking.store import consents as store
from services.booking.store import families
from services.booking.store.consents import Consent
from services.booking.words.privacy import FIRST, OTHER_VERSION, TEXT, TITLE, VERSION
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import Conflict

_TEXT = f"{TEXT.zh}\n\n{TEXT.en}"
_HASH = sha256(_TEXT.encode()).hexdigest()


async def agreed_at(conn: Connection, person_id: UUID) -> datetime | None:
    """When the family agreed to the text as it stands now; None: it has not, or has taken it back."""
    return next((one.given_at for one in await store.of_person(conn, person_id) if one.hash == _HASH), None)


async def agree(conn: Connection, person_id: UUID, version: str) -> datetime:
    """Keep that the guardian agrees to the version that was shown; again changes nothing. When. Raises Conflict when it is another one by now."""
    if version != VERSION:
        raise Conflict(*OTHER_VERSION, code="text-changed")
    family_id = await families.family_of(conn, person_id)
    await families.lock_family(conn, family_id)
    if before := await agreed_at(conn, person_id):
        return before
    now = await clock(conn)
    given = Consent(uuid4(), None, "privacy", TITLE.both, VERSION, _HASH, None, False, person_id, now)
    await store.give(conn, family_id, given, _TEXT)
    return now


async def ask_first(conn: Connection, person_id: UUID) -> None:
    """Nothing of a child is kept before. Raises Conflict."""
    if not await agreed_at(conn, person_id):
        raise Conflict(*FIRST, code="consent-first")
