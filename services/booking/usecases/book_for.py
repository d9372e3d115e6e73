"""An organizer books for a family without a smartphone: by the same `decide`, from the same opening on, and it is kept who did it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from services.booking.domain.identity import alike
from services.booking.domain.requests import Enroll, Seat
from services.booking.seen.staff import own_group
from services.booking.store import consents, families, roster
from services.booking.store import staff_decisions as log
from services.booking.store.groups import GroupBook, Known
from services.booking.usecases import privacy
from services.booking.usecases.admit import admit
from services.booking.usecases.answer import NEW, shape
from services.booking.usecases.consents import Health, accept, state_health, texts_of
from services.booking.usecases.family import ChildTold, about_of, add_child, tell_about
from services.booking.words import refusals
from services.booking.words.desk import WAYS
from services.booking.words.privacy import VERSION
from shared.crypto import Vault
from shared.db.clock import today
from shared.db.once import write_once
from shared.db.pool import Connection, Database
from shared.errors import BadInput, Conflict, Forbidden
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.tickets import DeskTicket


@dataclass(frozen=True, slots=True)
class SaidAtDesk:
    """What the guardian says at the desk, and has signed on paper."""

    child: ChildTold
    agreed: tuple[str, ...]
    """Kinds of what was signed, each apart: privacy, agreement, health."""
    signed_on: date | None
    health: Health
    way: str
    """How the family came: a key of `WAYS`."""
    categories: tuple[str, ...] = ()
    """What the family is, besides what it has said of itself before …"""
    employers: tuple[str, ...] = ()
    """… and where its guardians work."""


@dataclass(frozen=True, slots=True)
class Case:
    """Who acts for whom, and what is wanted."""

    who: Identity
    group_id: UUID
    ticket: DeskTicket
    form: SaidAtDesk

    @property
    def guardian(self) -> UUID:
        """For whom."""
        return self.ticket.person_id


async def book_for(system: Database, book: GroupBook, vault: Vault, key: str, case: Case, *, most: int) -> Answer:
    """Prepare the child, then ask for its place, each once for a key; the answer is a family's.

    Raises NotFound where the group is not this person's, Forbidden for an own child, BadInput, and Conflict with what stands in the way.
    """
    said = digest("book for", case.group_id, case.guardian, case.form)

    async def prepare(conn: Connection) -> Answer:
        child_id = await _prepare(conn, book, vault, case, most=most)
        return Answer(201, {"child": str(child_id)})

    async def ask(conn: Connection) -> Answer:
        return await _ask(conn, book, case, UUID(prepared.body["child"]))

    prepared = await write_once(system, case.who.person_id, f"{key} child", said, prepare)
    return await write_once(system, case.who.person_id, key, said, ask)


async def _prepare(conn: Connection, book: GroupBook, vault: Vault, case: Case, *, most: int) -> UUID:
    who, group_id, person_id, form = case.who, case.group_id, case.guardian, case.form
    known = await own_group(conn, book, who, group_id)
    if person_id == who.person_id:
        raise Forbidden(*refusals.OWN_CHILD)
    day = await today(conn)
    signed_on = _check_paper(known, form, day)
    before = {one.id for one in await consents.of_person(conn, person_id)}
    if not await privacy.agreed_at(conn, person_id):
        await privacy.agree(conn, person_id, VERSION)
    child_id = await _child(conn, vault, person_id, form.child, most=most, day=day)
    if await roster.is_own_child(conn, who.person_id, child_id):
        raise Forbidden(*refusals.OWN_CHILD)
    if form.categories or form.employers:
        said = await about_of(conn, person_id)
        both = [*said.categories, *form.categories], [*said.employers, *form.employers]
        await tell_about(conn, person_id, *both)
    for text in texts_of(known):
        if text.kind == "agreement":
            await accept(conn, book, person_id, group_id, text.hash)
        elif text.kind == "health":
            await state_health(
                conn, book, vault, person_id, form.health, group_id=group_id, child_id=child_id, hash_=text.hash
            )
    new = {one.id for one in await consents.of_person(conn, person_id)} - before
    await consents.keep_on_paper(conn, new, signed_on, who)
    return child_id


def _check_paper(known: Known, form: SaidAtDesk, day: date) -> date:
    """When it was signed. Raises BadInput unless each of the texts was, on a day that has come."""
    wanted = ["privacy", *(text.kind for text in texts_of(known))]
    wrong = {f"agreed_{kind}": refusals.NOT_SIGNED.both for kind in wanted if kind not in form.agreed}
    if form.signed_on is None or form.signed_on > day:
        wrong["signed_on"] = refusals.SIGNED_WHEN.both
    if form.way not in WAYS:
        wrong["way"] = refusals.CHOOSE_HINT.both
    if wrong or form.signed_on is None:
        raise BadInput(*refusals.ON_PAPER_FIRST, fields=wrong)
    return form.signed_on


async def _child(conn: Connection, vault: Vault, person_id: UUID, told: ChildTold, *, most: int, day: date) -> UUID:
    """The child of the family that is called so and was born then, as the family told of it; else a new one."""
    for child in await families.children_of(conn, person_id):
        if alike(told.name, told.birth_date, child.name, child.birth_date):
            return child.id
    return (await add_child(conn, vault, person_id, told, most=most, today=day)).id


async def _ask(conn: Connection, book: GroupBook, case: Case, child_id: UUID) -> Answer:
    """Raises Conflict with the answer's sentence when there is neither place nor turn: nothing is kept then, and it may be asked again."""
    seat, ticket = Seat(uuid4(), child_id, case.group_id), case.ticket
    ask = Enroll(case.guardian, ((seat,),), ticket.unions, ticket.revision)
    admitted = await admit(conn, book, [ask])
    (ruling,) = admitted.rulings
    answer = shape(ask, ruling, admitted)
    if ruling.result not in NEW or ruling.enrollment is None:
        raise Conflict(answer.body["zh"], answer.body["en"], code="conflict")
    await log.keep(conn, case.who, [(case.group_id, ruling.enrollment.id)], "enroll", WAYS[case.form.way].zh)
    return answer
