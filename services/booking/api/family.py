"""The JSON door for what a family tells: its children, itself, and how they stand to a group."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request
from fastapi.responses import JSONResponse

from services.booking.api.shapes import ConditionMet, Named
from services.booking.seen.firms import offered
from services.booking.seen.group import eligibility_of
from services.booking.shapes import AboutIn, ChildIn
from services.booking.store import families
from services.booking.store.families import ChildRow
from services.booking.usecases import family
from services.booking.usecases.desk import Desk
from shared.db.clock import today
from shared.db.once import Work, write_once
from shared.db.pool import Connection, connection
from shared.errors import Conflict, NotFound, refuses
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.web.auth import Who
from shared.web.contract import Operations
from shared.web.idempotency import IdempotencyKey, respond
from shared.web.shapes import Output, example

router = Operations("booking", "family")


class ChildOut(Output):
    """A child of the one who asks."""

    model_config = example(
        id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e05",
        name="张小明",
        birth_date="2018-05-06",
        grade=2,
        school="高新区第一小学",
        school_area="高新区",
        home_area="高新区",
    )

    id: UUID
    name: str
    birth_date: date | None
    grade: int | None
    school: str
    school_area: str
    home_area: str


class ChildrenOut(Output):
    """In the order in which they were added."""

    children: list[ChildOut]


class ChildRemoved(Output):
    """Taken out."""

    removed: UUID


class EmployersOut(Output):
    """As the rolls of unions name them whose groups can be asked for, then as several families wrote them: eight at most."""

    model_config = example(employers=["济宁蓝天电子有限公司"])

    employers: list[str]


class ConditionOut(ConditionMet):
    """… and where the family can mend it."""

    fix: str | None
    """The path of a page."""


class ChildEligible(Output):
    """A child against every condition of a group."""

    model_config = example(eligible=True)

    child: Named
    eligible: bool
    conditions: list[ConditionOut]


class EligibilityOut(Output):
    """Each of the family's children."""

    children: list[ChildEligible]
    only_with_care: bool
    """The group goes with care alone: whoever meets its conditions books care first, or both at once."""


@router.get("/children", response_model=ChildrenOut)
async def list_children(request: Request, who: Who) -> dict[str, list[ChildRow]]:
    """The family's children."""
    async with connection(request.app.state.system.pool) as conn:
        return {"children": await families.children_of(conn, who.person_id)}


@router.post("/children", status_code=201, response_model=ChildOut)
@refuses(Conflict)
async def add_child(request: Request, who: Who, key: IdempotencyKey, body: ChildIn) -> JSONResponse:
    """Add a child, days before the opening if the family likes; one that is there already is refused."""
    vault, most = request.app.state.vault, request.app.state.system.settings.family_children

    async def work(conn: Connection) -> Answer:
        child = await family.add_child(conn, vault, who.person_id, body.told(), most=most, today=await today(conn))
        return Answer(201, _child(child))

    return await once(request, who, key, work, body.model_dump_json())


@router.put("/children/{child_id}", response_model=ChildOut)
@refuses(NotFound, Conflict)
async def change_child(request: Request, who: Who, key: IdempotencyKey, child_id: UUID, body: ChildIn) -> JSONResponse:
    """Correct a child's data; name and birth date stand while there is a booking."""
    vault = request.app.state.vault

    async def work(conn: Connection) -> Answer:
        row = await family.change_child(conn, vault, who.person_id, child_id, body.told(), today=await today(conn))
        return Answer(200, _child(row))

    return await once(request, who, key, work, body.model_dump_json())


@router.delete("/children/{child_id}", response_model=ChildRemoved)
@refuses(NotFound, Conflict)
async def remove_child(request: Request, who: Who, key: IdempotencyKey, child_id: UUID) -> JSONResponse:
    """Take a child out that has no live enrollment."""

    async def work(conn: Connection) -> Answer:
        await family.remove_child(conn, who.person_id, child_id)
        return Answer(200, {"removed": str(child_id)})

    return await once(request, who, key, work)


@router.get("/family", response_model=AboutIn)
async def get_family(request: Request, who: Who) -> dict[str, Any]:
    """What the family says of itself."""
    async with connection(request.app.state.system.pool) as conn:
        return asdict(await family.about_of(conn, who.person_id))


@router.put("/family", response_model=AboutIn)
async def put_family(request: Request, who: Who, key: IdempotencyKey, body: AboutIn) -> JSONResponse:
    """Say it, in place of what was said before."""

    async def work(conn: Connection) -> Answer:
        return Answer(200, asdict(await family.tell_about(conn, who.person_id, body.categories, body.employers)))

    return await once(request, who, key, work, body.model_dump_json())


@router.get("/family/employers", response_model=EmployersOut)
async def find_employers(
    request: Request, who: Who, named: Annotated[str, Query(min_length=2, max_length=60)]
) -> dict[str, list[str]]:
    """Employers to choose from, by two letters of their name at least; what a group itself asks for stands in its conditions."""
    state = request.app.state
    async with connection(state.system.pool) as conn:
        return {"employers": await offered(conn, state.system.unions.tree, state.desk.book.names, named)}


@router.get("/groups/{group_id}/eligibility", response_model=EligibilityOut)
@refuses(NotFound)
async def get_eligibility(request: Request, who: Who, group_id: UUID) -> dict[str, Any]:
    """Each of the family's children against each condition of the group, and where a gap is closed; also before the opening."""
    desk: Desk = request.app.state.desk
    async with connection(request.app.state.system.pool) as conn:
        seen = await eligibility_of(conn, desk.book, group_id, who)
    only_with_care = bool(seen.known.group.only_with)
    return {"children": [child.as_json() for child in seen.children], "only_with_care": only_with_care}


async def once(request: Request, who: Identity, key: str, work: Work, *body: str) -> JSONResponse:
    """Do what a write asks once for its key, in one transaction."""
    what = digest(request.method, request.url.path, *body)
    return respond(await write_once(request.app.state.system, who.person_id, key, what, work))


def _child(row: ChildRow) -> dict[str, Any]:
    return ChildOut(**{name: getattr(row, name) for name in ChildOut.model_fields}).model_dump(mode="json")
