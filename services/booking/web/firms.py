"""What a family that writes where it works is offered while it writes, beside the names that stand on its page already."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from services.booking.seen.firms import of_rolls
from shared.db.pool import connection
from shared.web.auth import Who
from shared.web.pages import render

router = APIRouter(prefix="/booking/family/firms", include_in_schema=False)


@router.get("")
async def offer(request: Request, _: Who, employers: Annotated[str, Query(max_length=60)] = "") -> HTMLResponse:
    """Options: firms that the rolls name, by some letters; none for a single one."""
    system = request.app.state.system
    async with connection(system.pool) as conn:
        found = await of_rolls(conn, system.unions.tree, employers)
    return render(request, "firms.html", firms=found)
