"""摇号: the public page of a draw, the files to check it with, and the organizer's part."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.domain import draw as function
from services.booking.store import draws
from services.booking.store.draws import Draw
from services.booking.store.enrollments import counts
from services.booking.store.groups import find
from services.booking.usecases.draw import hold_draw
from shared.db.pool import Connection, connection
from shared.errors import BadInput, NotFound
from shared.web.auth import Identity, MaybeWho, Staff
from shared.web.idempotency import Answer, checked_key, digest, write_once
from shared.web.pages import render

router = APIRouter(prefix="/booking/draws", include_in_schema=False)
"""For everybody, logged in or not."""
desk = APIRouter(prefix="/booking/console/draws", include_in_schema=False)
"""For the organizers of the union."""

Text = Annotated[str, Form()]
LONGEST = 300
"""Characters of a public number; a whole lottery result has about thirty."""


@router.get("/draw.py")
async def program() -> Response:
    """The very file that the draw is held with."""
    return _file(Path(function.__file__).read_bytes(), "draw.py", "text/x-python; charset=utf-8")


@router.get("/{group_id}")
async def ceremony(request: Request, who: MaybeWho, group_id: UUID) -> HTMLResponse:
    """The draw as it stands, in three steps; it follows by itself while people watch."""
    return render(request, "draw.html", **await _seen(request, who, group_id))


@router.get("/{group_id}/live")
async def live(request: Request, who: MaybeWho, group_id: UUID, seen: str = "") -> Response:
    """What changed since `seen`; nothing, when nothing did."""
    async with connection(request.app.state.system.pool) as conn:
        if await draws.progress(conn, group_id) == seen:
            return Response(status_code=204)
    return render(request, "draw_live.html", **await _seen(request, who, group_id))


@router.get("/{group_id}/draw.json")
async def document(request: Request, group_id: UUID) -> Response:
    """The document as it stands, to keep and to check."""
    async with connection(request.app.state.system.pool) as conn:
        draw = await _draw(conn, group_id)
    content = orjson.dumps(as_document(draw), option=orjson.OPT_INDENT_2)
    return _file(content, "draw.json", "application/json")


def as_document(draw: Draw) -> dict[str, Any]:
    """The draw as `draw.verify` reads it: with no key of a step that is still to come."""
    told: dict[str, Any] = {
        "draw_version": 1,
        "group": str(draw.group_id),
        "title": draw.title,
        "capacity": draw.capacity,
        "source": draw.source,
        "secret_hash": draw.secret_hash,
    }
    if draw.frozen_at:
        told |= {
            "entrants": draw.entrants,
            "entrants_hash": draw.entrants_hash,
            "frozen_at": draw.frozen_at.isoformat(),
        }
    if draw.drawn_at:
        told |= {
            "randomness": draw.randomness,
            "drawn_at": draw.drawn_at.isoformat(),
            "secret": draw.secret,
            "result": draw.result,
        }
    return told


@desk.get("/{group_id}")
async def what_to_do(request: Request, who: Staff, group_id: UUID) -> HTMLResponse:
    """What the organizer has to do now, if anything."""
    return await _desk_page(request, who, group_id)


@desk.post("/{group_id}")
async def hold(
    request: Request, who: Staff, group_id: UUID, *, randomness: Text = "", step: Text = "", idempotency_key: Text = ""
) -> Response:
    """Take the public number: shown first exactly as it will be used, used when that is confirmed."""
    try:
        number = usable(randomness)
    except BadInput as bad:
        return await _desk_page(request, who, group_id, bad.status, typed=randomness, errors=bad.fields)
    if step != "hold":
        return await _desk_page(request, who, group_id, typed=randomness, number="" if step == "correct" else number)

    async def work(conn: Connection) -> Answer:
        await _own_draw(conn, who, group_id)
        await hold_draw(conn, request.app.state.desk.book, group_id, number)
        return Answer(200, {"drawn": str(group_id)})

    what = digest("draw", group_id, number)
    await write_once(request.app.state.system, who.person_id, checked_key(idempotency_key), what, work)
    return RedirectResponse(f"/booking/console/draws/{group_id}", 303)


def usable(typed: str) -> str:
    """The public number as the draw uses it: what is confirmed is what was seen. Raises BadInput."""
    number = function.normalised(typed)
    if not number:
        raise _wrong("请填写公布的号码 · Enter the public number as announced")
    if len(number) > LONGEST:
        raise _wrong(f"最多 {LONGEST} 个字 · At most {LONGEST} characters")
    if not number.isprintable():
        raise _wrong(
            "里面有看不见的字符,请不要粘贴,用键盘输入 · It has invisible characters: type it instead of pasting"
        )
    return number


def _wrong(sentence: str) -> BadInput:
    return BadInput("公开数字填写有误。", "Correct the public number.", fields={"randomness": sentence})


async def _seen(request: Request, who: Identity | None, group_id: UUID) -> dict[str, Any]:
    """What the pages of a draw show."""
    async with connection(request.app.state.system.pool) as conn:
        draw = await _draw(conn, group_id)
        return {
            "draw": draw,
            "mine": await draws.mine(conn, group_id, who.person_id) if who else set(),
            **await _about(request, conn, group_id),
        }


async def _about(request: Request, conn: Connection, group_id: UUID) -> dict[str, Any]:
    """Whether the draw is held only with too many entrants, and whether the group was cancelled."""
    known = await find(conn, request.app.state.desk.book, group_id)
    ledger = await counts(conn, group_id)
    return {
        "only_if_needed": known is not None and known.group.way == "draw_if_oversubscribed",
        "called_off": ledger is not None and ledger["called_off"],
    }


async def _desk_page(request: Request, who: Identity, group_id: UUID, status: int = 200, **more: Any) -> HTMLResponse:
    async with connection(request.app.state.system.pool) as conn:
        draw = await _own_draw(conn, who, group_id)
        about = await _about(request, conn, group_id)
    return render(
        request, "draw_console.html", status, **{"typed": "", "number": "", "errors": {}} | about | more, draw=draw
    )


async def _own_draw(conn: Connection, who: Identity, group_id: UUID) -> Draw:
    """The draw, if this person organizes its union; another's looks like none."""
    draw = await _draw(conn, group_id)
    if not who.may_organize(draw.union):
        raise NotFound
    return draw


async def _draw(conn: Connection, group_id: UUID) -> Draw:
    draw = await draws.find(conn, group_id)
    if draw is None:
        raise NotFound
    return draw


def _file(content: bytes, name: str, media_type: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, media_type=media_type)
