"""代家长报名: the child and what was signed on paper; where the group asks for papers, these; then the answer that a family would get."""

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
from services.booking.usecases.desk_papers import papers_asked
from services.booking.web.desk_papers import OfChild, papers_page, received
from services.booking.web.forms import DeskForm
from services.booking.words import privacy
from services.booking.words.desk import WAYS
from shared.db.clock import clock, today
from shared.db.pool import connection
from shared.errors import BadInput, Conflict
from shared.events import categories
from shared.kernel.answer import Answer
from shared.kernel.identity import Identity
from shared.web.auth import Staff
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.shown import shows

router = APIRouter(prefix="/booking/console/groups/{group_id}/desk", include_in_schema=False)

Text = Annotated[str, Form()]


@router.get("")
@shows()
async def ask(
    request: Request, who: Staff, group_id: UUID, ticket: str = "", booked: UUID | None = None
) -> HTMLResponse:
    """Which child? Nothing of the family is shown: it says it; but for what was `booked` just now, and perhaps a sister comes next."""
    guardian = (await received(request, who, group_id, ticket)).guardian
    async with connection(request.app.state.system.pool) as conn:
        done = await enrollments.one_of_person(conn, guardian, booked) if booked else None
    mine = done if done and done.group_id == group_id else None
    return await _page(request, who, group_id, DeskForm(ticket=ticket), booked=mine, guardian=guardian)


@router.post("")
@shows()
async def book(request: Request, who: Staff, group_id: UUID, form: Annotated[DeskForm, Form()]) -> Response:
    """Book by the rules that hold for everybody; what stands in the way is said, and what was typed stays. Papers come first."""
    case, state = await received(request, who, group_id, form.ticket), request.app.state
    try:
        health = Health(form.health_none == "yes", form.health.strip())
        about, child = form.of_family.about(), form.child().told()
        agreed, of_family = tuple(sorted(form.agreed)), (tuple(about.categories), tuple(about.employers))
        said = book_for.SaidAtDesk(child, agreed, form.day(), health, *of_family)
        key, most = checked_key(form.idempotency_key), state.system.settings.family_children
        child_id = await book_for.prepare_for(
            state.system, state.desk.book, state.vault, f"{key} child", case, said=said, most=most
        )
        async with connection(state.system.pool) as conn:
            asked = await papers_asked(conn, state.desk.book, case, child_id)
        if any(paper.there is None for paper in asked):
            more = {"ticket": form.ticket, "child": child_id, "way": form.way}
            return RedirectResponse(f"/booking/console/groups/{group_id}/desk/papers?{urlencode(more)}", 303)
        answer = await book_for.ask_for(state.system, state.desk.book, key, case, child_id, way=form.way)
    except (BadInput, Conflict) as refusal:
        return await _page(request, who, group_id, form, refusal)
    return booked(group_id, form.ticket, answer)


@router.get("/papers")
@shows()
async def papers(
    request: Request, who: Staff, group_id: UUID, *, child: UUID, ticket: str = "", way: str = "desk"
) -> HTMLResponse:
    """What the group asks of the child, and what of it is there."""
    return await papers_page(request, await received(request, who, group_id, ticket), OfChild(ticket, child, way))


@router.post("/ask")
@shows()
async def ask_for(
    request: Request, who: Staff, group_id: UUID, *, child: Annotated[UUID, Form()], ticket: Text = "", way: Text = "desk",
    idempotency_key: Text = "",
) -> Response:  # fmt: skip
    """The papers are there: now the request."""
    case, state = await received(request, who, group_id, ticket), request.app.state
    try:
        key = checked_key(idempotency_key)
        answer = await book_for.ask_for(state.system, state.desk.book, key, case, child, way=way)
    except (BadInput, Conflict) as refusal:
        return await papers_page(request, case, OfChild(ticket, child, way), refusal)
    return booked(group_id, ticket, answer)


def booked(group_id: UUID, ticket: str, answer: Answer) -> RedirectResponse:
    """Back to the desk: perhaps a sister comes next."""
    done = urlencode({"ticket": ticket, "booked": answer.body["enrollment_id"]})
    return RedirectResponse(f"/booking/console/groups/{group_id}/desk?{done}", 303)


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
