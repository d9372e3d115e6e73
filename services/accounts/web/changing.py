"""A union is renamed, merged, closed: from its own page."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from services.accounts.dependencies import AtOffice, Staff
from services.accounts.office import Office
from services.accounts.usecases.change_unions import close_union, merge_unions, rename_union
from services.accounts.web.forms import CloseUnionForm, MergeForm, RenameUnionForm
from services.accounts.web.union import page_of
from shared.db.once import Work, write_once
from shared.db.pool import Connection
from shared.errors import BadInput, Conflict
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.web.idempotency import checked_key
from shared.web.shown import shows

router = APIRouter(prefix="/accounts/console/unions/{code}", include_in_schema=False)


@router.post("/rename")
@shows("roll")
async def rename(
    request: Request, office: AtOffice, who: Staff, code: str, form: Annotated[RenameUnionForm, Form()]
) -> Response:
    """Another name."""

    async def work(conn: Connection) -> Answer:
        await rename_union(conn, who, code, form.new_name.strip())
        return Answer(200, {})

    try:
        await _once(office, who, form.idempotency_key, work, "rename union", code, form.new_name)
    except (BadInput, Conflict) as refusal:
        return await page_of(request, office, who, code, refusal=refusal)
    return RedirectResponse(f"/accounts/console/unions/{quote(code)}", 303)


@router.post("/merge")
@shows("roll")
async def merge(
    request: Request, office: AtOffice, who: Staff, code: str, form: Annotated[MergeForm, Form()]
) -> Response:
    """It is a part of another one from now on: go on to that."""

    async def work(conn: Connection) -> Answer:
        await merge_unions(conn, who, code, form.into)
        return Answer(200, {})

    try:
        await _once(office, who, form.idempotency_key, work, "merge union", code, form.into)
    except (BadInput, Conflict) as refusal:
        return await page_of(request, office, who, code, refusal=refusal)
    return RedirectResponse(f"/accounts/console/unions/{quote(form.into)}", 303)


@router.post("/close")
@shows("roll")
async def close(
    request: Request, office: AtOffice, who: Staff, code: str, form: Annotated[CloseUnionForm, Form()]
) -> Response:
    """It is no more: back to the tree."""

    async def work(conn: Connection) -> Answer:
        await close_union(conn, who, code, form.why)
        return Answer(200, {})

    try:
        await _once(office, who, form.idempotency_key, work, "close union", code, form.why)
    except (BadInput, Conflict) as refusal:
        return await page_of(request, office, who, code, refusal=refusal)
    return RedirectResponse("/accounts/console/", 303)


async def _once(office: Office, who: Identity, key: str, work: Work, *what: object) -> None:
    await write_once(office.system, who.person_id, checked_key(key), digest(*what), work)
