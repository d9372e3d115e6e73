"""我的孩子: what a family tells days before the opening, and what is still to be prepared for which group."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.seen.contacts import contact_of
from services.booking.seen.firms import are_known
from services.booking.seen.guardians import families_of
from services.booking.seen.outlook import Outlook, outlook
from services.booking.store import corrections, families
from services.booking.usecases import family, privacy
from services.booking.usecases.desk import Desk
from services.booking.usecases.join_records import pairs_of
from services.booking.web.forms import AboutForm, ChildForm
from services.booking.web.privacy import asking
from services.booking.words import refusals
from services.booking.words.guardians import spoken
from shared.db.clock import today
from shared.db.once import Work, write_once
from shared.db.pool import Connection, connection
from shared.errors import BadInput, Conflict, NotFound
from shared.events.categories import CATEGORIES, words
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.web.auth import Who
from shared.web.idempotency import checked_key
from shared.web.looked import looked_at
from shared.web.pages import render, safe_next

router = APIRouter(prefix="/booking/family", include_in_schema=False)

Text = Annotated[str, Form()]


@router.get("")
async def my_family(request: Request, who: Who) -> HTMLResponse:
    """The children, each with what is missing for the groups that are open or will be."""
    async with connection(request.app.state.system.pool) as conn:
        children = await families.children_of(conn, who.person_id)
        mine = await families_of(conn, who.person_id)
        abouts = {one.id: await families.about(conn, one.id) for one in mine}
        before = await _outlook(conn, request, who)
        agreed_at = await privacy.agreed_at(conn, who.person_id)
        contact = await contact_of(conn, request.app.state.vault, who.person_id)
        twice = await pairs_of(conn, who)
    if not children:
        return _new_child(request, before, families=mine) if agreed_at else asking(request)
    return render(
        request, "family.html", agreed_at=agreed_at, children=children, abouts=abouts, before=before, words=words,
        families=mine, spoken=spoken, contact=contact, twice=twice,
    )  # fmt: skip


@router.get("/children/new")
async def new_child(request: Request, who: Who) -> HTMLResponse:
    """Where another child is added."""
    async with connection(request.app.state.system.pool) as conn:
        before = await _outlook(conn, request, who)
        mine = await families_of(conn, who.person_id)
        agreed_at = await privacy.agreed_at(conn, who.person_id)
    return (
        _new_child(request, before, families=mine)
        if agreed_at
        else asking(request, following=f"{request.url.path}?{request.url.query}")
    )


def _new_child(request: Request, before: Outlook, status: int = 200, **more: Any) -> HTMLResponse:
    context = {
        "typed": {},
        "errors": {},
        "choices": {},
        "chosen": "",
        "spoken": spoken,
        "next": safe_next(request.query_params.get("next"), ""),
    } | more
    first = not before.ahead
    return render(
        request,
        "child_new.html",
        status,
        first=first,
        asked=before.questions.fields,
        names=before.questions.names,
        **context,
    )


@router.post("/children")
async def add_child(request: Request, who: Who, form: Annotated[ChildForm, Form()]) -> Response:
    """Add a child; what was typed stays when something is wrong."""
    state = request.app.state

    async def work(conn: Connection) -> Answer:
        most = state.system.settings.family_children
        day, chosen = await today(conn), form.chosen_family
        row = await family.add_child(conn, state.vault, who.person_id, told, most=most, today=day, chosen=chosen)
        return Answer(201, {"id": str(row.id)})

    try:
        told = form.child().told()
        return await _then(request, who, form, work, "add child", told, form.family)
    except (BadInput, Conflict) as bad:
        if bad.code == "consent-first":
            return asking(request, bad.status, begins=form.chosen_family == "own")
        async with connection(request.app.state.system.pool) as conn:
            before = await _outlook(conn, request, who)
            mine = await families_of(conn, who.person_id)
        more = {
            "families": mine,
            "chosen": form.family,
            "typed": form.typed,
            "errors": _at_fields(bad),
            "choices": form.choices,
            "next": safe_next(form.next, ""),
        }
        return _new_child(request, before, bad.status, **more)


def _at_fields(bad: BadInput | Conflict) -> dict[str, str]:
    """What is wrong, by field. Raises what has no field: it is a page of its own."""
    if not bad.fields:
        raise bad
    return bad.fields


@router.get("/children/{child_id}")
async def child_page(request: Request, who: Who, child_id: UUID) -> HTMLResponse:
    """One child, to correct or to take out."""
    return await show_child(request, who, child_id)


async def show_child(
    request: Request, who: Identity, child_id: UUID, form: ChildForm | None = None, bad: BadInput | Conflict | None = None, *,
    right: Mapping[str, str] | None = None,
) -> HTMLResponse:  # fmt: skip
    """A child of the person's as it is, or as it was typed; `right`: as an organizer is asked to correct it. Raises NotFound."""
    async with connection(request.app.state.system.pool) as conn:
        child = next((c for c in await families.children_of(conn, who.person_id) if c.id == child_id), None)
        before = await _outlook(conn, request, who)
        bound, asked = await families.bound(conn, child_id), await corrections.last(conn, child_id)
    if child is None:
        raise NotFound
    form = form or ChildForm.of(child)
    return render(
        request, "child.html", bad.status if bad else 200, child_id=child_id, typed=form.typed, choices=form.choices,
        errors=_at_fields(bad) if bad else {}, asked=before.questions.fields, names=before.questions.names,
        stands=refusals.CHILD_STANDS if bound else (), right=right, correction=asked,
        next=safe_next(form.next or request.query_params.get("next"), ""),
    )  # fmt: skip


@router.post("/children/{child_id}")
async def change_child(request: Request, who: Who, child_id: UUID, form: Annotated[ChildForm, Form()]) -> Response:
    """Correct a child."""

    async def work(conn: Connection) -> Answer:
        await family.change_child(conn, request.app.state.vault, who.person_id, child_id, told, today=await today(conn))
        return Answer(200, {})

    try:
        told = form.child().told()
        return await _then(request, who, form, work, "change child", child_id, told)
    except (BadInput, Conflict) as bad:
        return await show_child(request, who, child_id, form, bad)


@router.post("/children/{child_id}/remove")
async def remove_child(request: Request, who: Who, child_id: UUID, idempotency_key: Text = "") -> Response:
    """Take a child out."""

    async def work(conn: Connection) -> Answer:
        await family.remove_child(conn, who.person_id, child_id)
        return Answer(200, {})

    return await _then(request, who, ChildForm(idempotency_key=idempotency_key), work, "remove child", child_id)


@router.get("/about")
async def about(request: Request, who: Who, family_id: UUID | None = None) -> HTMLResponse:
    """家庭情况: what a family is, and where its guardians work."""
    async with connection(request.app.state.system.pool) as conn:
        said = await family.about_of(conn, who.person_id, family_id)
        return await _about_page(conn, request, who, AboutForm.of(said, family_id))


async def _about_page(
    conn: Connection, request: Request, who: Identity, form: AboutForm, bad: BadInput | None = None
) -> HTMLResponse:
    before = await _outlook(conn, request, who)
    names = before.questions.names["employers"]
    first = [
        *before.questions.categories,
        *(word for word in form.categories if word not in before.questions.categories),
    ]
    return render(
        request,
        "about.html",
        bad.status if bad else 200,
        form=form,
        errors=bad.fields if bad else {},
        first=first,
        others=[word for word in CATEGORIES if word not in first],
        words=words,
        names=names,
        suggests=names or await are_known(conn, request.app.state.system.unions.tree),
        next=safe_next(form.next or request.query_params.get("next"), ""),
    )


@router.post("/about")
async def tell_about(request: Request, who: Who, form: Annotated[AboutForm, Form()]) -> Response:
    """Say what the family is."""
    try:
        said = form.about()
    except BadInput as bad:
        async with connection(request.app.state.system.pool) as conn:
            return await _about_page(conn, request, who, form, bad)

    async def work(conn: Connection) -> Answer:
        await family.tell_about(conn, who.person_id, said.categories, said.employers, form.chosen_family)
        return Answer(200, {})

    return await _then(request, who, form, work, "about", said, form.family)


async def _outlook(conn: Connection, request: Request, who: Identity) -> Outlook:
    desk: Desk = request.app.state.desk
    return await outlook(conn, desk.book, who, looked_at(request))


async def _then(request: Request, who: Identity, form: ChildForm | AboutForm, work: Work, *what: object) -> Response:
    """Do it once, then go on to where the family came from."""
    await write_once(request.app.state.system, who.person_id, checked_key(form.idempotency_key), digest(*what), work)
    return RedirectResponse(safe_next(form.next, "/booking/family"), 303)
