"""Reads and locks what a batch of requests needs, and writes what was decided. Lock order: ledgers, then children."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from services.booking.domain.child import Child
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.requests import CallOff, Draw, Enroll, Freeze, Request, Resize, Withdraw
from services.booking.domain.snapshot import Decision, Ledger, Membership, Snapshot
from services.booking.store.groups import GroupBook, Known
from services.booking.store.queries import sql
from shared.db.pool import Connection

RequestT = TypeVar("RequestT", bound=Request)


async def load(conn: Connection, book: GroupBook, requests: Sequence[Request]) -> tuple[Snapshot, dict[UUID, Known]]:
    """Everything `decide` may look at, with every ledger and child it names locked until the transaction ends."""
    enrolls, withdrawals = _of(Enroll, requests), _of(Withdraw, requests)
    leaving = await _leaving(conn, withdrawals)
    moving = [row["group_id"] for row in leaving] + [r.group_id for r in _of(Resize, requests)]
    whole = [r.group_id for r in requests if isinstance(r, CallOff | Draw | Freeze)]

    groups = {*(r.group_id for r in enrolls), *moving, *whole}
    ledger_rows = await conn.fetch(sql("lock_ledgers"), list(groups))
    child_ids = {*(r.child_id for r in enrolls), *(row["child_id"] for row in leaving)}
    child_rows = await conn.fetch(sql("lock_children"), list(child_ids))
    now = await conn.fetchval("SELECT clock_timestamp()")
    rows = await conn.fetch(
        sql("enrollments_in_play"), list(child_ids), moving, whole, [r.enrollment_id for r in withdrawals]
    )
    known = await book.get(conn, {(row["group_id"], row["revision"]) for row in [*ledger_rows, *rows]})
    snapshot = Snapshot(
        now=now,
        groups={group_id: k.group for group_id, k in known.items()},
        ledgers={row["group_id"]: _ledger(row) for row in ledger_rows},
        children=_children(child_rows),
        memberships=_memberships(child_rows),
        enrollments=[_enrollment(row) for row in rows],
    )
    return snapshot, known


async def write(conn: Connection, snapshot: Snapshot, decision: Decision, booked_by: dict[UUID, UUID]) -> None:
    """Write the decision; `booked_by` names the person behind each new enrollment."""
    if not decision.changes and not decision.ledgers:
        return
    final = {change.enrollment.id: change for change in decision.changes}
    new = [c.enrollment for id_, c in final.items() if id_ in booked_by]
    moved = [c for id_, c in final.items() if id_ not in booked_by]
    await conn.execute(
        sql("write_decision"),
        snapshot.now,
        *_columns([(e.id, e.group_id, e.child_id, e.state.value, e.seq, booked_by[e.id]) for e in new], 6),
        *_columns([(c.enrollment.id, c.enrollment.state.value, c.enrollment.seq, c.reason) for c in moved], 4),
        *_columns(
            [
                (g.group_id, g.capacity, g.taken, g.waiting, g.next_seq, g.called_off, g.entered, g.frozen)
                for g in decision.ledgers
            ],
            8,
        ),
    )


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """Rows as the arrays that unnest() takes."""
    return [[row[n] for row in rows] for n in range(width)]


async def children(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, Child]:
    """Children by id, removed ones too: for telling their families."""
    return _children(await conn.fetch(sql("children"), list(ids)))


def _of(kind: type[RequestT], requests: Sequence[Request]) -> list[RequestT]:
    return [request for request in requests if isinstance(request, kind)]


async def _leaving(conn: Connection, withdrawals: Sequence[Withdraw]) -> list[asyncpg.Record]:
    """Group and child of the enrollments to withdraw: they never change, so they may be read before the locks."""
    if not withdrawals:
        return []
    ids = [w.enrollment_id for w in withdrawals]
    return await conn.fetch("SELECT group_id, child_id FROM enrollment WHERE id = ANY ($1::uuid[])", ids)


def _ledger(row: asyncpg.Record) -> Ledger:
    return Ledger(
        row["group_id"],
        row["capacity"],
        row["taken"],
        row["waiting"],
        row["next_seq"],
        called_off=row["called_off"],
        entered=row["entered"],
        frozen=row["frozen"],
    )


def _enrollment(row: asyncpg.Record) -> Enrollment:
    return Enrollment(row["id"], row["group_id"], row["child_id"], State(row["state"]), row["seq"])


def _children(rows: Sequence[asyncpg.Record]) -> dict[UUID, Child]:
    """One row a guardian; together they make the child."""
    guardians: dict[UUID, list[UUID]] = {}
    for row in rows:
        guardians.setdefault(row["id"], []).append(row["person_id"])
    return {
        row["id"]: Child(
            row["id"], tuple(guardians[row["id"]]), row["name"], row["birth_date"], row["grade"], row["grade_year"]
        )
        for row in rows
    }


def _memberships(rows: Sequence[asyncpg.Record]) -> dict[UUID, Membership]:
    return {
        row["person_id"]: Membership(frozenset(row["unions"]), row["revision"])
        for row in rows
        if row["revision"] is not None
    }
