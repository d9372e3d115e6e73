"""Families: what they say of themselves, and children."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.booking.domain.snapshot import Membership
from services.booking.store.children import Children, memberships, to_children, with_prepared
from services.booking.store.queries import sql
from shared.db.pool import Connection


@dataclass(frozen=True, slots=True)
class ChildRow:
    """A child as its family wrote it."""

    id: UUID
    name: str
    birth_date: date | None = None
    grade: int | None = None
    grade_year: int | None = None
    school: str = ""
    school_area: str = ""
    home_area: str = ""
    family_id: UUID | None = None
    """Whose it is: a guardian may stand in several."""


@dataclass(frozen=True, slots=True)
class About:
    """What a family says of itself as a whole."""

    categories: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()


# A group whose days are over keeps its enrollments as they ended: nobody needs anything for it any more.
_GOES_ON = "(g.ends_at AT TIME ZONE 'Asia/Shanghai')::date >= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date"
_OWN = """
SELECT c.id, c.name, c.birth_date, c.grade, c.grade_year, c.school, c.school_area, c.home_area, c.family_id
FROM child c JOIN guardian g USING (family_id)
WHERE g.person_id = $1 AND c.removed_at IS NULL
"""
_CHILDREN = f"{_OWN} ORDER BY NOT g.began, c.family_id, c.id"
_OF_CHILD = """
SELECT c.family_id, g.person_id FROM child c JOIN guardian g USING (family_id)
WHERE c.id = $1 AND c.removed_at IS NULL ORDER BY g.person_id LIMIT 1
"""
# Locks the child.
_LOCK_CHILD = f"{_OWN} AND c.id = $2 FOR UPDATE OF c"
# Locks children by id, as every writer does.
_LOCK_CHILDREN = "SELECT id FROM child WHERE family_id = $1 ORDER BY id FOR NO KEY UPDATE"
# Locks the family: whoever else writes a child of it waits.
_LOCK_FAMILY = "SELECT FROM family WHERE id = $1 FOR NO KEY UPDATE"
_NEW_ID = "SELECT uuidv7()"
_ADD = """
INSERT INTO child (family_id, id, name, birth_date, grade, grade_year, school, school_area, home_area, identity)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
_CHANGE = """
UPDATE child
SET name = $2, birth_date = $3, grade = $4, grade_year = $5, school = $6, school_area = $7, home_area = $8, identity = $9
WHERE id = $1
"""
# Locks these children by id, as every writer does.
_UNIDENTIFIED = """
SELECT id, name, birth_date FROM child WHERE id > $1 AND identity IS NULL AND birth_date IS NOT NULL
ORDER BY id LIMIT $2 FOR NO KEY UPDATE
"""
_IDENTIFY = """
UPDATE child c SET identity = i.identity FROM unnest($1::uuid[], $2::bytea[]) AS i (id, identity) WHERE c.id = i.id
"""
# No row when it has a live enrollment: the caller holds the child's lock, so none begins meanwhile. What is known of the child goes; its
# row stays as a number, because enrollments count it.
_REMOVE = f"""
UPDATE child c
SET removed_at = clock_timestamp(), name = '*', birth_date = NULL, grade = NULL, grade_year = NULL,
    school = '', school_area = '', home_area = '', identity = NULL
WHERE id = $1 AND removed_at IS NULL AND NOT EXISTS (
    SELECT FROM enrollment e JOIN class_group g ON g.id = e.group_id WHERE e.child_id = c.id AND live(e.state) AND {_GOES_ON})
RETURNING true
"""
# Nobody is left to be called for.
_REMOVE_CONTACT = """
UPDATE family f SET contact = NULL WHERE contact IS NOT NULL AND id = (SELECT family_id FROM child WHERE id = $1)
    AND NOT EXISTS (SELECT FROM child c WHERE c.family_id = f.id AND c.removed_at IS NULL)
"""
_REMOVE_PAPERS = """
UPDATE document SET removed_at = coalesce(removed_at, clock_timestamp()), name = '*' WHERE child_id = $1 AND name <> '*'
"""
_REMOVE_STATEMENTS = """
UPDATE consent SET withdrawn_at = coalesce(withdrawn_at, clock_timestamp()), note = NULL, told = false WHERE child_id = $1
"""
_REMOVE_REASONS = "UPDATE enrollment SET reason = '', mend = '' WHERE child_id = $1 AND reason || mend <> ''"
# Every answer that told of the child, to whichever guardian.
_REMOVE_ANSWERS = """
DELETE FROM idempotent_answer WHERE position($1::uuid::text IN body::text) > 0 AND owner IN (
    SELECT g.person_id::text FROM guardian g JOIN child c USING (family_id) WHERE c.id = $1::uuid)
"""
_LEAVE_MEMBERSHIP = "DELETE FROM membership WHERE person_id = $1"
_LEAVE_INVITATIONS = "DELETE FROM invitation WHERE invited_by = $1 OR accepted_by = $1"
_LEAVE_ANSWERS = "DELETE FROM idempotent_answer WHERE owner = $1::uuid::text"
_LEAVE_CLASSES = "DELETE FROM class_teacher WHERE person_id = $1"
_FORGET_CONSENTS = """
UPDATE consent SET withdrawn_at = coalesce(withdrawn_at, clock_timestamp()), note = NULL, told = false WHERE family_id = $1
"""
_CHILDREN_IN = "SELECT count(*) FROM child WHERE family_id = $1 AND removed_at IS NULL"
_ASKED_OF = """
SELECT EXISTS (
    SELECT FROM child c JOIN enrollment e ON e.child_id = c.id JOIN class_group g ON g.id = e.group_id
    WHERE c.family_id = $1 AND c.removed_at IS NULL AND ($2::text[] IS NULL OR g.union_code = ANY ($2)))
"""
_FORGET_ABOUT = "UPDATE family SET categories = '{}', employers = '{}', contact = NULL WHERE id = $1"
_BOUND = f"""
SELECT EXISTS (
    SELECT FROM enrollment e JOIN class_group g ON g.id = e.group_id WHERE e.child_id = $1 AND live(e.state) AND {_GOES_ON})
"""
_ABOUT = "SELECT categories, employers FROM family WHERE id = $1"
_TELL_ABOUT = "UPDATE family SET categories = $2, employers = $3 WHERE id = $1"
_LIVE = f"""
SELECT e.id, e.child_id, e.group_id, e.state, g.revision FROM enrollment e JOIN class_group g ON g.id = e.group_id
WHERE e.child_id = ANY ($1::uuid[]) AND live(e.state) AND {_GOES_ON} ORDER BY e.id
"""


async def children_of(conn: Connection, person_id: UUID) -> list[ChildRow]:
    """The person's children, in the order they were added; a family's together, the person's own first."""
    return [ChildRow(*row) for row in await conn.fetch(_CHILDREN, person_id)]


async def child_of(conn: Connection, person_id: UUID, child_id: UUID) -> ChildRow | None:
    """One child, if it is the person's; locked until the transaction ends."""
    row = await conn.fetchrow(_LOCK_CHILD, person_id, child_id)
    return ChildRow(*row) if row else None


async def of_child(conn: Connection, child_id: UUID) -> tuple[UUID, UUID] | None:
    """A child's family and one of its guardians; None for one that was wiped, or never was."""
    row = await conn.fetchrow(_OF_CHILD, child_id)
    return (row["family_id"], row["person_id"]) if row else None


async def known_children(conn: Connection, person_id: UUID) -> tuple[Children, dict[UUID, Membership]]:
    """The person's children with all that their family has told and prepared, and the memberships last heard of their guardians."""
    ids = [child.id for child in await children_of(conn, person_id)]
    rows = await conn.fetch(sql("children"), ids)
    return await with_prepared(conn, to_children(rows)), memberships(rows)


async def lock_children(conn: Connection, family_id: UUID | None) -> list[UUID]:
    """Lock the family's children, in the order every writer does: nothing is booked for them until the transaction ends."""
    return [row["id"] for row in await conn.fetch(_LOCK_CHILDREN, family_id)]


async def new_id(conn: Connection) -> UUID:
    """An id that sorts behind all before it, so that children stand in the order in which they were added."""
    id_: UUID = await conn.fetchval(_NEW_ID)
    return id_


async def lock_family(conn: Connection, family_id: UUID | None) -> None:
    """Whoever else writes a child of the family waits until the transaction ends, whichever guardian it is."""
    await conn.execute(_LOCK_FAMILY, family_id)


async def add_child(conn: Connection, family_id: UUID, child: ChildRow, identity: bytes | None) -> None:
    """A new child of the family."""
    await conn.execute(_ADD, family_id, *_values(child), identity)


async def change_child(conn: Connection, child: ChildRow, identity: bytes | None) -> None:
    """Replace what is known of a child."""
    await conn.execute(_CHANGE, *_values(child), identity)


async def unidentified(conn: Connection, after: UUID, at_most: int) -> list[tuple[UUID, str, date]]:
    """id, name and birth date of children that lack only their identity, by id; locked until the transaction ends."""
    rows = await conn.fetch(_UNIDENTIFIED, after, at_most)
    return [(row["id"], row["name"], row["birth_date"]) for row in rows]


async def identify(conn: Connection, identities: Mapping[UUID, bytes]) -> None:
    """Keep who these children are."""
    await conn.execute(_IDENTIFY, list(identities), list(identities.values()))


async def remove_child(conn: Connection, child_id: UUID) -> bool:
    """Wipe a child, unless it has a live enrollment; True when it was done. The caller holds the child's lock.

    Its papers, statements and stored answers go with it, and with the last child whom to call; the papers' objects are swept.
    """
    done = await conn.fetchval(_REMOVE, child_id)
    if done:
        for statement in (_REMOVE_PAPERS, _REMOVE_STATEMENTS, _REMOVE_REASONS, _REMOVE_ANSWERS):
            await conn.execute(statement, child_id)
        await forget_contact(conn, child_id)
    return bool(done)


async def forget_contact(conn: Connection, child_id: UUID) -> None:
    """Whom to call goes with the last child of a family."""
    await conn.execute(_REMOVE_CONTACT, child_id)


async def found(
    conn: Connection, name: str, person_ids: Sequence[UUID], unions: Sequence[str] | None, at_most: int
) -> list[UUID]:
    """Families by the beginning of a child's name, or by their guardians, that asked something of these unions (None: of any)."""
    plain = name.replace("\\", "").replace("%", "").replace("_", "")
    rows = await conn.fetch(sql("families_found"), plain, person_ids, unions, at_most)
    return [row["family_id"] for row in rows]


async def asked_of(conn: Connection, family_id: UUID, unions: Sequence[str] | None) -> bool:
    """Whether the family asked something of these unions (None: of any)."""
    return bool(await conn.fetchval(_ASKED_OF, family_id, unions))


async def children_in(conn: Connection, family_id: UUID) -> int:
    """How many children the family has."""
    count: int = await conn.fetchval(_CHILDREN_IN, family_id)
    return count


async def forget(conn: Connection, family_id: UUID) -> None:
    """What a family without children has agreed to, and said of itself. Its row and its guardian's stay, as numbers that children point at."""
    await conn.execute(_FORGET_CONSENTS, family_id)
    await conn.execute(_FORGET_ABOUT, family_id)


async def forget_person(conn: Connection, person_id: UUID) -> None:
    """The unions of a person, their invitations, what they were answered, and the classes whose teacher they were."""
    await conn.execute(_LEAVE_MEMBERSHIP, person_id)
    await conn.execute(_LEAVE_INVITATIONS, person_id)
    await conn.execute(_LEAVE_ANSWERS, person_id)
    await conn.execute(_LEAVE_CLASSES, person_id)


async def bound(conn: Connection, child_id: UUID) -> bool:
    """Whether it has a live enrollment: what admission judged of it stands. Certain for whoever holds the child's lock."""
    return bool(await conn.fetchval(_BOUND, child_id))


async def about(conn: Connection, family_id: UUID | None) -> About:
    """What a family says of itself; nothing while it is none."""
    row = await conn.fetchrow(_ABOUT, family_id)
    return About(tuple(row["categories"]), tuple(row["employers"])) if row else About()


async def tell_about(conn: Connection, family_id: UUID, said: About) -> None:
    """Replace what the family says of itself."""
    await conn.execute(_TELL_ABOUT, family_id, said.categories, said.employers)


async def live_enrollments(conn: Connection, child_ids: Sequence[UUID]) -> list[asyncpg.Record]:
    """id, child_id, group_id, state and the group's revision of everything live in a group that is not over."""
    return await conn.fetch(_LIVE, child_ids)


def _values(child: ChildRow) -> tuple[Any, ...]:
    return (
        child.id, child.name, child.birth_date, child.grade, child.grade_year,
        child.school, child.school_area, child.home_area,
    )  # fmt: skip
