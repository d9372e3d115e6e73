"""Several places asked for as one: wishes in their order, or care together with a class."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.seen import options
from services.booking.seen.group import ChildSeen
from services.booking.seen.options import Menu
from services.booking.usecases.ask import Wanted, ask_to_enroll
from services.booking.usecases.desk import Desk
from services.booking.words import refusals
from shared.db.pool import connection
from shared.errors import BadInput, NotFound
from shared.kernel.answer import Answer
from shared.kernel.identity import Identity
from shared.web.auth import Who
from shared.web.idempotency import checked_key
from shared.web.pages import render

router = APIRouter(prefix="/booking", include_in_schema=False)

Text = Annotated[str, Form()]
Asked = Annotated[list[UUID] | None, Query()]


@router.get("/wishes/{group_id}")
async def rank(request: Request, who: Who, group_id: UUID, child_id: Asked = None) -> HTMLResponse:
    """排志愿: the groups that may be ranked, one list for each place in the order."""
    seen = await _wishes(request, who, group_id)
    return _ranking(request, seen, child_id or [], chosen=_first(seen, group_id, child_id or []))


@router.post("/wishes/{group_id}")
async def rank_and_ask(request: Request, who: Who, group_id: UUID) -> Response:
    """Ask for the wishes as they are ranked; what was chosen stays on the page when it cannot be."""
    seen, form = await _wishes(request, who, group_id), await request.form()
    typed = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    children = [UUID(child) for child in form.getlist("child_id") if isinstance(child, str) and _is_id(child)]
    try:
        wanted = ranked(seen, _picked(seen, children), typed)
    except BadInput as bad:
        return _ranking(request, seen, children, bad.status, chosen=typed, errors=bad.fields)
    answer = await ask_to_enroll(request.app.state.desk, who, checked_key(typed.get("idempotency_key", "")), wanted)
    return _done(answer) or _ranking(request, seen, children, chosen=typed, answer=answer.body)


@router.get("/pair/{group_id}")
async def pair(request: Request, who: Who, group_id: UUID, child_id: Asked = None) -> HTMLResponse:
    """与托管班一起报名: the care that this class takes place inside of, to be had together or not at all."""
    return await _pairing(request, who, group_id, child_id or [])


@router.post("/pair/{group_id}")
async def ask_for_pair(
    request: Request, who: Who, group_id: UUID, *, child_id: Text = "", care: Text = "", idempotency_key: Text = ""
) -> Response:
    """Ask for the care and the class as one."""
    if not (_is_id(child_id) and _is_id(care)):
        error = refusals.CARE_HINT.both
        return await _pairing(request, who, group_id, [UUID(child_id)] if _is_id(child_id) else [], 422, error=error)
    wanted = [[(UUID(care), UUID(child_id)), (group_id, UUID(child_id))]]
    answer = await ask_to_enroll(request.app.state.desk, who, checked_key(idempotency_key), wanted)
    return _done(answer) or await _pairing(request, who, group_id, [UUID(child_id)], chosen=care, answer=answer.body)


def ranked(seen: Menu, children: Sequence[ChildSeen], typed: Mapping[str, str]) -> Wanted:
    """The wishes in their order, one group a child in each. Raises BadInput with a sentence at each list that is wrong."""
    errors: dict[str, str] = {}
    wishes: list[list[tuple[UUID, UUID]]] = []
    for number in range(1, seen.most([child.id for child in children]) + 1):
        of_wish = {child: typed.get(_field(number, child.id), "") for child in children}
        if number > 1 and not any(of_wish.values()):
            continue
        for child, group in of_wish.items():
            if not _is_id(group):
                errors[_field(number, child.id)] = refusals.WISH_HINT.both
            elif any((UUID(group), child.id) in wish for wish in wishes):
                errors[_field(number, child.id)] = refusals.WISH_TWICE.both
        wishes.append([(UUID(group), child.id) for child, group in of_wish.items() if _is_id(group)])
    if errors or not wishes:
        raise BadInput(*refusals.WISHES_WRONG, fields=errors)
    return wishes


def _ranking(
    request: Request, seen: Menu, child_ids: Sequence[UUID], status: int = 200, *, chosen: Mapping[str, str], **more: Any
) -> HTMLResponse:  # fmt: skip
    children = _picked(seen, child_ids)
    context = {"errors": {}, "answer": None} | more
    most = seen.most([child.id for child in children])
    return render(
        request, "wishes.html", status, seen=seen, picked=children, most=most, chosen=chosen, field=_field, **context
    )


async def _pairing(
    request: Request, who: Identity, group_id: UUID, child_ids: Sequence[UUID], status: int = 200, **more: Any
) -> HTMLResponse:  # fmt: skip
    desk: Desk = request.app.state.desk
    async with connection(request.app.state.system.pool) as conn:
        seen = await options.care_beside(conn, desk.book, group_id, who)
        already = await options.in_care(conn, who.person_id, seen.known)
    context = {"chosen": "", "error": "", "answer": None} | more
    picked = _picked(seen, child_ids[:1])
    return render(
        request, "pair.html", status, seen=seen, child=picked[0] if picked else None, already=already, **context
    )


async def _wishes(request: Request, who: Identity, group_id: UUID) -> Menu:
    desk: Desk = request.app.state.desk
    async with connection(request.app.state.system.pool) as conn:
        return await options.wishes(conn, desk.book, group_id, who)


def _picked(seen: Menu, child_ids: Sequence[UUID]) -> list[ChildSeen]:
    """The children named; else the first who could have any of it; else the first."""
    named = [child for child in seen.children if child.id in child_ids]
    able = [child for child in seen.children if seen.for_child(child.id)]
    return named or able[:1] or list(seen.children[:1])


def _first(seen: Menu, group_id: UUID, child_ids: Sequence[UUID]) -> dict[str, str]:
    """The group that the family came from is the first wish, of whom it fits."""
    fitting = {child.id for child in seen.children if any(o.id == group_id and o.fits(child.id) for o in seen.choices)}
    return {_field(1, child.id): str(group_id) for child in _picked(seen, child_ids) if child.id in fitting}


def _field(number: int, child_id: UUID) -> str:
    """The name of the list for a child's wish."""
    return f"wish-{number}-{child_id}"


def _done(answer: Answer) -> RedirectResponse | None:
    """On to the enrollment, if there is a new one. Raises NotFound."""
    if answer.status == 404:
        raise NotFound
    if answer.status != 201:
        return None
    return RedirectResponse(f"/booking/enrollments/{answer.body['enrollment_id']}", 303)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
