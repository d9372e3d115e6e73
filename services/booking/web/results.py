"""公示: how the places of a group were given, for everybody to see."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.booking.seen.results import results_of
from services.booking.words.lists import RULES
from shared.db.pool import connection
from shared.web.pages import render

router = APIRouter(prefix="/booking/groups", include_in_schema=False)


@router.get("/{group_id}/results")
async def results(request: Request, group_id: UUID) -> HTMLResponse:
    """The numbers; and masked names, where the notice says that they are published."""
    async with connection(request.app.state.system.pool) as conn:
        seen = await results_of(conn, request.app.state.desk.book, group_id)
    page = render(request, "results.html", seen=seen, rules=RULES)
    page.headers["x-robots-tag"] = "noindex"  # a notice at the door, not an entry of search engines
    return page
