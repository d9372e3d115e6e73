"""接送联系人: whom the organizer and the teacher call while the children are in care."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.domain.contact import Contact
from services.booking.seen.contacts import contact_of
from services.booking.usecases import privacy
from services.booking.usecases.contact import tell_contact
from services.booking.web.forms import ContactForm
from services.booking.web.privacy import asking
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.errors import BadInput
from shared.kernel.answer import Answer, digest
from shared.web.auth import Who
from shared.web.idempotency import checked_key
from shared.web.pages import render, safe_next

router = APIRouter(prefix="/booking/family/contact", include_in_schema=False)


@router.get("")
async def contact(request: Request, who: Who) -> HTMLResponse:
    """As it was told."""
    async with connection(request.app.state.system.pool) as conn:
        told = await contact_of(conn, request.app.state.vault, who.person_id)
        if not await privacy.agreed_at(conn, who.person_id):
            return asking(request, following=f"{request.url.path}?{request.url.query}")
    return _page(request, ContactForm.of(told))


@router.post("")
async def tell(request: Request, who: Who, form: Annotated[ContactForm, Form()]) -> Response:
    """Say whom to call."""
    try:
        told: Contact = form.contact()
    except BadInput as bad:
        return _page(request, form, bad)

    async def work(conn: Connection) -> Answer:
        await tell_contact(conn, request.app.state.vault, who.person_id, told)
        return Answer(200, {})

    system, what = request.app.state.system, digest("contact", told)
    await write_once(system, who.person_id, checked_key(form.idempotency_key), what, work)
    return RedirectResponse(safe_next(form.next, "/booking/family"), 303)


def _page(request: Request, form: ContactForm, bad: BadInput | None = None) -> HTMLResponse:
    target = safe_next(form.next or request.query_params.get("next"), "")
    return render(
        request, "contact.html", bad.status if bad else 200, form=form, errors=bad.fields if bad else {}, next=target
    )
