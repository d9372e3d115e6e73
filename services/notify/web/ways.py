"""By which way people hear of what: a family's own page, and what a union has for families that did not choose."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from services.notify.dependencies import AtSystem, OwnUnion
from services.notify.domain.matters import MATTERS
from services.notify.store import devices, recipients, ways
from services.notify.store.ways import Telling
from services.notify.usecases.choose_ways import Boxes, tick, tick_for_union, ticks
from services.notify.words import ways as words
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.kernel.answer import Answer, digest
from shared.web.auth import Staff, Who
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.shown import shows

router = APIRouter(prefix="/notify", include_in_schema=False)


class WaysForm(BaseModel):
    """Boxes by name, `channel matter`: those that the page had, and those that are ticked."""

    model_config = ConfigDict(extra="forbid")

    shown: list[str] = []
    on: list[str] = []
    idempotency_key: str = ""

    @property
    def boxes(self) -> Boxes:
        """What was not on the page stays as it is."""
        return {box: box in self.on for box in self.shown}

    def digest(self, of: str) -> bytes:
        """Of this request."""
        return digest("ways", of, *(f"{box} {ticked}" for box, ticked in sorted(self.boxes.items())))


@router.get("/ways")
async def ways_page(request: Request, who: Who, system: AtSystem, saved: bool = False) -> Response:
    """A box for each matter and channel; mail has its boxes once its address is confirmed, browsers once one is switched on."""
    async with connection(system.pool) as conn:
        found = await ways.of_person(conn, who.person_id)
        mail = (await recipients.recipient(conn, who.person_id)).confirmed
        push = bool(await devices.of_person(conn, who.person_id))
    missing = {name for name, there in (("mail", mail), ("push", push)) if not there}
    return _page(request, system, found, saved=saved, missing=missing, union="")


@router.post("/ways")
async def choose_ways(request: Request, who: Who, system: AtSystem, form: Annotated[WaysForm, Form()]) -> Response:
    """Choose by boxes."""

    async def work(conn: Connection) -> Answer:
        await tick(conn, who.person_id, form.boxes)
        return Answer(200, {})

    await write_once(system, who.person_id, checked_key(form.idempotency_key), form.digest(""), work)
    return RedirectResponse("/notify/ways?saved=true", 303)


@router.get("/console/ways/{code}")
@shows()
async def union_ways(request: Request, who: Staff, system: AtSystem, union: OwnUnion, saved: bool = False) -> Response:
    """The same boxes, for families that do not choose."""
    async with connection(system.pool) as conn:
        found = await ways.of_union(conn, union)
    return _page(request, system, found, saved=saved, missing=set(), union=union)


@router.post("/console/ways/{code}")
@shows()
async def choose_union_ways(
    request: Request, who: Staff, system: AtSystem, union: OwnUnion, form: Annotated[WaysForm, Form()]
) -> Response:
    """Choose for them."""

    async def work(conn: Connection) -> Answer:
        await tick_for_union(conn, union, form.boxes)
        return Answer(200, {})

    await write_once(system, who.person_id, checked_key(form.idempotency_key), form.digest(union), work)
    return RedirectResponse(f"/notify/console/ways/{union}?saved=true", 303)


def _page(request: Request, system: AtSystem, found: list[Telling], *, missing: set[str], **context: Any) -> Response:
    """`missing`: channels for which there is no address yet."""
    mail_ready, push_ready = bool(system.settings.smtp_url), bool(request.app.state.push.server_keys)
    missing = missing if mail_ready else missing | {"mail"}
    told = ticks([one for one in found if one.channel not in missing])
    channels = {name: words.channel(name) for matter in told.values() for name in matter}
    return render(
        request, "ways.html", mail_ready=mail_ready, push_ready=push_ready, ticks=told, channels=channels, matters={name: words.MATTERS[name] for name in MATTERS}, **context
    )  # fmt: skip
