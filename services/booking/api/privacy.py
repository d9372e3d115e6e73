"""The JSON door for a guardian's consent that children's data are kept."""

from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

from services.booking.api.family import once
from services.booking.usecases import privacy
from services.booking.words.privacy import TEXT, VERSION
from shared.db.pool import Connection, connection
from shared.errors import Conflict, refuses
from shared.kernel.answer import Answer
from shared.web.auth import Who
from shared.web.contract import Operations
from shared.web.idempotency import IdempotencyKey
from shared.web.shapes import Input, Output, example

router = Operations("booking", "family")


class PrivacyIn(Input):
    """A guardian agrees, having read it."""

    model_config = example(version=VERSION)

    version: str
    """Of the text that was read."""


class PrivacyOut(Output):
    """What stands before the first child."""

    model_config = example(version=VERSION, zh=TEXT.zh, en=TEXT.en, agreed_at="2026-06-01T09:00:00+08:00")

    version: str
    zh: str
    en: str
    agreed_at: datetime | None
    """None: no child can be added. Taken back as the other consents are."""


@router.get("/privacy", response_model=PrivacyOut)
async def get_privacy(request: Request, who: Who) -> dict[str, Any]:
    """The text as it stands, and whether a guardian has agreed to it."""
    async with connection(request.app.state.system.pool) as conn:
        return _shown(await privacy.agreed_at(conn, who.person_id))


@router.put("/privacy", response_model=PrivacyOut)
@refuses(Conflict)
async def agree_to_privacy(request: Request, who: Who, key: IdempotencyKey, body: PrivacyIn) -> JSONResponse:
    """Agree that the children's data are kept."""

    async def work(conn: Connection) -> Answer:
        at = await privacy.agree(conn, who.person_id, body.version)
        return Answer(200, _shown(at) | {"agreed_at": at.isoformat()})

    return await once(request, who, key, work, body.model_dump_json())


def _shown(agreed_at: datetime | None) -> dict[str, Any]:
    return {"version": VERSION, "zh": TEXT.zh, "en": TEXT.en, "agreed_at": agreed_at}
