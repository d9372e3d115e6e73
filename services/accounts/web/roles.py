"""Who holds which role: given, taken back, agreed to by a second officer; and a second factor that is lost."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from services.accounts.dependencies import AtOffice, Staff
from services.accounts.office import Office
from services.accounts.store import unions
from services.accounts.usecases.manage_unions import confirm_role, grant_role, hash_of, managed_or_404, revoke_role
from services.accounts.usecases.second_factor import reset
from services.accounts.web.forms import ResetForm, RevokeForm, RoleForm, WaitingForm
from services.accounts.web.union import page_of
from shared.db.once import Work, write_once
from shared.db.pool import Connection
from shared.errors import BadInput, Conflict, Forbidden
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.web.idempotency import checked_key
from shared.web.shown import shows

router = APIRouter(prefix="/accounts/console", include_in_schema=False)


@router.post("/roles/confirm")
@shows()
async def confirm(office: AtOffice, who: Staff, form: Annotated[WaitingForm, Form()]) -> Response:
    """A second officer agrees: the role counts at once."""

    async def work(conn: Connection) -> Answer:
        await confirm_role(conn, who, form.phone_key, form.role, form.union)
        return Answer(200, {})

    return await _decided(office, who, form, "confirm", work)


@router.post("/roles/revoke")
@shows()
async def refuse(office: AtOffice, who: Staff, form: Annotated[WaitingForm, Form()]) -> Response:
    """It is taken back before it counts."""

    async def work(conn: Connection) -> Answer:
        await revoke_role(conn, who, form.phone_key, form.role, form.union)
        return Answer(200, {})

    return await _decided(office, who, form, "revoke", work)


async def _decided(office: Office, who: Identity, form: WaitingForm, verb: str, work: Work) -> Response:
    what = digest(verb, form.union, form.role, form.phone_key)
    await write_once(office.system, who.person_id, checked_key(form.idempotency_key), what, work)
    return RedirectResponse("/accounts/console/", 303)


@router.post("/unions/{code}/roles")
@shows("roll")
async def give(
    request: Request, office: AtOffice, who: Staff, code: str, form: Annotated[RoleForm, Form()]
) -> Response:
    """Give a role by phone."""

    async def work(conn: Connection) -> Answer:
        managed_or_404(who, code, await unions.every(conn))
        await grant_role(office, conn, who, form.phone, role=form.role, union=code)
        return Answer(201, {})

    what = digest("grant", code, form.role, form.phone)
    try:
        await write_once(office.system, who.person_id, checked_key(form.idempotency_key), what, work)
    except BadInput as refusal:
        return await page_of(request, office, who, code, refusal=refusal, phone=form.phone)
    return RedirectResponse(f"/accounts/console/unions/{quote(code)}#roles", 303)


@router.post("/unions/{code}/roles/revoke")
@shows()
async def take_back(office: AtOffice, who: Staff, code: str, form: Annotated[RevokeForm, Form()]) -> Response:
    """Take a role back."""

    async def work(conn: Connection) -> Answer:
        await revoke_role(conn, who, form.phone_key, form.role, code)
        return Answer(200, {})

    what = digest("revoke", code, form.role, form.phone_key)
    await write_once(office.system, who.person_id, checked_key(form.idempotency_key), what, work)
    return RedirectResponse(f"/accounts/console/unions/{quote(code)}#roles", 303)


@router.post("/unions/{code}/second-factor/reset")
@shows("roll")
async def reset_second_factor(
    request: Request, office: AtOffice, who: Staff, code: str, form: Annotated[ResetForm, Form()]
) -> Response:
    """Take somebody's second factor away, for a phone that is lost."""

    async def work(conn: Connection) -> Answer:
        managed_or_404(who, code, await unions.every(conn))
        await reset(conn, who, hash_of(form.phone_key), code, form.reason)
        return Answer(200, {})

    what = digest("reset", code, form.phone_key, form.reason)
    try:
        await write_once(office.system, who.person_id, checked_key(form.idempotency_key), what, work)
    except (BadInput, Conflict, Forbidden) as refusal:
        return await page_of(request, office, who, code, refusal=refusal)
    return RedirectResponse(f"/accounts/console/unions/{quote(code)}?was_reset=true#roles", 303)
