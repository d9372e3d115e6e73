"""代家长报名, 指定班主任: whose phone is it? Booking goes on from there."""

from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.accounts.dependencies import AtOffice, Staff
from services.accounts.usecases.receive import LONGEST, receive
from services.accounts.web.forms import GuardianForm
from shared.db.pool import transaction
from shared.errors import BadInput
from shared.web.pages import render
from shared.web.shown import shows

Whom = Literal["guardian", "teacher"]
router = APIRouter(prefix="/accounts/console/desk", include_in_schema=False)


@router.get("/{group_id}")
@shows()
async def ask(request: Request, who: Staff, group_id: UUID, whom: Whom = "guardian") -> HTMLResponse:
    """Who is it?"""
    return _page(request, group_id, GuardianForm(whom=whom))


@router.post("/{group_id}")
@shows("guardians")
async def come(
    request: Request, office: AtOffice, who: Staff, group_id: UUID, form: Annotated[GuardianForm, Form()]
) -> Response:
    """On to booking with a ticket; a phone stands in no address."""
    try:
        async with transaction(office.system.pool) as conn:
            ticket = await receive(office, conn, who, form.phone, form.name if form.whom == "guardian" else None)
    except BadInput as wrong:
        return _page(request, group_id, form, wrong)
    office.system.committed()
    page = "desk" if form.whom == "guardian" else "teachers"
    return RedirectResponse(f"/booking/console/groups/{group_id}/{page}?{urlencode({'ticket': ticket})}", 303)


def _page(request: Request, group_id: UUID, form: GuardianForm, wrong: BadInput | None = None) -> HTMLResponse:
    errors, status = (wrong.fields, wrong.status) if wrong else ({}, 200)
    return render(request, "desk.html", status, group_id=group_id, form=form, errors=errors, longest=LONGEST)
