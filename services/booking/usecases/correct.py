"""更正: what admission judged of a child stands while something of it is live; its family asks, and an organizer who sees old and new decides.

What is booked stays. Where the group's conditions hold no more its roster says so, and its organizer decides.
"""

from datetime import date
from uuid import UUID

from services.booking.domain.identity import alike
from services.booking.seen.staff import checker
from services.booking.store import corrections as store
from services.booking.store import families, guardians
from services.booking.store.corrections import Correction
from services.booking.usecases.family import not_there_already, own_child
from services.booking.usecases.identity import identity_of
from services.booking.usecases.review import written
from services.booking.words import refusals
from shared.crypto import Vault
from shared.db.pool import Connection
from shared.errors import BadInput, Conflict, Forbidden, NotFound
from shared.kernel.identity import Identity


async def ask_to_correct(conn: Connection, person_id: UUID, child_id: UUID, name: str, birth_date: date) -> None:
    """A guardian asks; asked again, the newer counts.

    Raises NotFound for a child of others, BadInput for what stands there already, Conflict when nothing is live (then the family corrects
    it by itself) or the family has such a child.
    """
    child = await own_child(conn, person_id, child_id)
    if not await families.bound(conn, child_id):
        raise Conflict(*refusals.CORRECT_YOURSELF)
    if (name, birth_date) == (child.name, child.birth_date):
        raise BadInput(*refusals.AS_IT_STANDS, fields={"right_name": refusals.AS_IT_STANDS.both})
    others = [other for other in await families.children_of(conn, person_id) if other.id != child_id]
    not_there_already(name, birth_date, others, field="right_name")
    await store.ask(conn, person_id, child_id, name, birth_date)


async def decide_correction(
    conn: Connection, vault: Vault, who: Identity, id_: UUID, *, approved: bool, reason: str
) -> None:
    """Correct it, or say why not.

    Raises NotFound for what is another union's, Forbidden for an own child, BadInput for a no without words, Conflict when it was decided
    or asked for otherwise meanwhile, or when a child of that name and birth date is booked by another record.
    """
    asked = await store.find(conn, id_)
    if asked is None or not await families.asked_of(conn, asked.family_id, checker(who).unions):
        raise NotFound
    if await guardians.act_for_the_same(conn, who.person_id, asked.family_id):
        raise Forbidden(*refusals.OWN_CHILD)
    why = "" if approved else written(reason)
    if approved:
        await store.lock_all_children(conn)
    asked = await store.lock(conn, checker(who), id_)
    if asked is None:
        raise Conflict(*refusals.CORRECTION_GONE)
    if approved:
        await _correct(conn, vault, asked)
    await store.decide(conn, who, id_, "done" if approved else "refused", why)


async def _correct(conn: Connection, vault: Vault, asked: Correction) -> None:
    identity = identity_of(vault, asked.name, asked.birth_date)
    if await store.live_elsewhere(conn, identity, asked.child_id) or await _in_the_family(conn, asked):
        raise Conflict(*refusals.BOOKED_BY_ANOTHER)
    await store.correct(conn, asked, identity)


async def _in_the_family(conn: Connection, asked: Correction) -> bool:
    others = await store.names_in(conn, asked.family_id, asked.child_id)
    return any(alike(asked.name, asked.birth_date, name, born) for name, born in others)
