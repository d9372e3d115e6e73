"""Two records of one child: both are named, what will be is said, and a guardian of both families confirms it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.seen.guardians import families_of
from services.booking.usecases.join_records import join_records, pair_of
from services.booking.words import records as words
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.errors import BadInput, Refusal
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.web.auth import Who
from shared.web.idempotency import checked_key
from shared.web.pages import render

router = APIRouter(prefix="/booking/family/children", include_in_schema=False)

Text = Annotated[str, Form()]


@router.get("/{child_id}/join/{other_id}")
async def twice(request: Request, who: Who, child_id: UUID, other_id: UUID) -> HTMLResponse:
    """The child that stays, and the record that becomes a part of it."""
    return await _page(request, who, child_id, other_id)


@router.post("/{child_id}/join/{other_id}")
async def join(
    request: Request, who: Who, child_id: UUID, other_id: UUID, *, agreed: Text = "", idempotency_key: Text = ""
) -> Response:
    """They are one child."""
    state = request.app.state

    async def work(conn: Connection) -> Answer:
        await join_records(conn, state.desk.book, state.vault, who, kept_id=child_id, gone_id=other_id)
        return Answer(200, {"kept": str(child_id)})

    try:
        if not agreed:
            raise BadInput(*words.TICK, fields={"agreed": words.TICK_HINT.both})
        what = digest("join records", child_id, other_id)
        await write_once(state.system, who.person_id, checked_key(idempotency_key), what, work)
    except BadInput as bad:
        return await _page(request, who, child_id, other_id, bad)
    return RedirectResponse(f"/booking/family/children/{child_id}", 303)


async def _page(
    request: Request, who: Identity, child_id: UUID, other_id: UUID, bad: Refusal | None = None
) -> HTMLResponse:
    async with connection(request.app.state.system.pool) as conn:
        pair = await pair_of(conn, who, child_id, other_id)
        mine = {family.id: family for family in await families_of(conn, who.person_id)}
    return render(
        request, "twice.html", bad.status if bad else 200, pair=pair, errors=bad.fields if bad else {},
        with_whom={pair.into: mine[pair.into].shared_with(who.person_id), pair.out_of: mine[pair.out_of].shared_with(who.person_id)},
    )  # fmt: skip
