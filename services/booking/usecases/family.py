"""A family prepares its children before the opening, so that booking is one tap."""

from datetime import date
from uuid import UUID, uuid4

from services.booking.domain.child import school_year
from services.booking.store import families as store
from services.booking.store.families import ChildRow
from shared.db.pool import Connection
from shared.errors import Conflict, NotFound

MAX_CHILDREN = 10
"""A cap against scalping; larger families ask the organizer."""


async def add_child(
    conn: Connection, person_id: UUID, *, name: str, birth_date: date | None, grade: int | None, today: date
) -> ChildRow:
    """A new child; `grade` is the one it attends in today's school year. Raises Conflict beyond MAX_CHILDREN."""
    family_id = await store.family_of(conn, person_id)
    if len(await store.children_of(conn, person_id)) >= MAX_CHILDREN:
        raise Conflict(
            f"一个家庭最多登记 {MAX_CHILDREN} 个孩子。如需更多,请联系主办工会。",
            f"A family can hold at most {MAX_CHILDREN} children. Ask the organizing union if you need more.",
        )
    child = ChildRow(uuid4(), name, birth_date, grade, None if grade is None else school_year(today))
    await store.add_child(conn, family_id, child)
    return child


async def change_child(
    conn: Connection,
    person_id: UUID,
    child_id: UUID,
    *,
    name: str,
    birth_date: date | None,
    grade: int | None,
    today: date,
) -> ChildRow:
    """Correct what is known of a child. Raises NotFound when it is not the person's."""
    if await store.child_of(conn, person_id, child_id) is None:
        raise NotFound
    child = ChildRow(child_id, name, birth_date, grade, None if grade is None else school_year(today))
    await store.change_child(conn, child)
    return child


async def remove_child(conn: Connection, person_id: UUID, child_id: UUID) -> None:
    """Take a child out. Raises NotFound, and Conflict while it has a live enrollment."""
    if await store.child_of(conn, person_id, child_id) is None:
        raise NotFound
    if not await store.remove_child(conn, child_id):
        raise Conflict(
            "孩子还有报名或候补,请先取消,再删除。", "The child still has a booking or waits for one. Cancel it first."
        )
