"""Reads and locks what a batch of requests needs, and writes what was decided.

Nobody waits in a circle, for whoever needs several rows of booking locks them in this order:

1. what names the work itself: the claim of an Idempotency-Key, an event's row in the inbox, the timer that is due
2. what a group's event tells (class_group), with the timers of its instants
3. the draw (`draws.lock`, `draws.lock_open`)
4. ledgers, by id, all at once: `load` works out beforehand whatever the requests may move. Whoever calls it twice in one
   transaction names no ledger the second time that the first did not lock; so what is told of groups has transactions of its own
5. guardians, children by id, families: what a family writes takes these alone. A batch locks with each child, in the same statement,
   every other record of its name and birth date (lock_children.sql), so that two families never book one child at once
6. rows that nobody waits for: enrollments (their ledger is held), answers, events, timers with a subject that is new
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from services.booking.domain.checks import EndAsking, EndMending, Mend, Review, SendBack
from services.booking.domain.criteria import Criterion
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.merge import Merge
from services.booking.domain.records import JoinRecords
from services.booking.domain.requests import (
    ONLY_TOLD,
    Accept,
    CallOff,
    Cancel,
    Change,
    Enroll,
    Expire,
    Freeze,
    ProposeMove,
    PutFirst,
    Refill,
    Request,
    Resize,
    Settle,
    Withdraw,
)
from services.booking.domain.snapshot import Decision, Ledger, Snapshot
from services.booking.store import answers, namesakes
from services.booking.store import children as kids
from services.booking.store.care import with_care
from services.booking.store.groups import GroupBook, Known
from services.booking.store.queries import sql, unlocked
from shared.db.pool import Connection
from shared.messaging.outbox import Columns

_CONFIRMED = "SELECT child_id FROM enrollment WHERE group_id = ANY ($1::uuid[]) AND state = 'confirmed'"
_LIVE = "SELECT child_id FROM enrollment WHERE group_id = ANY ($1::uuid[]) AND live(state)"
_LIVE_OF = "SELECT id FROM enrollment WHERE child_id = ANY ($1::uuid[]) AND live(state)"

RequestT = TypeVar("RequestT", bound=Request)


@dataclass(slots=True)
class _Reach:
    """What a batch of requests touches, before anything is locked."""

    groups: set[UUID] = field(default_factory=set)
    """Whose ledgers are locked."""
    moving: set[UUID] = field(default_factory=set)
    """Of these: where a place may become free, so that those who wait are loaded."""
    whole: set[UUID] = field(default_factory=set)
    """Of these: where everyone is loaded."""
    judged: set[UUID] = field(default_factory=set)
    """Of these: where somebody may get a place who asked for it before, so that its right is judged again."""
    left: set[UUID] = field(default_factory=set)
    """Of these: that are called off, or merged into another one."""
    children: set[UUID] = field(default_factory=set)
    named: list[UUID] = field(default_factory=list)


async def load(
    conn: Connection, book: GroupBook, requests: Sequence[Request], *, lock: bool = True
) -> tuple[Snapshot, dict[UUID, Known]]:
    """Everything `decide` may look at, with every ledger and child it names locked until the transaction ends; or, as new requests alone
    may be seen to, read without a lock: then only a transaction that reads at one instant reads what belongs together.
    """
    reach = await _reach(conn, requests)
    as_asked = (lambda statement: statement) if lock else unlocked
    ledger_rows = await _ledgers(conn, reach, as_asked(sql("lock_ledgers")))
    asked = await book.current(conn, [row["group_id"] for row in ledger_rows])
    reach.judged |= reach.moving
    reach.moving |= {id_ for id_, known in asked.items() if known.group.waiting_by_priority}
    if proposals := _of(ProposeMove, requests):
        reach.children |= await _children_of(conn, _CONFIRMED, [r.from_group_id for r in proposals])
    if merges := _of(Merge, requests):
        reach.children |= await _children_of(conn, _LIVE, [r.from_group_id for r in merges])
    enrolling = {seat.child_id for request in _of(Enroll, requests) for seat in request.seats}
    enrolling |= {id_ for request in _of(JoinRecords, requests) for id_ in (request.kept, request.gone)}
    limited = any(known.group.family_limits for known in asked.values())
    with_siblings = reach.children if limited else enrolling
    child_rows = await conn.fetch(as_asked(sql("lock_children")), list(reach.children), list(with_siblings))
    reach.children.update(row["id"] for row in child_rows)
    stands = await _in_play(conn, reach)
    rows = await with_care(conn, asked, [row for row in stands if row["id"]])
    child_rows += await _to_judge(conn, reach, asked, rows)
    known = asked | await book.get(conn, {(row["group_id"], row["revision"]) for row in rows})
    children = kids.to_children(child_rows)
    if any(k.asks_for_papers for k in asked.values()):
        children = await kids.with_prepared(conn, children)
    if any(k.remembers for k in asked.values()):
        children = await kids.with_history(conn, children)
    snapshot = Snapshot(
        now=stands[0]["now"],
        groups={group_id: k.group for group_id, k in known.items()},
        ledgers={row["group_id"]: Ledger(**row) for row in ledger_rows},
        children=children,
        memberships=kids.memberships(child_rows),
        enrollments=[_enrollment(row) for row in rows],
        apart=await namesakes.told_apart(conn, children),
        most=book.most,
    )
    return snapshot, known


async def _to_judge(
    conn: Connection, reach: _Reach, asked: Mapping[UUID, Known], rows: Sequence[asyncpg.Record]
) -> list[asyncpg.Record]:
    """The children, not locked, that wait where the right is judged again, but for those that are known."""
    groups = {id_ for id_ in reach.judged if id_ in asked and asked[id_].group.who != Criterion()}
    waiting = {row["child_id"] for row in rows if row["group_id"] in groups} - reach.children
    return await conn.fetch(sql("children"), list(waiting)) if waiting else []


async def _reach(conn: Connection, requests: Sequence[Request]) -> _Reach:
    reach, checked = _Reach(), []
    for request in requests:
        match request:
            case Enroll():
                reach.groups.update(seat.group_id for seat in request.seats)
                reach.children.update(seat.child_id for seat in request.seats)
                reach.named += [request.instead_of] if request.instead_of else ()
            case (
                Withdraw() | Accept() | Expire() | Review() | SendBack() | Mend() | EndMending() | PutFirst() | Cancel()
            ):
                reach.named.append(request.enrollment_id)
                if isinstance(request, Review | SendBack | EndMending):
                    checked.append(request.enrollment_id)
            case Resize() | Refill():
                reach.moving.add(request.group_id)
            case CallOff() | EndAsking():
                reach.whole.add(request.group_id)
                if isinstance(request, CallOff):
                    reach.left.add(request.group_id)
            case Settle():
                reach.whole.update(request.group_ids)
            case Freeze():
                reach.whole.update(request.group_ids)
                reach.judged.update(request.group_ids)
            case ProposeMove():
                reach.whole.add(request.from_group_id)
                reach.groups.add(request.to_group_id)
            case Merge():
                reach.whole.add(request.from_group_id)
                reach.left.add(request.from_group_id)
                reach.moving.update((request.from_group_id, request.to_group_id))
            case JoinRecords():
                reach.children.update((request.kept, request.gone))
                reach.named += [row["id"] for row in await conn.fetch(_LIVE_OF, [request.kept, request.gone])]
    await _look_up(conn, reach, checked)
    reach.groups |= reach.moving | reach.whole
    return reach


async def _look_up(conn: Connection, reach: _Reach, checked: Sequence[UUID]) -> None:
    """What those asked for by id bring with them, and those that somebody has checked."""
    for row in await conn.fetch(sql("named_enrollments"), reach.named) if reach.named else ():
        reach.children.add(row["child_id"])
        reach.moving.update(row["groups"])
    for row in await conn.fetch(sql("decided_with"), checked) if checked else ():
        reach.groups.add(row["group_id"])


async def _ledgers(conn: Connection, reach: _Reach, statement: str) -> list[asyncpg.Record]:
    """Lock them all in one order.

    Who waits for two groups at once, or is to move from one to another, or would give up a place in another one, brings in the other one,
    and care the options that go with it: if that was not foreseen, let go and begin anew.
    """
    if not reach.moving and not reach.whole:
        return await conn.fetch(statement, list(reach.groups))
    while True:
        attempt = conn.transaction()
        await attempt.start()
        rows = await conn.fetch(statement, list(reach.groups))
        elsewhere = [
            *await conn.fetch(sql("waiting_elsewhere"), list(reach.moving)),
            *(await conn.fetch(sql("moves_elsewhere"), list(reach.left)) if reach.left else ()),
        ]
        freed = [
            *await conn.fetch(sql("given_up"), list(reach.moving | reach.whole)),
            *await conn.fetch(sql("options_of"), list(reach.groups)),
        ]
        moving = {row["group_id"] for row in freed}
        more = {row["group_id"] for row in elsewhere} | moving
        if more <= reach.groups and moving <= reach.moving:
            await attempt.commit()
            return rows
        await attempt.rollback()
        reach.groups |= more
        reach.moving |= moving


async def _in_play(conn: Connection, reach: _Reach) -> list[asyncpg.Record]:
    """What stands for all that is reached; each row, and there is one at least, says what time it is."""
    children = list(reach.children)
    if reach.moving or reach.whole or reach.named:
        return await conn.fetch(
            sql("enrollments_in_play"), children, list(reach.moving), list(reach.whole), reach.named
        )
    return await conn.fetch(sql("enrollments_of_children"), children)


async def _children_of(conn: Connection, which: str, group_ids: Iterable[UUID]) -> set[UUID]:
    return {row["child_id"] for row in await conn.fetch(which, list(group_ids))}


async def write(
    conn: Connection,
    snapshot: Snapshot,
    decision: Decision,
    booked_by: dict[UUID, UUID],
    moved_by: dict[UUID, UUID],
    *,
    told: Columns,
    answered: Sequence[answers.Given],
) -> None:
    """Write the decision, the events that tell it, and what is answered; `booked_by` names the person behind each new
    enrollment, `moved_by` the guardian who moved another one.

    Raises AnsweredElsewhere; the transaction can only be undone then.
    """
    if not (decision.changes or decision.ledgers or answered):
        return
    await namesakes.tell_apart(conn, decision.apart)
    final = {change.enrollment.id: change for change in decision.changes if change.kind not in ONLY_TOLD}
    new = [change for id_, change in final.items() if id_ in booked_by]
    moved = [change for id_, change in final.items() if id_ not in booked_by]
    try:
        await conn.execute(
            sql("write_decision"),
            snapshot.now,
            *_columns([_new_row(change, booked_by) for change in new], 14),
            *_columns([_moved_row(change) for change in moved], 10),
            *_columns([_ledger_row(ledger) for ledger in decision.ledgers], 12),
            *told,
            *answers.rows(answered),
            [moved_by.get(change.enrollment.id) for change in moved],
            [change.enrollment.replaces for change in moved],
        )
    except asyncpg.UniqueViolationError as taken:
        if taken.table_name == "idempotent_answer":
            raise answers.AnsweredElsewhere from taken
        raise


def _new_row(change: Change, booked_by: dict[UUID, UUID]) -> tuple[Any, ...]:
    e = change.enrollment
    return (
        e.id, e.group_id, e.child_id, e.state.value, e.seq, booked_by[e.id], e.band, e.pool, e.unit, e.choice, e.cleared, e.until,
        e.replaces, change.reason,
    )  # fmt: skip


def _moved_row(change: Change) -> tuple[Any, ...]:
    e = change.enrollment
    s = change.standing
    standing = {"rank": s.rank, "of": s.of, "places": s.places, "placed": e.placed} if s else None
    sent_back = change.kind == "sent_back"
    reason, mend = ("", change.reason) if sent_back else (change.reason, None if e.mend_by else "")
    return e.id, e.state.value, e.seq, e.band, e.cleared, e.until, reason, standing, e.mend_by, mend


def _ledger_row(g: Ledger) -> tuple[Any, ...]:
    return (
        g.group_id, g.capacity, g.taken, g.waiting, g.next_seq, g.called_off, g.entered, g.frozen, g.settled, g.held, g.asked,
        dict(g.pools),
    )  # fmt: skip


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """Rows as the arrays that unnest() takes."""
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]


def _of(kind: type[RequestT], requests: Sequence[Request]) -> list[RequestT]:
    return [request for request in requests if isinstance(request, kind)]


def _enrollment(row: asyncpg.Record) -> Enrollment:
    fields = {name: value for name, value in row.items() if name not in ("revision", "now")}
    return Enrollment(**{**fields, "state": State(row["state"])})
