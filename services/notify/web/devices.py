"""Messages in a family's own browsers: switched on by a tap there, listed, taken out. And the worker that shows them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from services.notify.dependencies import AtSystem
from services.notify.store import devices as store
from services.notify.usecases.devices import PushTools, Switched, mark_of, switch_on
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.kernel.answer import Answer, digest
from shared.web.auth import Who
from shared.web.idempotency import checked_key
from shared.web.pages import STATIC, render

router = APIRouter(prefix="/notify", include_in_schema=False)


class DeviceForm(BaseModel):
    """What the page's script fills in."""

    model_config = ConfigDict(extra="forbid")

    endpoint: str = ""
    p256dh: str = ""
    auth: str = ""
    server_key: str = ""
    idempotency_key: str = ""


class RemoveForm(BaseModel):
    """A button alone."""

    model_config = ConfigDict(extra="forbid")

    idempotency_key: str = ""


@router.get("/devices")
async def devices(request: Request, who: Who, system: AtSystem, on: bool = False) -> Response:
    """Where messages come, and a button for this browser."""
    tools = _tools(request)
    async with connection(system.pool) as conn:
        found = await store.of_person(conn, who.person_id)
    shown = [(device, mark_of(tools.vault, device)) for device in found]
    return render(request, "devices.html", devices=shown, server_key=next(iter(tools.server_keys), ""), on=on)


@router.post("/devices")
async def add_device(request: Request, who: Who, system: AtSystem, form: Annotated[DeviceForm, Form()]) -> Response:
    """Tell this browser, too."""
    agent = request.headers.get("user-agent", "")
    told = Switched(form.endpoint, form.p256dh, form.auth, form.server_key, agent)

    async def work(conn: Connection) -> Answer:
        await switch_on(conn, _tools(request), who.person_id, told)
        return Answer(200, {})

    what = digest("device", form.endpoint, form.p256dh, form.auth, form.server_key)
    await write_once(system, who.person_id, checked_key(form.idempotency_key), what, work)
    return RedirectResponse("/notify/devices?on=true", 303)


@router.post("/devices/{device_id}/remove")
async def remove_device(who: Who, system: AtSystem, device_id: UUID, form: Annotated[RemoveForm, Form()]) -> Response:
    """Tell it nothing more. One that is gone already is gone."""

    async def work(conn: Connection) -> Answer:
        await store.remove(conn, who.person_id, device_id)
        return Answer(200, {})

    what = digest("remove-device", device_id)
    await write_once(system, who.person_id, checked_key(form.idempotency_key), what, work)
    return RedirectResponse("/notify/devices", 303)


@router.get("/worker.js")
async def worker() -> FileResponse:
    """The worker stands where it works: for pages of messages alone."""
    return FileResponse(STATIC / "worker.js", media_type="text/javascript")


def _tools(request: Request) -> PushTools:
    tools: PushTools = request.app.state.push
    return tools
