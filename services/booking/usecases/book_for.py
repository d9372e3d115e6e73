"""An organizer books for a family without a smartphone: by the same `decide`, from the same opening on, and it is kept who did it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from services.booking.domain.identity import alike
from services.booking.domain.requests import Enroll, Seat
from services.booking.seen.staff import own_group
from services.booking.store import consents, families, papers, roster
from services.booking.store import staff_decisions as log
from services.booking.store.groups import GroupBook, Known
from services.booking.usecases import privacy
from services.booking.usecases.admit import admit
from services.booking.usecases.answer import NEW, shape
from services.booking.usecases.consents import Health, accept, state_health, texts_of
from services.booking.usecases.family import ChildTold, about_of, add_child, tell_about
from services.booking.words import refusals
from services.booking.words.desk import ORIGINALS_SEEN, WAYS
from services.booking.words.privacy import VERSION
from shared.crypto import Vault
from shared.db.clock import today
from shared.db.once import write_once
from shared.db.pool import Connection, Database, connection
from shared.errors import BadInput, Conflict, Forbidden, NotFound
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.tickets import DeskTicket, read_ticket
from shared.tokens import PublicKey


@dataclass(frozen=True, slots=True)
class SaidAtDesk:
    """What the guardian says at the desk, and has signed on paper."""

    child: ChildTold
    agreed: tuple[str, ...]
    """Kinds of what was signed, each apart: privacy, agreement, health."""
    signed_on: date | None
    health: Health
    categories: tuple[str, ...] = ()
    """What the family is, besides what it has said of itself before …"""
    employers: tuple[str, ...] = ()
    """… and where its guardians work."""


@dataclass(frozen=True, slots=True)
class Case:
    """Who acts for whom, and in which group."""

    who: Identity
    group_id: UUID
    ticket: DeskTicket

    @property
    def guardian(self) -> UUID:
        """For whom."""
        return self.ticket.person_id


async def case_of(
    system: Database, book: GroupBook, keys: Mapping[str, PublicKey], who: Identity, group_id: UUID, *, ticket: str
) -> Case:
    """For whom this organizer of the group acts. Raises NotFound where they organize it not; Conflict for a ticket of others, or an old one."""
    async with connection(system.pool) as conn:
        await own_group(conn, book, who, group_id)
    return Case(who, group_id, read_ticket(ticket, keys, who.person_id))


async def prepare_for(
    system: Database, book: GroupBook, vault: Vault, key: str, case: Case, *, said: SaidAtDesk, most: int
) -> UUID:
    """The child as it was told, with what was signed for it; which child, once for a key.

    Raises NotFound where the group is not this person's, Forbidden for an own child, BadInput, Conflict.
    """

    async def prepare(conn: Connection) -> Answer:
        return Answer(201, {"child": str(await _prepare(conn, book, vault, case, said, most=most))})

    what = digest("book for", case.group_id, case.guardian, said)
    return UUID((await write_once(system, case.who.person_id, key, what, prepare)).body["child"])


async def ask_for(system: Database, book: GroupBook, key: str, case: Case, child_id: UUID, *, way: str) -> Answer:
    """Ask for the place of a child that is prepared; the answer is a family's, once for a key. `way`: how the family came, of `WAYS`.

    Raises NotFound, Forbidden for an own child, BadInput, and Conflict with what stands in the way.
    """

    async def ask(conn: Connection) -> Answer:
        await acts_for(conn, book, case, child_id)
        return await _ask(conn, book, case, child_id, way)

    if way not in WAYS:
        raise BadInput(*refusals.ON_PAPER_FIRST, fields={"way": refusals.CHOOSE_HINT.both})
    what = digest("ask for", case.group_id, case.guardian, child_id, way)
    return await write_once(system, case.who.person_id, key, what, ask)


async def acts_for(conn: Connection, book: GroupBook, case: Case, child_id: UUID) -> Known:
    """The group for which this organizer may act for the child. Raises NotFound, Forbidden for an own child."""
    known = await own_group(conn, book, case.who, case.group_id)
    if all(child.id != child_id for child in await families.children_of(conn, case.guardian)):
        raise NotFound
    if case.guardian == case.who.person_id or await roster.is_own_child(conn, case.who.person_id, child_id):
        raise Forbidden(*refusals.OWN_CHILD)
    return known


async def _prepare(conn: Connection, book: GroupBook, vault: Vault, case: Case, said: SaidAtDesk, *, most: int) -> UUID:
    who, group_id, person_id = case.who, case.group_id, case.guardian
    known = await own_group(conn, book, who, group_id)
    if person_id == who.person_id:
        raise Forbidden(*refusals.OWN_CHILD)
    day = await today(conn)
    signed_on = _check_paper(known, said, day)
    before = {one.id for one in await consents.of_person(conn, person_id)}
    if not await privacy.agreed_at(conn, person_id):
        await privacy.agree(conn, person_id, VERSION)
    child_id = await _child(conn, vault, person_id, said.child, most=most, day=day)
    if await roster.is_own_child(conn, who.person_id, child_id):
        raise Forbidden(*refusals.OWN_CHILD)
    if said.categories or said.employers:
        told = await about_of(conn, person_id)
        await tell_about(conn, person_id, [*told.categories, *said.categories], [*told.employers, *said.employers])
    for text in texts_of(known):
        if text.kind == "agreement":
            await accept(conn, book, person_id, group_id, text.hash)
        elif text.kind == "health":
            await state_health(
                conn, book, vault, person_id, said.health, group_id=group_id, child_id=child_id, hash_=text.hash
            )
    new = {one.id for one in await consents.of_person(conn, person_id)} - before
    await consents.keep_on_paper(conn, new, signed_on, who)
    return child_id


def _check_paper(known: Known, said: SaidAtDesk, day: date) -> date:
    """When it was signed. Raises BadInput unless each of the texts was, on a day that has come."""
    wanted = ["privacy", *(text.kind for text in texts_of(known))]
    wrong = {f"agreed_{kind}": refusals.NOT_SIGNED.both for kind in wanted if kind not in said.agreed}
    if said.signed_on is None or said.signed_on > day:
        wrong["signed_on"] = refusals.SIGNED_WHEN.both
    if wrong or said.signed_on is None:
        raise BadInput(*refusals.ON_PAPER_FIRST, fields=wrong)
    return said.signed_on


async def _child(conn: Connection, vault: Vault, person_id: UUID, told: ChildTold, *, most: int, day: date) -> UUID:
    """The child of the family that is called so and was born then, as the family told of it; else a new one."""
    for child in await families.children_of(conn, person_id):
        if alike(told.name, told.birth_date, child.name, child.birth_date):
            return child.id
    return (await add_child(conn, vault, person_id, told, most=most, today=day)).id


async def _ask(conn: Connection, book: GroupBook, case: Case, child_id: UUID, way: str) -> Answer:
    """Raises Conflict with the answer's sentence when there is neither place nor turn: nothing is kept then, and it may be asked again."""
    seat, ticket = Seat(uuid4(), child_id, case.group_id), case.ticket
    ask = Enroll(case.guardian, ((seat,),), ticket.unions, ticket.revision)
    admitted = await admit(conn, book, [ask])
    (ruling,) = admitted.rulings
    answer = shape(ask, ruling, admitted)
    if ruling.result not in NEW or ruling.enrollment is None:
        raise Conflict(answer.body["zh"], answer.body["en"], code="conflict")
    shown = [paper.name for paper in await papers.of_child(conn, child_id) if paper.seen]
    reason = WAYS[way].zh + (ORIGINALS_SEEN.of(papers="、".join(dict.fromkeys(shown))).zh if shown else "")
    await log.keep(conn, case.who, [(case.group_id, ruling.enrollment.id)], "enroll", reason)
    return answer
