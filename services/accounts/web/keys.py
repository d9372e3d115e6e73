"""Keys of a union's programs: who has one, for what, when it was last used; a new one, shown this once."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from services.accounts.dependencies import AtOffice, Staff
from services.accounts.domain.scopes import LONGEST_DAYS
from services.accounts.office import Office
from services.accounts.store import unions
from services.accounts.usecases.api_keys import KeyWanted, issue_key, keys_of, revoke_key, shown_key
from services.accounts.web.forms import ApiKeyForm, RevokeKeyForm
from services.accounts.words.scopes import SCOPES
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.errors import BadInput, Conflict, SecondFactorMissing
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.shown import shows

router = APIRouter(prefix="/accounts/console", include_in_schema=False)


@router.get("/unions/{code}/keys")
@shows()
async def keys(request: Request, office: AtOffice, who: Staff, code: str) -> Response:
    """A union's keys."""
    return await _page(request, office, who, code, form=ApiKeyForm())


@router.post("/unions/{code}/keys")
@shows()
async def issue(request: Request, office: AtOffice, who: Staff, code: str, form: Annotated[ApiKeyForm, Form()]) -> Response:  # fmt: skip
    """Issue one, and show it."""
    days = int(form.days) if form.days.isascii() and form.days.isdigit() and len(form.days) < 5 else 0
    wanted = KeyWanted(form.name.strip(), form.scopes, days)

    async def work(conn: Connection) -> Answer:
        return Answer(201, {"id": str(await issue_key(conn, office.vault, who, code, wanted=wanted))})

    try:
        once, what = checked_key(form.idempotency_key), digest("api-key-page", code, wanted)
        made = await write_once(office.system, who.person_id, once, what, work)
        async with connection(office.system.pool) as conn:
            issued = await shown_key(conn, office.vault, who, code, key_id=UUID(made.body["id"]))
    except (BadInput, Conflict, SecondFactorMissing) as refusal:
        return await _page(request, office, who, code, form=form, refusal=refusal)
    return await _page(request, office, who, code, form=ApiKeyForm(), issued=issued)


@router.post("/keys/revoke")
@shows()
async def revoke(request: Request, office: AtOffice, who: Staff, form: Annotated[RevokeKeyForm, Form()]) -> Response:
    """Revoke one: it is good for nothing from now on."""

    async def work(conn: Connection) -> Answer:
        return Answer(200, {"union": await revoke_key(conn, who, form.key_id)})

    once, what = checked_key(form.idempotency_key), digest("revoke-api-key", form.key_id)
    done = await write_once(office.system, who.person_id, once, what, work)
    return RedirectResponse(f"/accounts/console/unions/{done.body['union']}/keys", 303)


async def _page(
    request: Request,
    office: Office,
    who: Identity,
    code: str,
    *,
    form: ApiKeyForm,
    issued: str = "",
    refusal: BadInput | Conflict | SecondFactorMissing | None = None,
) -> Response:
    async with connection(office.system.pool) as conn:
        found, every = await keys_of(conn, who, code), await unions.every(conn)
    return render(
        request, "keys.html", refusal.status if refusal else 200, union=every[code], keys=found, form=form, issued=issued, refusal=refusal,
        scopes=SCOPES, proven="otp" in who.methods, longest=LONGEST_DAYS,
    )  # fmt: skip
