"""The group's texts, accepted together with the booking: each ticked by itself, nothing twice."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.booking.seen.unheard import known_group
from services.booking.store import consents as store
from services.booking.store.groups import GroupBook
from services.booking.usecases import consents
from services.booking.usecases.consents import Health
from services.booking.words import refusals
from shared.crypto import Vault
from shared.db.pool import Connection
from shared.errors import BadInput


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a guardian ticked of a group's texts before booking these children."""

    group_id: UUID
    children: Sequence[UUID]
    agreement: str = ""
    """The hash of the text that was accepted, as shown."""
    health: str = ""
    healthy: Collection[UUID] = ()
    """The children that meet the statement, with nothing else to know."""


async def sign(conn: Connection, book: GroupBook, vault: Vault, person_id: UUID, ticked: Ticked) -> None:
    """Keep what these children still lack. Raises NotFound, BadInput where a tick is missing, Conflict when a text is another one by now."""
    group_id = ticked.group_id
    given = await store.given(conn, person_id)
    missing: dict[str, str] = {}
    for text in consents.texts_of(await known_group(conn, book, group_id)):
        if text.kind == "agreement" and (text.hash, None) not in given:
            if ticked.agreement:
                await consents.accept(conn, book, person_id, group_id, ticked.agreement)
            else:
                missing["agreement"] = refusals.READ_HINT.both
        for child_id in ticked.children if text.kind == "health" else ():
            if (text.hash, child_id) in given:
                continue
            if child_id in ticked.healthy:
                none = Health(none=True)
                await consents.state_health(
                    conn, book, vault, person_id, none, group_id=group_id, child_id=child_id, hash_=ticked.health
                )
            else:
                missing["healthy"] = refusals.HEALTH_NEITHER.both
    if missing:
        raise BadInput(*refusals.READ_FIRST, fields=missing)
