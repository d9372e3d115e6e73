"""The consent that stands before the first child: a page of its own, nothing ticked, with a way past it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.usecases import privacy
from services.booking.words.privacy import TEXT, TICK, TITLE, VERSION
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.kernel.answer import Answer, digest
from shared.web.auth import Who
from shared.web.idempotency import checked_key
from shared.web.pages import render, safe_next

router = APIRouter(prefix="/booking/family", include_in_schema=False)

Text = Annotated[str, Form()]


@router.get("/privacy")
async def privacy_page(request: Request, who: Who) -> HTMLResponse:
    """What a guardian is asked; or since when it is agreed to."""
    async with connection(request.app.state.system.pool) as conn:
        return asking(request, at=await privacy.agreed_at(conn, who.person_id))


def asking(
    request: Request,
    status: int = 200,
    *,
    at: object = None,
    error: str = "",
    following: str = "",
    begins: bool = False,
) -> HTMLResponse:
    """The page; `following` is where the guardian was going, `begins`: a family of their own begins with it."""
    target = safe_next(following or request.query_params.get("next"), "/booking/family/children/new")
    return render(
        request, "privacy.html", status, title=TITLE, text=TEXT, version=VERSION, at=at, error=error, next=target,
        begins=begins,
    )  # fmt: skip


@router.post("/privacy")
async def agree(
    request: Request, who: Who, *, agreed: Text = "", version: Text = "", next: Text = "", begins: Annotated[bool, Form()] = False,
    idempotency_key: Text = "",
) -> Response:  # fmt: skip
    """Keep it, and go on to the child."""
    if not agreed:
        return asking(request, 422, error=TICK.both, following=next, begins=begins)

    async def work(conn: Connection) -> Answer:
        await privacy.agree(conn, who.person_id, version, "own" if begins else None)
        return Answer(200, {})

    what = digest("agree to privacy", version, begins)
    await write_once(request.app.state.system, who.person_id, checked_key(idempotency_key), what, work)
    return RedirectResponse(safe_next(next, "/booking/family/children/new"), 303)
