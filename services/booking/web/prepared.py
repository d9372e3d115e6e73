"""材料与协议: papers uploaded and texts accepted days before the opening."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from services.booking.files import as_file
from services.booking.seen.group import ChildSeen, eligibility_of
from services.booking.seen.outlook import outlook
from services.booking.shapes import ConsentIn, PaperIn
from services.booking.store import consents as consent_store
from services.booking.store import families
from services.booking.store import health as health_store
from services.booking.store import papers as paper_store
from services.booking.usecases import consents, papers
from services.booking.usecases.consents import ConsentText
from services.booking.usecases.desk import Desk
from services.booking.usecases.papers import MAX_SIZE, Upload
from services.booking.words import refusals
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.errors import BadInput, Conflict, NotFound, Refusal
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.web.auth import Who
from shared.web.idempotency import checked_key
from shared.web.looked import looked_at
from shared.web.pages import render, safe_next
from shared.web.paging import Page

READINGS = 20
"""So many at a time."""

router = APIRouter(prefix="/booking/family", include_in_schema=False)

Text = Annotated[str, Form()]


# -- papers ------------------------------------------------------------------------------------------------------------


@router.get("/papers")
async def papers_page(request: Request, who: Who, child: str = "", name: str = "") -> HTMLResponse:
    """The children's papers; with `child` and `name` the one paper that is asked."""
    return await _papers_page(request, who, {"child_id": child, "name": name[:60]})


async def _papers_page(
    request: Request, who: Identity, typed: dict[str, str], bad: Refusal | None = None
) -> HTMLResponse:
    desk: Desk = request.app.state.desk
    async with connection(request.app.state.system.pool) as conn:
        children = await families.children_of(conn, who.person_id)
        kept = await paper_store.of_person(conn, who.person_id)
        before = await outlook(conn, desk.book, who, looked_at(request))
    return render(
        request,
        "papers.html",
        bad.status if bad else 200,
        children=children,
        child=next((c for c in children if str(c.id) == typed["child_id"]), None),
        kept=kept,
        names=before.questions.papers,
        typed=typed,
        errors=bad.fields if bad else {},
        refused=bad,
        next=safe_next(typed.get("next") or request.query_params.get("next"), ""),
    )


@router.post("/papers")
async def upload(request: Request, who: Who) -> Response:
    """Keep a paper; what was chosen stays when something is wrong, but the file must be chosen again."""
    async with request.form(max_files=1, max_fields=10) as form:
        typed = {name: value for name, value in form.items() if isinstance(value, str)}
        file = form.get("file")
        content = await file.read(MAX_SIZE + 1) if isinstance(file, UploadFile) else b""
    typed = {"child_id": "", "name": ""} | typed
    try:
        said = _paper_in(typed)
        what = Upload(said.child_id, said.name, content)
        key = checked_key(typed.get("idempotency_key", ""))
        await papers.add_paper(request.app.state.system, request.app.state.shelf, who.person_id, key, what)
    except NotFound:
        raise
    except Refusal as refusal:
        return await _papers_page(request, who, typed, refusal)
    return RedirectResponse(safe_next(typed.get("next"), f"/booking/family/papers?child={said.child_id}"), 303)


def _paper_in(typed: dict[str, str]) -> PaperIn:
    try:
        return PaperIn.model_validate({"child_id": typed["child_id"], "name": typed["name"]})
    except ValidationError as error:
        bad = BadInput.of(error)
        hints = {"child_id": refusals.CHOOSE_CHILD_HINT.both, "name": refusals.PAPER_HINT.both}
        bad.fields = {field: hints[field] for field in bad.fields}
        raise bad from error


@router.get("/papers/{paper_id}")
async def paper(request: Request, who: Who, paper_id: UUID) -> Response:
    """See a paper again."""
    system = request.app.state.system
    async with connection(system.pool) as conn:
        row = await papers.own_paper(conn, who.person_id, paper_id)
    return as_file(await papers.content_of(request.app.state.shelf, row), row.media_type, row.name)


@router.post("/papers/{paper_id}/remove")
async def remove_paper(request: Request, who: Who, paper_id: UUID, idempotency_key: Text = "") -> Response:
    """Delete a paper."""
    desk: Desk = request.app.state.desk
    key = checked_key(idempotency_key)
    await papers.remove_paper(
        request.app.state.system, request.app.state.shelf, desk.book, who.person_id, paper_id, key=key
    )
    return RedirectResponse("/booking/family/papers", 303)


# -- texts to accept ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConsentStep:
    """One text that is still to be accepted, for a child or for the family."""

    text: ConsentText
    child: ChildSeen | None


@router.get("/consents")
async def consents_page(
    request: Request,
    who: Who,
    group: UUID | None = None,
    child: UUID | None = None,
    withdrawn: consent_store.Kind | None = None,
) -> HTMLResponse:
    """What the family has accepted, and what it has just taken back; with `group` the next text that this group asks for."""
    if group:
        return await _step_page(request, who, group, child)
    desk: Desk = request.app.state.desk
    async with connection(request.app.state.system.pool) as conn:
        found = await consents.given_by(conn, desk.book, who.person_id)
        given, ends = [one for one, _ in found], {one.id: end for one, end in found}
        texts = await consent_store.texts(conn, [consent.hash for consent in given])
        children = await families.children_of(conn, who.person_id)
        live = await families.live_enrollments(conn, [one.id for one in children])
        read = await _readings(request, conn, [consent.id for consent in given])
    health = {one.id: _opened(request, one) for one in given if one.kind == "health"}
    names = {one.id: one.name for one in children}
    shown = [one for one in given if one.child_id is None or one.child_id in names]
    whose = {row["id"]: names[row["child_id"]] for row in live} if len(names) > 1 else {}
    context: dict[str, Any] = {
        "texts": texts,
        "names": names,
        "health": health,
        "read": read,
        "ends": ends,
        "whose": whose,
    }
    return render(request, "consents.html", given=shown, withdrawn=withdrawn, **context)


async def _readings(
    request: Request, conn: Connection, consent_ids: Sequence[UUID]
) -> dict[UUID, tuple[Page, list[health_store.HealthReading]]]:
    """Who read which, as far as anybody did, each a page at a time."""
    times = await health_store.times_read(conn, consent_ids)
    pages = {id_: Page.asked(request, total, size=READINGS, name=f"read-{id_}") for id_, total in times.items()}
    return {
        id_: (page, await health_store.readings(conn, id_, size=page.size, offset=page.offset))
        for id_, page in pages.items()
    }


def _opened(request: Request, one: consent_store.Consent) -> consents.Health | None:
    """What was told; None when it cannot be opened: the others still can."""
    try:
        return consents.opened(request.app.state.vault, one.note, one.id)
    except Conflict:
        return None


async def _step_page(
    request: Request,
    who: Identity,
    group_id: UUID,
    child_id: UUID | None,
    *,
    typed: dict[str, Any] | None = None,
    bad: Refusal | None = None,
) -> HTMLResponse:
    desk: Desk = request.app.state.desk
    async with connection(request.app.state.system.pool) as conn:
        seen = await eligibility_of(conn, desk.book, group_id, who)
        given = await consent_store.given(conn, who.person_id)
    children = [child for child in seen.children if (child.id == child_id if child_id else child.can_prepare)]
    steps = [step for step in _steps(consents.texts_of(seen.known), children) if _key(step) not in given]
    target = safe_next(request.query_params.get("next"), f"/booking/groups/{group_id}")
    only = child_id is not None and (bad is None or (typed or {}).get("only") == "yes")
    return render(
        request,
        "consent.html",
        bad.status if bad else 200,
        known=seen.known,
        step=steps[0] if steps else None,
        left=len(steps),
        only=only,
        typed=typed or {},
        errors=bad.fields if bad else {},
        refused=bad,
        next=target,
    )


def _steps(texts: list[ConsentText], children: list[ChildSeen]) -> list[ConsentStep]:
    """One screen each: the agreement for the family, the statement for every child that may still be booked."""
    return [ConsentStep(text, child) for text in texts for child in ([None] if text.kind == "agreement" else children)]


def _key(step: ConsentStep) -> tuple[str, UUID | None]:
    return step.text.hash, step.child.id if step.child else None


@router.post("/consents")
async def give(request: Request, who: Who) -> Response:
    """Accept what was shown, then the next text."""
    desk: Desk = request.app.state.desk
    async with request.form(max_fields=10) as form:
        typed: dict[str, Any] = {name: value for name, value in form.items() if isinstance(value, str)}
    said = _consent_in(typed)
    only = typed.get("only") == "yes"
    try:
        if said.kind == "agreement" and not typed.get("agreed"):
            raise BadInput(*refusals.READ_FIRST, fields={"agreed": refusals.READ_HINT.both})

        async def work(conn: Connection) -> Answer:
            kept = await consents.give(conn, desk.book, request.app.state.vault, who.person_id, said.given())
            return Answer(201, {"id": str(kept)})

        key = checked_key(typed.get("idempotency_key", ""))
        await write_once(request.app.state.system, who.person_id, key, digest("consent", said.model_dump_json()), work)
    except NotFound:
        raise
    except Refusal as refusal:
        return await _step_page(request, who, said.group_id, said.child_id, typed=typed, bad=refusal)
    query = {"group": said.group_id, "next": safe_next(request.query_params.get("next"), "")}
    query |= {"child": said.child_id} if only and said.child_id else {}
    return RedirectResponse(f"/booking/family/consents?{urlencode(query)}", 303)


def _consent_in(typed: dict[str, Any]) -> ConsentIn:
    """The form's hidden fields are ours: what does not fit was made up."""
    fields = {name: typed[name] for name in ("group_id", "kind", "hash", "child_id", "note") if typed.get(name)}
    try:
        return ConsentIn.model_validate(fields | {"none": bool(typed.get("none"))})
    except ValidationError as error:
        raise BadInput.of(error) from error


@router.post("/consents/{consent_id}/withdraw")
async def withdraw(
    request: Request,
    who: Who,
    consent_id: UUID,
    idempotency_key: Text = "",
    ends: Annotated[list[UUID] | None, Form()] = None,
) -> Response:
    """Take it back, with the bookings that the page said will end."""
    desk: Desk = request.app.state.desk

    async def work(conn: Connection) -> Answer:
        return Answer(200, {"kind": await consents.withdraw(conn, desk.book, who.person_id, consent_id, ends or ())})

    what = digest("withdraw consent", consent_id, *sorted(ends or ()))
    done = await write_once(request.app.state.system, who.person_id, checked_key(idempotency_key), what, work)
    return RedirectResponse(f"/booking/family/consents?withdrawn={done.body['kind']}", 303)
