"""The JSON door for what a family tells: its children, itself, and how they stand to a group."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from services.booking.seen.group import eligibility_of
from services.booking.shapes import AboutIn, ChildIn
from services.booking.store import families
from services.booking.store.families import ChildRow
from services.booking.usecases import family
from services.booking.usecases.desk import Desk
from shared.db.once import Work, write_once
from shared.db.pool import Connection, connection
from shared.kernel.answer import Answer, digest
from shared.kernel.clock import today
from shared.kernel.identity import Identity
from shared.web.auth import Who
from shared.web.idempotency import IdempotencyKey, respond

router = APIRouter(prefix="/booking/api", tags=["family"])


class ChildOut(BaseModel):
    """A child of the one who asks."""

    id: UUID
    name: str
    birth_date: date | None
    grade: int | None
    school: str
    school_area: str
    home_area: str


@router.get("/children", response_model=list[ChildOut])
async def children(request: Request, who: Who) -> list[ChildRow]:
    """The family's children."""
    async with connection(request.app.state.system.pool) as conn:
        return await families.children_of(conn, who.person_id)


@router.post("/children", status_code=201, response_model=ChildOut)
async def add_child(request: Request, who: Who, key: IdempotencyKey, body: ChildIn) -> JSONResponse:
    """Add a child, days before the opening if the family likes; one that is there already is refused."""
    vault = request.app.state.vault

    async def work(conn: Connection) -> Answer:
        return Answer(
            201, _child(await family.add_child(conn, vault, who.person_id, body.told(), today=await today(conn)))
        )

    return await once(request, who, key, work, body.model_dump_json())


@router.put("/children/{child_id}", response_model=ChildOut)
async def change_child(request: Request, who: Who, key: IdempotencyKey, child_id: UUID, body: ChildIn) -> JSONResponse:
    """Correct a child's data; name and birth date stand while there is a booking."""
    vault = request.app.state.vault

    async def work(conn: Connection) -> Answer:
        row = await family.change_child(conn, vault, who.person_id, child_id, body.told(), today=await today(conn))
        return Answer(200, _child(row))

    return await once(request, who, key, work, body.model_dump_json())


@router.delete("/children/{child_id}")
async def remove_child(request: Request, who: Who, key: IdempotencyKey, child_id: UUID) -> JSONResponse:
    """Take a child out that has no live enrollment."""

    async def work(conn: Connection) -> Answer:
        await family.remove_child(conn, who.person_id, child_id)
        return Answer(200, {"removed": str(child_id)})

    return await once(request, who, key, work)


@router.get("/family", response_model=AboutIn)
async def about(request: Request, who: Who) -> dict[str, Any]:
    """What the family says of itself."""
    async with connection(request.app.state.system.pool) as conn:
        return asdict(await families.about(conn, who.person_id))


@router.put("/family", response_model=AboutIn)
async def tell_about(request: Request, who: Who, key: IdempotencyKey, body: AboutIn) -> JSONResponse:
    """Say it, in place of what was said before."""

    async def work(conn: Connection) -> Answer:
        return Answer(200, asdict(await family.tell_about(conn, who.person_id, body.categories, body.employers)))

    return await once(request, who, key, work, body.model_dump_json())


@router.get("/groups/{group_id}/eligibility")
async def eligibility(request: Request, who: Who, group_id: UUID) -> list[dict[str, Any]]:
    """Each of the family's children against each condition of the group, and where a gap is closed; also before the opening."""
    desk: Desk = request.app.state.desk
    async with connection(request.app.state.system.pool) as conn:
        seen = await eligibility_of(conn, desk.book, group_id, who)
    return [child.as_json() for child in seen.children]


async def once(request: Request, who: Identity, key: str, work: Work, *body: str) -> JSONResponse:
    """Do what a write asks once for its key, in one transaction."""
    what = digest(request.method, request.url.path, *body)
    return respond(await write_once(request.app.state.system, who.person_id, key, what, work))


def _child(row: ChildRow) -> dict[str, Any]:
    return ChildOut(**{name: getattr(row, name) for name in ChildOut.model_fields}).model_dump(mode="json")
