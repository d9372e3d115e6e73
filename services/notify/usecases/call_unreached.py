"""Whom nothing has reached, and the phone to call: that it was looked at is kept before it is shown."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from services.notify.channels.phones import Phones
from services.notify.store import board
from services.notify.store.board import Untold
from services.notify.words import board as words
from shared.db import readings
from shared.db.pool import Connection
from shared.db.readings import Reading
from shared.kernel.identity import Identity
from shared.kernel.sending import Away
from shared.kernel.sentence import Sentence
from shared.settings import Settings


async def unreached(
    conn: Connection, who: Identity, unions: Sequence[str], group_id: UUID, *, reason: str = ""
) -> list[Untold]:
    """People of the group who neither read what they were told nor had it by another way."""
    found = await board.unreached(conn, unions, group_id)
    if found:
        children = {one.child_id for one in found if one.child_id}
        await readings.keep(conn, who, Reading("unreached", [group_id], children, reason=reason))
    return found


async def phones(settings: Settings, people: Collection[UUID]) -> Mapping[UUID, str | Sentence]:
    """Of each the phone, asked of accounts and kept nowhere; or why there is none."""
    known = Phones(settings)
    return {person: await _phone(known, person) for person in people}


async def _phone(known: Phones, person: UUID) -> str | Sentence:
    try:
        return await known.of(person) or words.NO_PHONE
    except Away:
        return words.AWAY
