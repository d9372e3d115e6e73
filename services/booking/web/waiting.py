"""候补名单: in the order in which it will be used; and the one way to change that order, which leaves a trace."""

import asyncio
from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.seen.contacts import contacts_of
from services.booking.usecases.read_lists import read_waiting
from services.booking.usecases.review import LONGEST, ask_to_put_first
from services.booking.web.choose import kept
from services.booking.words import refusals
from shared.db.clock import clock
from shared.db.pool import transaction
from shared.errors import BadInput, Conflict, Refusal
from shared.kernel.identity import Identity
from shared.web.auth import Staff
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.shown import shows

router = APIRouter(prefix="/booking/console/groups", include_in_schema=False)

Text = Annotated[str, Form()]


@router.get("/{group_id}/waiting")
@shows("waiting")
async def waiting(request: Request, who: Staff, group_id: UUID) -> HTMLResponse:
    """Who waits, which offers are under way, who was put first and why."""
    return await _page(request, who, group_id)


@router.post("/{group_id}/waiting")
@shows("waiting")
async def put_first(
    request: Request, who: Staff, group_id: UUID, *, enrollment_id: Text = "", reason: Text = "", idempotency_key: Text = ""
) -> Response:  # fmt: skip
    """Put a family first, for a written reason."""
    typed = {"enrollment_id": enrollment_id, "reason": reason}
    try:
        key, chosen = checked_key(idempotency_key), _chosen(enrollment_id)
        system, book = request.app.state.system, request.app.state.desk.book
        await ask_to_put_first(system, book, who, key, group_id, enrollment_id=chosen, reason=reason)
    except (BadInput, Conflict) as refusal:
        return await _page(request, who, group_id, typed=typed, refusal=refusal)
    return RedirectResponse(f"/booking/console/groups/{group_id}/waiting", 303)


async def _page(
    request: Request, who: Identity, group_id: UUID, *, typed: Mapping[str, str] | None = None, refusal: Refusal | None = None
) -> HTMLResponse:  # fmt: skip
    async with transaction(request.app.state.system.pool) as conn:
        seen = await read_waiting(conn, request.app.state.desk.book, who, group_id)
        contacts = await contacts_of(conn, request.app.state.vault, seen.lists.child_ids)
        reserved = kept(seen.lists.known.group, seen.lists.ledger, await clock(conn))
    errors, status = (refusal.fields, refusal.status) if refusal else ({}, 200)
    context = {"typed": typed or {"enrollment_id": "", "reason": ""}, "refusal": refusal, "errors": errors}
    return await asyncio.to_thread(
        render, request, "waiting.html", status, seen=seen, group_id=group_id, kept=reserved, longest=LONGEST, own_child=refusals.OWN_CHILD,
        contacts=contacts,
        **context,
    )  # fmt: skip


def _chosen(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise BadInput(*refusals.WAITING_CHILD_FIRST, fields={"enrollment_id": refusals.CHOOSE_HINT.both}) from error
