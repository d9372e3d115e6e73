"""What a family does when it has prepared: book, see, cancel."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.domain.pseudonyms import draw_of, entrant_of
from services.booking.seen.contacts import contact_of
from services.booking.seen.outcome import outcome
from services.booking.seen.overlaps import overlaps_of
from services.booking.seen.unheard import not_found
from services.booking.store import early_checks, enrollments, families, teachers
from services.booking.store.groups import find
from services.booking.usecases.ask import ask_to_accept, ask_to_enroll, ask_to_withdraw
from services.booking.usecases.mend import ask_to_mend
from services.booking.usecases.sign import sign
from services.booking.web.calendar import as_ics
from services.booking.web.cards import cards_of
from services.booking.web.choose import choosing
from services.booking.web.forms import EnrollForm
from services.booking.web.week import weeks_of
from services.booking.words import refusals
from shared.db.clock import today
from shared.db.pool import connection, transaction
from shared.errors import BadInput, NotFound, Refusal
from shared.events.catalogue import GroupFacts
from shared.kernel.clock import ZONE
from shared.kernel.identity import Identity
from shared.web.auth import Who
from shared.web.downloads import download
from shared.web.idempotency import checked_key
from shared.web.lean import lean
from shared.web.pages import render

router = APIRouter(prefix="/booking", include_in_schema=False)

Text = Annotated[str, Form()]
_HELPED = {"not_eligible", "limited", "overlaps", "cancelled"}
"""Answers under which the page says whom to ask."""


@router.get("/")
async def mine(request: Request, who: Who) -> HTMLResponse:
    """我的报名: what must be answered, the children's next week, then everything else."""
    async with connection(request.app.state.system.pool) as conn:
        rows = await enrollments.of_person(conn, who.person_id)
        children = await families.children_of(conn, who.person_id)
        day = await today(conn)
        overlaps = await overlaps_of(
            conn, request.app.state.desk.book, [(row.id, row.group_id) for row in rows if row.live]
        )
        taught = await teachers.taught_by(conn, who.person_id)
        checks = await early_checks.sent_back(conn, who.person_id)
    current, over = cards_of(rows, day)
    return render(
        request, "mine.html", current=current, over=over, weeks=weeks_of(rows, day), has_children=bool(children),
        overlaps=overlaps, taught=len(taught), checks=checks, left="left" in request.query_params,
    )  # fmt: skip


@router.post("/groups/{group_id}/enroll")
@lean(EnrollForm)
async def enroll(request: Request, who: Who, group_id: UUID, form: Annotated[EnrollForm, Form()]) -> Response:
    """Book, for one child or for several together (all or none); the answer is the page that follows."""
    key, state = checked_key(form.idempotency_key), request.app.state
    if form.exchanged:
        child_id, old_id = form.exchanged
        return await _booked(request, who, key, [(group_id, child_id)], old_id)
    seats = form.seats(group_id)
    if len(form.child_id) > 1 and not form.together:
        raise BadInput(*refusals.ONE_OR_TOGETHER)
    if form.signs:
        ticked = form.ticked(group_id)
        try:
            async with transaction(state.system.pool) as conn:
                await sign(conn, state.desk.book, state.vault, who.person_id, ticked)
        except BadInput as bad:
            page = await choosing(request, who, group_id, ticked, bad, options=form.option)
            return page or RedirectResponse(f"/booking/groups/{group_id}", 303)
    return await _booked(request, who, key, seats)


async def _booked(
    request: Request, who: Identity, key: str, seats: Sequence[tuple[UUID, UUID]], instead_of: UUID | None = None
) -> Response:  # fmt: skip
    answer, group_id = await ask_to_enroll(request.app.state.desk, who, key, [seats], instead_of), seats[0][0]
    if answer.status == 404:
        raise await not_found(request.app.state.system.pool, request.app.state.desk.book, [group_id])
    if answer.status == 201:
        return RedirectResponse(f"/booking/enrollments/{answer.body['enrollment_id']}", 303)
    facts = await _who_helps(request, group_id) if answer.body["result"] in _HELPED else None
    until = _instant(answer.body["until"])
    return render(request, "answer.html", answer=answer.body, until=until, group_id=group_id, facts=facts)


async def _who_helps(request: Request, group_id: UUID) -> GroupFacts | None:
    """The facts that name whom to ask, where somebody can do something about an answer."""
    async with connection(request.app.state.system.pool) as conn:
        known = await find(conn, request.app.state.desk.book, group_id)
    return known.facts if known else None


@router.get("/enrollments/{enrollment_id}")
async def enrollment(request: Request, who: Who, enrollment_id: UUID) -> HTMLResponse:
    """报名结果: the state, what happens next, and how to cancel."""
    async with connection(request.app.state.system.pool) as conn:
        seen = await outcome(conn, request.app.state.desk.book, who.person_id, enrollment_id)
        reachable = await contact_of(conn, request.app.state.vault, who.person_id) is not None
    entrant = entrant_of(draw_of(seen.group.id, seen.group.together), seen.row.child_id)
    return render(request, "enrollment.html", seen=seen, entrant=entrant, reachable=reachable)


@router.post("/enrollments/{enrollment_id}/withdraw")
async def withdraw(request: Request, who: Who, enrollment_id: UUID, idempotency_key: Text = "") -> Response:
    """Cancel, and see that it is."""
    answer = await ask_to_withdraw(request.app.state.desk, who, checked_key(idempotency_key), enrollment_id)
    if answer.status == 404:
        raise NotFound
    if answer.body["result"] in ("finished", "frozen"):
        raise Refusal(answer.body["zh"], answer.body["en"], code=answer.body["result"])
    return RedirectResponse(f"/booking/enrollments/{enrollment_id}", 303)


@router.post("/enrollments/{enrollment_id}/accept")
async def accept(request: Request, who: Who, enrollment_id: UUID, idempotency_key: Text = "") -> Response:
    """Accept an offer, and see that the place is the child's."""
    answer = await ask_to_accept(request.app.state.desk, who, checked_key(idempotency_key), enrollment_id)
    if answer.status == 404:
        raise NotFound
    if answer.body["result"] in ("offer_over", "still_waiting", "ended"):
        raise Refusal(answer.body["zh"], answer.body["en"], code=answer.body["result"])
    return RedirectResponse(f"/booking/enrollments/{enrollment_id}", 303)


@router.post("/enrollments/{enrollment_id}/mended")
async def mended(request: Request, who: Who, enrollment_id: UUID, idempotency_key: Text = "") -> Response:
    """What was sent back is mended: to be checked again, at its old turn."""
    system, book = request.app.state.system, request.app.state.desk.book
    await ask_to_mend(system, book, who, checked_key(idempotency_key), enrollment_id)
    return RedirectResponse(f"/booking/enrollments/{enrollment_id}", 303)


@router.get("/enrollments/{enrollment_id}/calendar.ics")
async def calendar(request: Request, who: Who, enrollment_id: UUID) -> Response:
    """加入日历: every day the child goes there."""
    row = await _own(request, who.person_id, enrollment_id)
    return download(as_ics(row), "aixin.ics", "text/calendar; charset=utf-8")


async def _own(request: Request, person_id: UUID, enrollment_id: UUID) -> enrollments.EnrollmentRow:
    async with connection(request.app.state.system.pool) as conn:
        row = await enrollments.one_of_person(conn, person_id, enrollment_id)
    if row is None:
        raise NotFound
    return row


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(ZONE) if text else None
