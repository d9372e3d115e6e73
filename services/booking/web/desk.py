"""代家长报名, the second of two steps: the child, what was signed on paper, and the answer that a family would get."""

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.seen.outlook import asked_by
from services.booking.seen.staff import own_group
from services.booking.store import enrollments
from services.booking.usecases import book_for
from services.booking.usecases.consents import Health, texts_of
from services.booking.web.forms import DeskForm
from services.booking.words import privacy
from services.booking.words.desk import WAYS
from shared.db.clock import clock, today
from shared.db.pool import connection
from shared.errors import BadInput, Conflict
from shared.events import categories
from shared.kernel.identity import Identity
from shared.tickets import DeskTicket, read_ticket
from shared.tokens import public_keys
from shared.web.auth import Staff
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.shown import shows

router = APIRouter(prefix="/booking/console/groups/{group_id}/desk", include_in_schema=False)


@router.get("")
@shows()
async def ask(
    request: Request, who: Staff, group_id: UUID, ticket: str = "", booked: UUID | None = None
) -> HTMLResponse:
    """Which child? Nothing of the family is shown: it says it; but for what was `booked` just now, and perhaps a sister comes next."""
    received = await _received(request, who, group_id, ticket)
    async with connection(request.app.state.system.pool) as conn:
        done = await enrollments.one_of_person(conn, received.person_id, booked) if booked else None
    mine = done if done and done.group_id == group_id else None
    return await _page(request, who, group_id, DeskForm(ticket=ticket), booked=mine, guardian=received.person_id)


@router.post("")
@shows()
async def book(request: Request, who: Staff, group_id: UUID, form: Annotated[DeskForm, Form()]) -> Response:
    """Book by the rules that hold for everybody; what stands in the way is said, and what was typed stays."""
    ticket, state = await _received(request, who, group_id, form.ticket), request.app.state
    try:
        health = Health(form.health_none == "yes", form.health.strip())
        about, child = form.of_family.about(), form.child().told()
        said = book_for.SaidAtDesk(
            child,
            tuple(sorted(form.agreed)),
            form.day(),
            health,
            form.way,
            tuple(about.categories),
            tuple(about.employers),
        )
        case = book_for.Case(who, group_id, ticket, said)
        key, most = checked_key(form.idempotency_key), state.system.settings.family_children
        answer = await book_for.book_for(state.system, state.desk.book, state.vault, key, case, most=most)
    except (BadInput, Conflict) as refusal:
        return await _page(request, who, group_id, form, refusal)
    booked = urlencode({"ticket": form.ticket, "booked": answer.body["enrollment_id"]})
    return RedirectResponse(f"/booking/console/groups/{group_id}/desk?{booked}", 303)


async def _received(request: Request, who: Identity, group_id: UUID, ticket: str) -> DeskTicket:
    """For whom this organizer of the group acts. Raises NotFound, Conflict."""
    async with connection(request.app.state.system.pool) as conn:
        await own_group(conn, request.app.state.desk.book, who, group_id)
    return read_ticket(ticket, public_keys(request.app.state.system.settings.keys_dir), who.person_id)


async def _page(
    request: Request,
    who: Identity,
    group_id: UUID,
    form: DeskForm,
    refusal: BadInput | Conflict | None = None,
    **beside: Any,
) -> HTMLResponse:
    book = request.app.state.desk.book
    async with connection(request.app.state.system.pool) as conn:
        known = await own_group(conn, book, who, group_id)
        asked = asked_by([known], await book.names.look(conn))
        now, day = await clock(conn), await today(conn)
    errors, status = (refusal.fields, refusal.status) if refusal else ({}, 200)
    return render(
        request, "desk.html", status, known=known, form=form, typed=form.typed, choices=form.choices, errors=errors,
        refusal=refusal, names=asked.names, asked=asked.fields, categories=asked.categories, words=categories.words,
        texts=texts_of(known), privacy=privacy, ways=WAYS, now=now, today=day, **{"booked": None} | beside,
    )  # fmt: skip
