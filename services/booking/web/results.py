"""公示: how the places of a group were given, for everybody to see."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.booking.seen.results import results_of
from shared.db.pool import connection
from shared.web.pages import render

router = APIRouter(prefix="/booking/groups", include_in_schema=False)

RULES = {
    "first_come": ("先到先得", "first come"),
    "priority": ("优先", "priority"),
    "draw": ("摇号", "draw"),
    "enough": ("名额足够", "places for all"),
    "waited": ("候补递补", "from the waiting list"),
    "organizer": ("主办方调整", "put first by the organizer"),
    "moved": ("由其他班次调入", "moved from another group"),
}
"""By what a child came to its place; a priority is never named."""


@router.get("/{group_id}/results")
async def results(request: Request, group_id: UUID) -> HTMLResponse:
    """The numbers; and masked names, where the notice says that they are published."""
    async with connection(request.app.state.system.pool) as conn:
        seen = await results_of(conn, request.app.state.desk.book, group_id)
    page = render(request, "results.html", seen=seen, rules=RULES)
    page.headers["x-robots-tag"] = "noindex"  # a notice at the door, not an entry of search engines
    return page
