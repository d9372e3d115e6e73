"""A family prepares its children before the opening, so that booking is one tap."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from services.booking.domain.child import school_year
from services.booking.store import families as store
from services.booking.store.families import About, ChildRow
from shared.db.pool import Connection
from shared.errors import Conflict, NotFound

MAX_CHILDREN = 10
"""A cap against scalping; larger families ask the organizer."""


@dataclass(frozen=True, slots=True)
class ChildTold:
    """A child as its family describes it; `grade` is the one it attends in the present school year."""

    name: str
    birth_date: date | None = None
    grade: int | None = None
    school: str = ""
    school_area: str = ""
    home_area: str = ""

    def row(self, child_id: UUID, today: date) -> ChildRow:
        """As it is kept."""
        return ChildRow(child_id, **asdict(self), grade_year=None if self.grade is None else school_year(today))


async def add_child(conn: Connection, person_id: UUID, told: ChildTold, today: date) -> ChildRow:
    """A new child. Raises Conflict beyond MAX_CHILDREN."""
    family_id = await store.family_of(conn, person_id)
    if len(await store.children_of(conn, person_id)) >= MAX_CHILDREN:
        raise Conflict(
            f"一个家庭最多登记 {MAX_CHILDREN} 个孩子。如需更多，请联系主办工会。",
            f"A family can hold at most {MAX_CHILDREN} children. Ask the organizing union if you need more.",
        )
    child = told.row(await store.new_id(conn), today)
    await store.add_child(conn, family_id, child)
    return child


async def change_child(conn: Connection, person_id: UUID, child_id: UUID, told: ChildTold, today: date) -> ChildRow:
    """Correct what is known of a child. Raises NotFound when it is not the person's."""
    await own_child(conn, person_id, child_id)
    child = told.row(child_id, today)
    await store.change_child(conn, child)
    return child


async def remove_child(conn: Connection, person_id: UUID, child_id: UUID) -> None:
    """Take a child out. Raises NotFound, and Conflict while it has a live enrollment."""
    await own_child(conn, person_id, child_id)
    if not await store.remove_child(conn, child_id):
        raise Conflict(
            "孩子还有报名或候补，请先取消，再删除。", "The child still has a booking or waits for one. Cancel it first."
        )


async def tell_about(conn: Connection, person_id: UUID, categories: Iterable[str], employers: Iterable[str]) -> About:
    """What the family says of itself, in place of what it said before; each word once, in its order."""
    family_id = await store.family_of(conn, person_id)
    said = About(tuple(dict.fromkeys(categories)), tuple(dict.fromkeys(employers)))
    await store.tell_about(conn, family_id, said)
    return said


async def own_child(conn: Connection, person_id: UUID, child_id: UUID) -> ChildRow:
    """The person's child, locked until the transaction ends. Raises NotFound."""
    child = await store.child_of(conn, person_id, child_id)
    if child is None:
        raise NotFound
    return child
