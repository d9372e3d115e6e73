"""A family prepares its children before the opening, so that booking is one tap."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from services.booking.domain.child import school_year
from services.booking.domain.identity import alike
from services.booking.store import families as store
from services.booking.store import guardians
from services.booking.store.families import About, ChildRow
from services.booking.store.guardians import Chosen
from services.booking.usecases.identity import identity_of
from services.booking.usecases.privacy import ask_first
from services.booking.usecases.wipe import wipe_child
from services.booking.words import refusals
from shared.crypto import Vault
from shared.db.pool import Connection
from shared.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class ChildTold:
    """A child as its family describes it; `grade` is the one it attends in the present school year."""

    name: str
    birth_date: date | None = None
    grade: int | None = None
    school: str = ""
    school_area: str = ""
    home_area: str = ""

    def row(self, child_id: UUID, family_id: UUID | None, today: date) -> ChildRow:
        """As it is kept."""
        year = None if self.grade is None else school_year(today)
        return ChildRow(child_id, **asdict(self), grade_year=year, family_id=family_id)


async def add_child(
    conn: Connection, vault: Vault, person_id: UUID, told: ChildTold, *, most: int, today: date, chosen: Chosen = None
) -> ChildRow:
    """A new child, of at most so many, of the family that is meant.

    Raises NotFound for a family of others, Conflict before a guardian has agreed, beyond `most`, and for a child that is there already.
    """
    family_id = await own_family(conn, person_id, chosen)
    await ask_first(conn, family_id)
    await store.lock_family(conn, family_id)
    children = await store.children_of(conn, person_id)
    not_there_already(told.name, told.birth_date, children)
    if sum(child.family_id == family_id for child in children) >= most:
        raise Conflict(*refusals.TOO_MANY_CHILDREN.of(most=most))
    child = told.row(await store.new_id(conn), family_id, today)
    await store.add_child(conn, family_id, child, identity_of(vault, told.name, told.birth_date))
    return child


async def change_child(
    conn: Connection, vault: Vault, person_id: UUID, child_id: UUID, told: ChildTold, *, today: date
) -> ChildRow:
    """Correct what is known of a child.

    Raises NotFound when it is not the person's, Conflict when the family has such a child already, or when admission has judged by the
    name and the birth date and the enrollment is live.
    """
    before = await own_child(conn, person_id, child_id)
    if (told.name, told.birth_date) != (before.name, before.birth_date) and await store.bound(conn, child_id):
        field = "name" if told.name != before.name else "birth_date"
        raise Conflict(*refusals.CHILD_STANDS, fields={field: refusals.CHILD_STANDS.both})
    await store.lock_family(conn, before.family_id)
    others = [other for other in await store.children_of(conn, person_id) if other.id != child_id]
    not_there_already(told.name, told.birth_date, others)
    child = told.row(child_id, before.family_id, today)
    await store.change_child(conn, child, identity_of(vault, told.name, told.birth_date))
    return child


def not_there_already(name: str, birth_date: date | None, others: Iterable[ChildRow], *, field: str = "name") -> None:
    """A family has a child once. Raises Conflict, said at the field."""
    same = next((o for o in others if alike(name, birth_date, o.name, o.birth_date)), None)
    if same is None:
        return
    born = refusals.BORN.of(day=same.birth_date) if same.birth_date else ""
    said = refusals.CHILD_THERE.of(name=same.name, born=born)
    raise Conflict(*said, fields={field: said.both})


async def remove_child(conn: Connection, person_id: UUID, child_id: UUID) -> None:
    """Take a child out. Raises NotFound, and Conflict while it has a live enrollment."""
    await own_child(conn, person_id, child_id)
    if not await wipe_child(conn, child_id):
        raise Conflict(*refusals.CHILD_BOOKED)


async def about_of(conn: Connection, person_id: UUID, chosen: UUID | None = None) -> About:
    """What the family that is meant says of itself. Raises NotFound for a family of others."""
    mine = await guardians.families_of(conn, person_id)
    if chosen and chosen not in mine:
        raise NotFound
    return await store.about(conn, chosen or next(iter(mine), None))


async def tell_about(
    conn: Connection, person_id: UUID, categories: Iterable[str], employers: Iterable[str], chosen: Chosen = None
) -> About:
    """What the family says of itself, in place of what it said before; each word once, in its order. Raises NotFound for a family of others."""
    family_id = await own_family(conn, person_id, chosen)
    said = About(tuple(dict.fromkeys(categories)), tuple(dict.fromkeys(employers)))
    await store.tell_about(conn, family_id, said)
    return said


async def own_family(conn: Connection, person_id: UUID, chosen: Chosen = None) -> UUID:
    """The family that is meant, a new one for whoever has none. Locks the person's guardian rows. Raises NotFound for a family of others."""
    family_id = await guardians.family_of(conn, person_id, chosen)
    if family_id is None:
        raise NotFound
    return family_id


async def own_child(conn: Connection, person_id: UUID, child_id: UUID) -> ChildRow:
    """The person's child, locked until the transaction ends. Raises NotFound."""
    child = await store.child_of(conn, person_id, child_id)
    if child is None:
        raise NotFound
    return child
