"""审核台: the requests that somebody has to check, to be decided many at once, with the papers beside them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.files import as_file
from services.booking.seen.contacts import contacts_of
from services.booking.seen.review import AT_MOST
from services.booking.seen.staff import checker
from services.booking.store import early_checks, review
from services.booking.usecases.papers import read_paper
from services.booking.usecases.read_lists import read_requests
from services.booking.usecases.read_paper import may_read, request_of
from services.booking.usecases.review import LONGEST, ask_to_review, ask_to_send_back
from services.booking.words import lists, refusals
from shared.db.pool import connection, transaction
from shared.errors import BadInput
from shared.kernel.identity import Identity
from shared.web.auth import Staff, WithRoles
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.paging import Page
from shared.web.shown import shows

router = APIRouter(prefix="/booking/console", include_in_schema=False)

Text = Annotated[str, Form()]
Texts = Annotated[Sequence[str], Form()]

_FRAMED = "default-src 'none'; img-src 'self'; style-src 'self'; frame-ancestors 'self'"
"""A picture may stand in a frame of our own page, and do nothing there."""
OUTCOMES = ("done", "stale", "closed", "full", "over")
"""What may have become of requests, as the address of the page that follows says it in numbers."""


@router.get("/review")
@shows()
async def index(request: Request, who: Staff) -> HTMLResponse:
    """Groups with something to check, the longest waiting first."""
    async with connection(request.app.state.system.pool) as conn:
        piles = await review.piles(conn, checker(who))
        early = await early_checks.count(conn, checker(who))
    page = Page.asked(request, len(piles))
    return render(request, "review.html", piles=piles[page.offset : page.last], page=page, early=early)


@router.get("/review/{group_id}")
@shows("requests")
async def group_page(request: Request, who: Staff, group_id: UUID) -> HTMLResponse:
    """The requests of one group, in order of arrival."""
    return await _page(request, who, group_id)


@router.post("/review/{group_id}")
@shows("requests")
async def decide(
    request: Request, who: Staff, group_id: UUID, *, chosen: Texts = (), verdict: Text = "", reason: Text = "", days: Text = "",
    idempotency_key: Text = "",
) -> Response:  # fmt: skip
    """Yes or no to all that are ticked, or back to the families to be mended; what somebody else decided meanwhile is said, and nothing is lost."""
    try:
        if verdict not in ("approve", "refuse", "send_back"):
            raise BadInput(*refusals.YES_OR_NO)
        ids, key = [_uuid(text) for text in chosen], checked_key(idempotency_key)
        system, book = request.app.state.system, request.app.state.desk.book
        if verdict == "send_back":
            wanted = ask_to_send_back(system, book, who, key, group_id, ids=ids, days=_number(days), reason=reason)
        else:
            approved = verdict == "approve"
            wanted = ask_to_review(system, book, who, key, group_id, ids=ids, approved=approved, reason=reason)
        answer = await wanted
    except BadInput as bad:
        return await _page(request, who, group_id, bad.status, ticked=chosen, reason=reason, errors=bad.fields)
    numbers = {name: len(answer.body[name]) for name in OUTCOMES if answer.body[name]}
    return RedirectResponse(f"/booking/console/review/{group_id}?{urlencode({'said': verdict} | numbers)}", 303)


@router.get("/papers/{paper_id}")
@shows("paper")
async def paper(request: Request, who: WithRoles, paper_id: UUID) -> Response:
    """A paper, for whoever checks its child's request; that they read it is kept."""
    system = request.app.state.system
    await may_read(system, who, paper_id)
    async with connection(system.pool) as conn:
        content, media_type, name = await read_paper(request.app.state.shelf, conn, paper_id)
    return as_file(content, media_type, name, framed=True)


@router.get("/papers/{paper_id}/beside")
@shows()
async def paper_beside(request: Request, who: WithRoles, paper_id: UUID) -> HTMLResponse:
    """A picture, as large as the frame beside the requests; it is read, and that is kept, when the frame asks for it."""
    async with connection(request.app.state.system.pool) as conn:
        await request_of(conn, who, paper_id)
    page = render(request, "review_paper.html", paper_id=paper_id)
    page.headers["content-security-policy"] = _FRAMED
    return page


async def _page(
    request: Request, who: Identity, group_id: UUID, status: int = 200, *, ticked: Collection[str] = (), reason: str = "",
    errors: Mapping[str, str] | None = None,
) -> HTMLResponse:  # fmt: skip
    async with transaction(request.app.state.system.pool) as conn:
        seen = await read_requests(conn, request.app.state.desk.book, who, group_id)
        mine = who.may_organize(seen.known.group.union)  # whom to call is told to the organizer, not to all who check
        contacts = await contacts_of(conn, request.app.state.vault, seen.child_ids) if mine else {}
    numbers = {name: _number(request.query_params.get(name)) for name in OUTCOMES}
    context = {"said": request.query_params.get("said"), "all": "all" in request.query_params, "at_most": AT_MOST}
    return render(
        request, "review_group.html", status, seen=seen, group_id=group_id, ticked=set(ticked), reason=reason, errors=errors or {},
        numbers=numbers, reasons=lists.REASONS, longest=LONGEST, days=lists.MENDING_DAYS, own_child=refusals.OWN_CHILD, contacts=contacts, **context,
    )  # fmt: skip


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 5 else 0


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise BadInput(*refusals.TICK_AGAIN) from error
