"""A guardian accepts a group's agreement, or states that a child is in health; and takes it back."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import orjson
import structlog

from services.booking.domain.group import Group
from services.booking.store import consents as store
from services.booking.store import families, guardians
from services.booking.store.consents import Consent, Kind
from services.booking.store.groups import GroupBook, Known, find
from services.booking.usecases.family import own_child, own_family
from services.booking.usecases.give_up import give_up
from services.booking.usecases.wipe import wipe_child
from services.booking.words import refusals
from shared.crypto import SealBroken, Vault
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import BadInput, Conflict, NotFound
from shared.kernel.sentence import listed

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ConsentText:
    """A text that a group asks guardians to accept."""

    kind: Kind
    title: str
    version: str
    hash: str
    text: str


@dataclass(frozen=True, slots=True)
class Health:
    """What a guardian stated of a child's health."""

    none: bool
    """Nothing of what the statement lists."""
    note: str = ""
    """What the organizer should know."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a guardian accepts; `hash` is of the text that was shown."""

    group_id: UUID
    kind: Kind
    hash: str
    child_id: UUID | None
    """Of whom a health statement speaks."""
    health: Health


def texts_of(known: Known) -> list[ConsentText]:
    """What the group asks to be accepted: first by the family, then for each child."""
    group, rules = known.group, known.facts.rules
    asked: list[ConsentText] = []
    if group.agreement and rules.agreement:
        said = group.agreement
        asked.append(ConsentText("agreement", said.title, said.version, said.hash, rules.agreement.text))
    if group.health:
        said = group.health
        asked.append(ConsentText("health", said.title, said.version, said.hash, rules.health))
    return asked


async def give(conn: Connection, book: GroupBook, vault: Vault, person_id: UUID, given: Given) -> UUID:
    """Keep what a guardian accepts.

    Raises NotFound, BadInput when what is said is not whole, Conflict when the text is another one by now.
    """
    if given.kind == "agreement":
        return await accept(conn, book, person_id, given.group_id, given.hash)
    if given.child_id is None:
        raise BadInput(*refusals.CHOOSE_CHILD, fields={"child_id": refusals.CHOOSE_CHILD_HINT.both})
    return await state_health(
        conn, book, vault, person_id, given.health,
        group_id=given.group_id, child_id=given.child_id, hash_=given.hash,
    )  # fmt: skip


async def accept(conn: Connection, book: GroupBook, person_id: UUID, group_id: UUID, hash_: str) -> UUID:
    """The guardian accepts the agreement that was shown, for each family they stand in; the id is of their own.

    Raises NotFound; Conflict when the text is another one by now.
    """
    text = await _text(conn, book, group_id, "agreement", hash_)
    given = await own_family(conn, person_id)
    mine = await guardians.families_of(conn, person_id)
    ids = {family_id: await _give(conn, family_id, person_id, text, consent_id=uuid4()) for family_id in sorted(mine)}
    return ids[given]


async def state_health(
    conn: Connection,
    book: GroupBook,
    vault: Vault,
    person_id: UUID,
    health: Health,
    *,
    group_id: UUID,
    child_id: UUID,
    hash_: str,
) -> UUID:
    """A guardian makes the statement that it was shown, for one child, in place of an earlier one.

    Raises NotFound, BadInput when it says nothing or two things, Conflict when the text is another one by now.
    """
    if health.none == bool(health.note):
        hint = refusals.HEALTH_BOTH if health.none else refusals.HEALTH_NEITHER
        raise BadInput(*refusals.HEALTH_WRONG, fields={"none": hint.both})
    text = await _text(conn, book, group_id, "health", hash_)
    child = await own_child(conn, person_id, child_id)
    consent_id = uuid4()
    note = vault.seal(orjson.dumps({"none": health.none, "note": health.note}).decode(), consent_id)
    return await _give(
        conn,
        child.family_id,
        person_id,
        text,
        consent_id=consent_id,
        child_id=child_id,
        note=note,
        told=bool(health.note),
    )


async def withdraw(
    conn: Connection, book: GroupBook, person_id: UUID, consent_id: UUID, ends: Collection[UUID] = ()
) -> Kind:
    """Take it back: the enrollments that need it end, and with the consent to keep children's data these go. Gives which kind it was.

    Raises NotFound, and Conflict when more would end than the guardian was told, `ends`, or when one stands on a list that is being decided.
    """
    consent = await store.one_of_person(conn, person_id, consent_id)
    if consent is None:
        raise NotFound
    children = await _children_of(conn, person_id, consent)
    ending = await end_with(conn, book, consent, children)
    if not ending.keys() <= set(ends):
        raise _would_end(ending)
    if fixed := await give_up(conn, book, person_id, ending, consent.title):
        raise Conflict(*refusals.LIST_FIXED.of(title=ending[fixed[0]].title))
    children = await families.lock_children(conn, consent.family_id)  # nothing is booked with it from here on
    if more := await end_with(conn, book, consent, children):
        raise _would_end(more)
    for child_id in children if consent.kind == "privacy" else ():
        await wipe_child(conn, child_id)
    await store.withdraw(conn, consent_id)
    return consent.kind


async def given_by(conn: Connection, book: GroupBook, person_id: UUID) -> list[tuple[Consent, dict[UUID, Group]]]:
    """Everything the family has accepted and not taken back, the newest first; each with the enrollments that would end, and their groups."""
    given = await store.of_person(conn, person_id)
    return [(one, await end_with(conn, book, one, await _children_of(conn, person_id, one))) for one in given]


async def _children_of(conn: Connection, person_id: UUID, consent: Consent) -> list[UUID]:
    """The children of the family that it is of."""
    return [child.id for child in await families.children_of(conn, person_id) if child.family_id == consent.family_id]


async def end_with(conn: Connection, book: GroupBook, consent: Consent, children: Sequence[UUID]) -> dict[UUID, Group]:
    """The family's live enrollments that need a consent, each with its group: with the one to keep children's data all of them."""
    for_all = consent.kind == "privacy"
    concerned = [consent.child_id] if consent.child_id else children
    return await needing(conn, book, concerned, lambda group: for_all or consent.hash in _hashes(group))


def _would_end(ending: Mapping[UUID, Group]) -> Conflict:
    titles = listed(dict.fromkeys(group.title for group in ending.values()))
    return Conflict(*refusals.CONSENT_ENDS.of(titles=titles))


async def needing(
    conn: Connection, book: GroupBook, child_ids: Sequence[UUID], needs: Callable[[Group], bool]
) -> dict[UUID, Group]:
    """The children's live enrollments whose groups need something; certain for whoever holds the children's locks."""
    rows = await families.live_enrollments(conn, child_ids)
    known = await book.get(conn, {(row["group_id"], row["revision"]) for row in rows})
    return {row["id"]: known[row["group_id"]].group for row in rows if needs(known[row["group_id"]].group)}


def opened(vault: Vault, note: bytes | None, consent_id: UUID) -> Health:
    """The disclosure inside a statement. Raises Conflict when it was tampered with, or its key is gone."""
    if note is None:
        return Health(none=True)
    try:
        return Health(**orjson.loads(vault.open(note, consent_id)))
    except SealBroken as spoiled:
        _log.error("health note unreadable", consent=str(consent_id))
        raise Conflict(*refusals.NOTE_UNREADABLE, code="note-unreadable") from spoiled


async def _text(conn: Connection, book: GroupBook, group_id: UUID, kind: Kind, hash_: str) -> ConsentText:
    known = await find(conn, book, group_id)
    asked = next((text for text in texts_of(known) if text.kind == kind), None) if known else None
    if asked is None:
        raise NotFound
    if asked.hash != hash_:
        raise Conflict(*refusals.TEXT_CHANGED.of(title=asked.title), code="text-changed")
    return asked


async def _give(
    conn: Connection,
    family_id: UUID | None,
    person_id: UUID,
    text: ConsentText,
    *,
    consent_id: UUID,
    child_id: UUID | None = None,
    note: bytes | None = None,
    told: bool = False,
) -> UUID:
    now = await clock(conn)
    consent = Consent(
        consent_id, child_id, text.kind, text.title, text.version, text.hash, note, told, person_id, now, family_id
    )  # fmt: skip
    await store.give(conn, consent, text.text)
    return consent_id


def _hashes(group: Group) -> set[str]:
    return {statement.hash for statement in (group.agreement, group.health) if statement}
