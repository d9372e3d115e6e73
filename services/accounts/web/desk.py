"""代家长报名: who comes to the desk without a smartphone; booking goes on from there."""

from typing import Annotated
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

router = APIRouter(prefix="/accounts/console/desk", include_in_schema=False)


@router.get("/{group_id}")
@shows()
async def ask(request: Request, who: Staff, group_id: UUID) -> HTMLResponse:
    """Who is it?"""
    return _page(request, group_id, GuardianForm())


@router.post("/{group_id}")
@shows("guardians")
async def come(
    request: Request, office: AtOffice, who: Staff, group_id: UUID, form: Annotated[GuardianForm, Form()]
) -> Response:
    """On to booking with a ticket; a phone stands in no address."""
    try:
        async with transaction(office.system.pool) as conn:
            ticket = await receive(office, conn, who, form.phone, form.name)
    except BadInput as wrong:
        return _page(request, group_id, form, wrong)
    office.system.committed()
    return RedirectResponse(f"/booking/console/groups/{group_id}/desk?{urlencode({'ticket': ticket})}", 303)


def _page(request: Request, group_id: UUID, form: GuardianForm, wrong: BadInput | None = None) -> HTMLResponse:
    errors, status = (wrong.fields, wrong.status) if wrong else ({}, 200)
    return render(request, "desk.html", status, group_id=group_id, form=form, errors=errors, longest=LONGEST)
