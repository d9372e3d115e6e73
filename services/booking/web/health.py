"""健康情况: what a guardian disclosed, on a page of its own, for those who check the request or care for the child."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.booking.usecases.read_health import read_health
from shared.web.auth import WithRoles
from shared.web.pages import came_from, render
from shared.web.shown import shows

router = APIRouter(prefix="/booking/console", include_in_schema=False)


@router.get("/health/{enrollment_id}")
@shows("health")
async def health(request: Request, who: WithRoles, enrollment_id: UUID) -> HTMLResponse:
    """The words; that they were read is kept."""
    told = await read_health(request.app.state.system, request.app.state.vault, who, enrollment_id)
    back = came_from(request, f"/booking/console/groups/{told.of.group_id}")
    return render(request, "health.html", told=told, back=back)
