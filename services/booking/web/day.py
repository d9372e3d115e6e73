"""今天: where an organizer's day begins."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.booking.seen.day import SHOWN, day_of
from services.booking.seen.staff import checker
from shared.db.pool import connection
from shared.web.auth import Staff
from shared.web.pages import render
from shared.web.shown import shows

router = APIRouter(prefix="/booking/console", include_in_schema=False)


@router.get("/")
@shows()
async def today(request: Request, who: Staff) -> HTMLResponse:
    """What waits, each with its number and a way to it."""
    system = request.app.state.system
    tree, own = system.unions.tree, checker(who).unions
    async with connection(system.pool) as conn:
        day = await day_of(conn, who)
    unions = tree.children(None) if own is None else tree.tops(own)
    return render(request, "day.html", day=day, shown=SHOWN, unions=unions)
