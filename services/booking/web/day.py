"""今天: where an organizer's day begins."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.booking.seen.day import SHOWN, day_of
from shared.db.pool import connection
from shared.web.auth import Staff
from shared.web.pages import render
from shared.web.shown import shows

router = APIRouter(prefix="/booking/console", include_in_schema=False)


@router.get("/")
@shows()
async def today(request: Request, who: Staff) -> HTMLResponse:
    """What waits, each with its number and a way to it."""
    async with connection(request.app.state.system.pool) as conn:
        day = await day_of(conn, who)
    return render(request, "day.html", day=day, shown=SHOWN)
