"""An organizer seeks a family by its guardian: found here, and read where it asked for something."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from services.accounts.dependencies import AtOffice, Staff
from services.accounts.usecases.find_guardians import find_guardians
from services.accounts.web.forms import SoughtForm
from shared.db.pool import transaction
from shared.web.shown import shows

router = APIRouter(prefix="/accounts/console", include_in_schema=False)


@router.post("/guardians")
@shows("guardians")
async def guardians(office: AtOffice, who: Staff, form: Annotated[SoughtForm, Form()]) -> Response:
    """On to what those who may be meant asked for; a phone stands in no address."""
    async with transaction(office.system.pool) as conn:
        found = await find_guardians(office, conn, who, form.sought)
    asked = {"q": found.sought, "guardian": found.person_ids} | ({"more": "yes"} if found.more else {})
    return RedirectResponse(f"/booking/console/families?{urlencode(asked, doseq=True)}", 303)
