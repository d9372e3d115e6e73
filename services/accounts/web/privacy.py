"""隐私说明: what all four systems keep of people, for whoever asks; nobody need log in to read it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.accounts.words.privacy import PARTS
from shared.privacy.everywhere import EVERYWHERE
from shared.privacy.register import CHOSEN, HOLDINGS
from shared.web.pages import render

router = APIRouter(prefix="/accounts", include_in_schema=False)


@router.get("/privacy")
async def privacy_page(request: Request) -> HTMLResponse:
    """Of each thing that is kept: what for, who sees it, how long."""
    held = {**HOLDINGS, "everywhere": EVERYWHERE}
    settings = request.app.state.system.settings
    days = {name: getattr(settings, name) for name in CHOSEN}
    return render(
        request, "privacy.html", days=days, held=[(PARTS[name], holdings.personal) for name, holdings in held.items()]
    )
