"""选择孩子: every child against every condition of a group, also before the opening; one tap books."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.group import Group
from services.booking.domain.limits import limit_reached
from services.booking.domain.pseudonyms import draw_of
from services.booking.domain.requests import Ruling, Seat
from services.booking.domain.snapshot import Ledger
from services.booking.seen.group import GroupSeen, eligibility_of
from services.booking.seen.options import beside_care
from services.booking.store import enrollments
from services.booking.store.enrollments import EnrollmentRow
from services.booking.store.groups import to_group
from services.booking.store.ledgers import ledger_of
from services.booking.usecases.consents import texts_of
from services.booking.usecases.desk import Desk
from services.booking.usecases.let_go import days_kept
from services.booking.usecases.sign import Ticked
from services.booking.words.explain import Said
from services.booking.words.say import say
from shared.db.pool import connection
from shared.errors import BadInput
from shared.kernel.clock import ZONE
from shared.kernel.identity import Identity
from shared.web.auth import Who
from shared.web.looked import remember
from shared.web.pages import render

router = APIRouter(prefix="/booking", include_in_schema=False)


@router.get("/groups/{group_id}")
async def choose(request: Request, who: Who, group_id: UUID) -> Response:
    """Whom the group admits, and what each child still lacks; a family without children is asked for the first."""
    page = await choosing(request, who, group_id)
    response = page or RedirectResponse(f"/booking/family/children/new?next={request.url.path}", 303)
    remember(request, response, group_id)
    return response


async def choosing(
    request: Request,
    who: Identity,
    group_id: UUID,
    ticked: Ticked | None = None,
    bad: BadInput | None = None,
    *,
    options: Collection[str] = (),
) -> HTMLResponse | None:
    """The page; what was ticked stays when something is wrong. None without children."""
    desk: Desk = request.app.state.desk
    async with connection(request.app.state.system.pool) as conn:
        seen = await eligibility_of(conn, desk.book, group_id, who)
        ledger = await ledger_of(conn, group_id)
        mine = [row for row in await enrollments.of_person(conn, who.person_id) if row.live]
        beside = await beside_care(conn, desk.book, who, seen.known)
    if not seen.children:
        return None
    group = seen.known.group
    return render(
        request,
        "choose.html",
        bad.status if bad else 200,
        errors=bad.fields if bad else {},
        ticked=ticked,
        options=options,
        texts={text.kind: text for text in texts_of(seen.known)},
        days_kept=days_kept(request.app.state.system.settings, seen.known.facts.in_full.retention),
        group_id=group_id,
        draw_id=draw_of(group_id, group.together),
        seen=seen,
        counts=ledger,
        booked=booked(mine, group_id, group.together if not ledger.settled else ""),
        clashes=clashes(group, mine),
        limited=limited(seen, mine, desk.book.most),
        beside=beside,
        exchangeable=exchangeable(seen, mine, desk.book.most),
        kept=kept(group, ledger, seen.now),
    )


def booked(mine: Sequence[EnrollmentRow], group_id: UUID, asked_once: str) -> dict[UUID, EnrollmentRow]:
    """child → what it has here already, or in the common decision in which one asks once (empty: none is to come)."""
    return {
        row.child_id: row
        for row in reversed(mine)
        if row.group_id == group_id or (asked_once and row.facts.rules.together == asked_once)
    }


@dataclass(frozen=True, slots=True)
class Busy:
    """What a child has already when this group meets, and the first time of it."""

    row: EnrollmentRow
    day: date
    at: time


def clashes(group: Group, mine: Sequence[EnrollmentRow]) -> dict[UUID, Busy]:
    """child → what it would have to give up first, as `decide` would answer."""
    busy: dict[UUID, Busy] = {}
    for row in mine:
        clash = group.first_clash(to_group(row.group_id, 0, row.facts)) if row.group_id != group.id else None
        if clash:
            busy.setdefault(row.child_id, Busy(row, *clash))
    return busy


def limited(seen: GroupSeen, mine: Sequence[EnrollmentRow], most: int) -> dict[UUID, Said]:
    """child → why it may have no more, as `decide` would answer; `most` a family."""
    group = seen.known.group
    groups = {row.group_id: to_group(row.group_id, 0, row.facts) for row in mine} | {group.id: group}
    ours = [Enrollment(r.id, r.group_id, r.child_id, r.state, seq=0, unit=r.unit, choice=r.choice) for r in mine]
    found: dict[UUID, Said] = {}
    for child in seen.children:
        seat, own = Seat(child.id, child.id, group.id), [e for e in ours if e.child_id == child.id]
        if reached := limit_reached(groups, seat, own, ours, today=seen.now.astimezone(ZONE).date(), most=most):
            found[child.id] = say(Ruling("limited", seat=seat, limit=reached), group, child.name, group.title)
    return found


def exchangeable(seen: GroupSeen, mine: Sequence[EnrollmentRow], most: int) -> dict[UUID, EnrollmentRow]:
    """child → the one place or turn that stands in its way, and could be given up once it has one here."""
    found: dict[UUID, EnrollmentRow] = {}
    for child in seen.children if not seen.not_open else ():
        own = [row for row in mine if row.child_id == child.id]
        if not child.eligible or any(row.group_id == seen.known.group.id for row in own):
            continue
        for row in own:
            others = [one for one in mine if one.id != row.id]
            free = child.id not in clashes(seen.known.group, others) and child.id not in limited(seen, others, most)
            if free and (row.placed or row.state == State.WAITLISTED):
                found.setdefault(child.id, row)
    return {
        id_: row
        for id_, row in found.items()
        if id_ in clashes(seen.known.group, mine) or id_ in limited(seen, mine, most)
    }


def kept(group: Group, ledger: Ledger, now: datetime) -> dict[str, int]:
    """pool → how many of the free places are kept for its families."""
    left = {pool.name: pool.kept(now) - ledger.pools.get(pool.name, 0) for pool in group.pools}
    return {name: number for name, number in left.items() if number > 0}
