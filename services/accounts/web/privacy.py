"""隐私说明: what all four systems keep of people, for whoever asks; and where whoever it is about takes a copy along."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.accounts.words.privacy import PARTS
from shared.privacy.everywhere import EVERYWHERE
from shared.privacy.register import CHOSEN, HOLDINGS
from shared.web.auth import Who
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


@router.get("/privacy/copy")
async def copy_page(request: Request, who: Who) -> HTMLResponse:
    """Where the parts are, one of each system; with JavaScript the browser puts them into one file."""
    return render(request, "copy_page.html", parts_of=[(name, PARTS[name]) for name in HOLDINGS])
