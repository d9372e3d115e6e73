"""选择孩子: every child against every condition of a group, also before the opening; one tap books."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.booking.domain.pseudonyms import draw_of
from services.booking.store import enrollments
from services.booking.usecases.desk import Desk
from services.booking.usecases.see import eligibility_of
from services.booking.web.looked import remember
from shared.db.pool import connection
from shared.web.auth import Who
from shared.web.pages import render

router = APIRouter(prefix="/booking", include_in_schema=False)


@router.get("/groups/{group_id}")
async def choose(request: Request, who: Who, group_id: UUID) -> HTMLResponse:
    """Whom the group admits, and what each child still lacks."""
    desk: Desk = request.app.state.desk
    async with connection(request.app.state.system.pool) as conn:
        seen = await eligibility_of(conn, desk.book, group_id, who)
        counts = await enrollments.counts(conn, group_id)
        mine = await enrollments.of_person(conn, who.person_id)
    booked = {row.child_id: row for row in mine if row.live and row.group_id == group_id}
    draw_id = draw_of(group_id, seen.known.group.together)
    page = render(request, "choose.html", group_id=group_id, draw_id=draw_id, seen=seen, counts=counts, booked=booked)
    remember(request, page, group_id)
    return page
