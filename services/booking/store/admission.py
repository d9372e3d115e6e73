"""Reads and locks what a batch of requests needs, and writes what was decided. Lock order: ledgers, then children."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

import asyncpg

from services.booking.domain.child import Child
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.requests import CallOff, Enroll, Request, Resize, Withdraw
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
    called_off = [r.group_id for r in _of(CallOff, requests)]

    groups = {*(r.group_id for r in enrolls), *moving, *called_off}
    ledger_rows = await conn.fetch(sql("lock_ledgers"), list(groups))
    child_ids = {*(r.child_id for r in enrolls), *(row["child_id"] for row in leaving)}
    child_rows = await conn.fetch(sql("lock_children"), list(child_ids))
    now = await conn.fetchval("SELECT clock_timestamp()")
    rows = await conn.fetch(
        sql("enrollments_in_play"), list(child_ids), moving, called_off, [r.enrollment_id for r in withdrawals]
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
    ledgers = decision.ledgers
    await conn.execute(
        sql("write_decision"),
        [e.id for e in new],
        [e.group_id for e in new],
        [e.child_id for e in new],
        [e.state.value for e in new],
        [e.seq for e in new],
        [booked_by[e.id] for e in new],
        [c.enrollment.id for c in moved],
        [c.enrollment.state.value for c in moved],
        [c.reason for c in moved],
        [g.group_id for g in ledgers],
        [g.capacity for g in ledgers],
        [g.taken for g in ledgers],
        [g.waiting for g in ledgers],
        [g.next_seq for g in ledgers],
        [g.called_off for g in ledgers],
        snapshot.now,
    )


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
        row["group_id"], row["capacity"], row["taken"], row["waiting"], row["next_seq"], called_off=row["called_off"]
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
