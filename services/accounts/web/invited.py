"""An invitation to one phone: which one, asked of who invites; and whether it is mine, answered to who opens it."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from services.accounts.dependencies import AtOffice, Who
from services.accounts.store import people
from services.accounts.usecases.invite_phone import checked_code, name_phone, vouch
from services.accounts.web.forms import InvitedForm
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.errors import BadInput, TooMany
from shared.kernel.answer import Answer, digest
from shared.web.idempotency import checked_key
from shared.web.pages import render

router = APIRouter(prefix="/accounts/invitations/{invitation_id}", include_in_schema=False)


@router.get("")
async def ask(request: Request, who: Who, invitation_id: UUID, code: str = "") -> Response:
    """Which phone?"""
    return render(
        request, "invite_phone.html", at=invitation_id, form=InvitedForm(code=checked_code(code)), refusal=None
    )


@router.post("")
async def name(
    request: Request, office: AtOffice, who: Who, invitation_id: UUID, form: Annotated[InvitedForm, Form()]
) -> Response:
    """That one: it is sent a text, where texts are sent; back to the invitation."""

    async def work(conn: Connection) -> Answer:
        told.append(await name_phone(office, conn, who, invitation_id, phone_text=form.phone, code=form.code))
        return Answer(200, {})

    told: list[str] = []
    what = digest("invited phone", invitation_id, form.phone, form.code)
    try:
        await write_once(office.system, who.person_id, checked_key(form.idempotency_key), what, work)
    except (BadInput, TooMany) as refusal:
        return render(request, "invite_phone.html", refusal.status, at=invitation_id, form=form, refusal=refusal)
    for phone in told:
        await office.channel.invite(phone)
    return RedirectResponse(f"/booking/family/invitations/{invitation_id}", 303)


@router.get("/mine")
async def mine(request: Request, office: AtOffice, who: Who, invitation_id: UUID, code: str = "") -> Response:
    """Back to booking with a ticket; whose phone it is not reads with which one they are here."""
    code = checked_code(code)
    async with connection(office.system.pool) as conn:
        ticket = await vouch(office, conn, who, invitation_id)
        person = await people.get(conn, who.person_id)
    if ticket:
        return RedirectResponse(f"/booking/join/{code}?{urlencode({'ticket': ticket})}", 303)
    return render(request, "not_invited.html", 403, person=person)
