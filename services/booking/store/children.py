"""Children as admission sees them: what the family says, what it has prepared, what earlier seasons brought."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import asyncpg

from services.booking.domain.child import Child
from services.booking.domain.criteria import Applicant
from services.booking.domain.snapshot import Membership, put_together
from services.booking.store.groups import Known
from services.booking.store.queries import sql
from shared.db.pool import Connection

Children = dict[UUID, Child]


def to_children(rows: Sequence[asyncpg.Record]) -> Children:
    """Rows of lock_children.sql or children.sql, one a guardian: together they make the child."""
    guardians: dict[UUID, list[UUID]] = {}
    for row in rows:
        guardians.setdefault(row["id"], []).append(row["person_id"])
    return {row["id"]: _child(row, guardians[row["id"]]) for row in rows}


def _child(row: asyncpg.Record, guardian_ids: Sequence[UUID]) -> Child:
    return Child(
        row["id"],
        tuple(guardian_ids),
        row["name"],
        row["birth_date"],
        row["grade"],
        row["grade_year"],
        family_id=row["family_id"],
        school=row["school"],
        school_area=row["school_area"],
        home_area=row["home_area"],
        employers=frozenset(row["employers"]),
        categories=frozenset(row["categories"]),
        identity=row["identity"],
    )


async def children(conn: Connection, ids: Sequence[UUID]) -> Children:
    """By id, removed ones too: for telling their kin. Nothing is locked."""
    return to_children(await conn.fetch(sql("children"), list(ids)))


def memberships(rows: Sequence[asyncpg.Record]) -> dict[UUID, Membership]:
    """Of the guardians in the same rows, as last heard."""
    return {row["person_id"]: _membership(row) for row in rows if row["revision"] is not None}


def _membership(row: asyncpg.Record) -> Membership:
    joined = {union: datetime.fromisoformat(at) for union, at in row["joined"].items()}
    return Membership(frozenset(row["unions"]), row["revision"], joined)


async def with_prepared(conn: Connection, children: Children) -> Children:
    """The same, with the texts their guardians accepted, the papers they uploaded, and what was checked early."""
    rows = await conn.fetch(sql("prepared"), list(children))
    found = {
        r["id"]: replace(
            children[r["id"]],
            consents=frozenset(r["consents"]),
            documents=frozenset(r["documents"]),
            checked=frozenset(r["checked"]),
        )
        for r in rows
    }
    return children | found


async def with_history(conn: Connection, children: Children) -> Children:
    """The same, with the seasons in which they had a place, or asked for one and got none."""
    placed: dict[UUID, set[str]] = {}
    unlucky: dict[UUID, set[str]] = {}
    for row in await conn.fetch(sql("history"), list(children)):
        (placed if row["placed"] else unlucky).setdefault(row["child_id"], set()).add(row["season"])
    return {
        id_: replace(child, placed_in=_of(placed, id_), unlucky_in=_of(unlucky, id_)) for id_, child in children.items()
    }


def _of(seasons: Mapping[UUID, set[str]], child_id: UUID) -> frozenset[str]:
    return frozenset(seasons.get(child_id, ()))


async def judged(conn: Connection, child_id: UUID, *, remembering: bool) -> tuple[Child, Mapping[UUID, Membership]]:
    """A child as its right is judged, and what was heard of its guardians' unions."""
    rows = await conn.fetch(sql("children"), [child_id])
    children = to_children(rows)
    if remembering:
        children = await with_history(conn, children)
    return children[child_id], memberships(rows)


async def judged_by(
    conn: Connection, child_ids: Iterable[UUID], groups: Iterable[Known]
) -> tuple[Children, Mapping[UUID, Membership]]:
    """Children as these groups judge them now, removed ones too, and what was heard of their guardians' unions."""
    rows = await conn.fetch(sql("children"), list(child_ids))
    children = await with_prepared(conn, to_children(rows))
    if any(known.remembers for known in groups):
        children = await with_history(conn, children)
    return children, memberships(rows)


def applicant(child: Child, heard: Mapping[UUID, Membership]) -> Applicant:
    """The child with what its guardians bring."""
    return Applicant(child, put_together(heard[person] for person in child.guardian_ids if person in heard))


async def applicants(conn: Connection, child_ids: Iterable[UUID], groups: Iterable[Known]) -> dict[UUID, Applicant]:
    """Children as these groups judge them now, removed ones too."""
    children, heard = await judged_by(conn, child_ids, groups)
    return {id_: applicant(child, heard) for id_, child in children.items()}
