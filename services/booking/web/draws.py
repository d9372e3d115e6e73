"""摇号: the public page of a draw, the files to check it with, and the organizer's part."""

import asyncio
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.domain import draw as function
from services.booking.store import draws, namesakes, public_draws
from services.booking.store.public_draws import Draw
from services.booking.usecases.decide_together import hold_draw
from services.booking.words import refusals
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.errors import BadInput, NotFound
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.kernel.sentence import Sentence
from shared.web.auth import MaybeWho, Staff
from shared.web.downloads import download
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.shown import shows

router = APIRouter(prefix="/booking/draws", include_in_schema=False)
"""For everybody, logged in or not."""
console = APIRouter(prefix="/booking/console/draws", include_in_schema=False)
"""For the organizers of the union."""

Text = Annotated[str, Form()]
LONGEST = 300
"""Characters of a public number; a whole lottery result has about thirty."""


@router.get("/draw.py")
async def program() -> Response:
    """The very file that the draw is held with."""
    return download(Path(function.__file__).read_bytes(), "draw.py", "text/x-python; charset=utf-8")


@router.get("/{draw_id}")
async def ceremony(request: Request, who: MaybeWho, draw_id: UUID) -> HTMLResponse:
    """The draw as it stands, in three steps; it follows by itself while people watch. A group of it leads here too."""
    return render(request, "draw.html", **await _seen(request, who, draw_id))


@router.get("/{draw_id}/live")
async def live(request: Request, who: MaybeWho, draw_id: UUID, seen: str = "") -> Response:
    """What changed since `seen`; nothing, when nothing did."""
    async with connection(request.app.state.system.pool) as conn:
        if await public_draws.progress(conn, draw_id) == seen:
            return Response(status_code=204)
    return render(request, "draw_live.html", **await _seen(request, who, draw_id))


@router.get("/{draw_id}/list")
async def whole_list(
    request: Request, who: MaybeWho, draw_id: UUID, page: Annotated[int, Query(ge=1)] = 1, number: str = ""
) -> HTMLResponse:
    """The frozen list, or the result, a page at a time; or what is found by a number."""
    seen = await _seen(request, who, draw_id)
    published = seen["draw"].published
    if published is None or page > published.pages:
        raise NotFound
    wanted = number.strip().lower()
    lines = published.named(wanted) if wanted else published.page(page)
    return render(request, "draw_list.html", **seen, lines=lines, page=page, number=wanted)


@router.get("/{draw_id}/draw.json")
async def document(request: Request, draw_id: UUID) -> Response:
    """The document as it stands, to keep and to check."""
    async with connection(request.app.state.system.pool) as conn:
        draw = await _draw(request, conn, draw_id)
    content = await asyncio.to_thread(orjson.dumps, as_document(draw), option=orjson.OPT_INDENT_2)
    return download(content, "draw.json", "application/json")


def as_document(draw: Draw) -> dict[str, Any]:
    """The draw as `draw.verify` reads it: with no key of a step that is still to come."""
    told: dict[str, Any] = {
        "draw_version": 1,
        "draw": str(draw.id),
        "title": draw.title,
        "source": draw.source,
        "secret_hash": draw.secret_hash,
        "bands": draw.bands,
        "groups": draw.groups,
    }
    if draw.frozen_at:
        told |= {"units": draw.units, "units_hash": draw.units_hash, "frozen_at": draw.frozen_at.isoformat()}
    if draw.drawn_at:
        told |= {
            "randomness": draw.randomness,
            "drawn_at": draw.drawn_at.isoformat(),
            "secret": draw.secret,
            "result": draw.result,
        }
    return told


@console.get("/{draw_id}")
@shows()
async def what_to_do(request: Request, who: Staff, draw_id: UUID) -> HTMLResponse:
    """What the organizer has to do now, if anything."""
    return await _console_page(request, who, draw_id)


@console.post("/{draw_id}")
@shows()
async def hold(
    request: Request, who: Staff, draw_id: UUID, *, randomness: Text = "", step: Text = "", idempotency_key: Text = ""
) -> Response:
    """Take the public number: shown first exactly as it will be used, used when that is confirmed."""
    try:
        number = usable(randomness)
    except BadInput as bad:
        return await _console_page(request, who, draw_id, bad.status, typed=randomness, errors=bad.fields)
    if step != "hold":
        return await _console_page(request, who, draw_id, typed=randomness, number="" if step == "correct" else number)

    async def work(conn: Connection) -> Answer:
        draw = await _own_draw(request, conn, who, draw_id)
        await hold_draw(conn, request.app.state.desk.book, draw.id, number)
        return Answer(200, {"drawn": str(draw.id)})

    what = digest("draw", draw_id, number)
    await write_once(request.app.state.system, who.person_id, checked_key(idempotency_key), what, work)
    return RedirectResponse(f"/booking/console/draws/{draw_id}", 303)


def usable(typed: str) -> str:
    """The public number as the draw uses it: what is confirmed is what was seen. Raises BadInput."""
    number = function.normalised(typed)
    if not number:
        raise _wrong(refusals.NUMBER_MISSING)
    if len(number) > LONGEST:
        raise _wrong(refusals.NUMBER_TOO_LONG.of(most=LONGEST))
    if not number.isprintable():
        raise _wrong(refusals.NUMBER_INVISIBLE)
    return number


def _wrong(why: Sentence) -> BadInput:
    return BadInput(*refusals.NUMBER_WRONG, fields={"randomness": why.both})


async def _seen(request: Request, who: Identity | None, draw_id: UUID) -> dict[str, Any]:
    """What the pages of a draw show; `own` is number → child of the family that looks."""
    async with connection(request.app.state.system.pool) as conn:
        draw = await _draw(request, conn, draw_id)
        own = await public_draws.mine(conn, draw.id, who.person_id) if who else {}
    return {"draw": draw, "own": own, "asked_id": str(draw_id)}


async def _console_page(request: Request, who: Identity, draw_id: UUID, status: int = 200, **more: Any) -> HTMLResponse:
    async with connection(request.app.state.system.pool) as conn:
        draw = await _own_draw(request, conn, who, draw_id)
        group_ids = [UUID(id_) for id_ in draw.groups]
        unchecked = {} if draw.frozen_at else await draws.unchecked(conn, group_ids)
        unverified = await namesakes.unverified(conn, group_ids)
    context = {"typed": "", "number": "", "errors": {}, "asked_id": str(draw_id)} | more
    return render(
        request, "draw_console.html", status, **context, draw=draw, unchecked=unchecked, unverified=unverified
    )


async def _own_draw(request: Request, conn: Connection, who: Identity, draw_id: UUID) -> Draw:
    """The draw, if this person organizes its union; another's looks like none."""
    draw = await _draw(request, conn, draw_id)
    if not who.may_organize(draw.union):
        raise NotFound
    return draw


async def _draw(request: Request, conn: Connection, draw_id: UUID) -> Draw:
    draw = await public_draws.find(conn, request.app.state.desk.book, draw_id)
    if draw is None:
        raise NotFound
    return draw
