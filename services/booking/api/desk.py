"""The JSON door for an organizer's desk (代家长报名): the child and what was signed, the papers that were brought, then the request."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, UploadFile
from fastapi.responses import JSONResponse
from pydantic import Field, StringConstraints

from services.booking.api.enrollments import AnswerOut
from services.booking.shapes import AboutIn, ChildIn, Name, Note
from services.booking.store.consents import Kind
from services.booking.usecases import book_for, papers
from services.booking.usecases.book_for import Case, SaidAtDesk
from services.booking.usecases.consents import Health
from services.booking.usecases.desk_papers import papers_asked, take_paper
from services.booking.usecases.papers import Upload
from shared.db.pool import connection
from shared.errors import Conflict, Forbidden, NotFound, refuses
from shared.kernel.identity import Identity
from shared.tokens import public_keys
from shared.web.auth import Staff
from shared.web.contract import Operations
from shared.web.idempotency import IdempotencyKey, respond
from shared.web.shapes import Input, Output, example
from shared.web.shown import shows

router = Operations("booking", "staff")

Ticket = Annotated[str, StringConstraints(max_length=2000)]
"""Of accounts (its `receivePerson`), for the guardian at the desk."""


class PrepareIn(Input):
    """What the guardian says at the desk, and has signed on paper."""

    model_config = example(ticket="eyJhbGciOiJFZERTQSIs…", agreed=["privacy"], signed_on="2026-12-28")

    ticket: Ticket
    child: ChildIn
    about: AboutIn | None = None
    """Added to what the family has said of itself before."""
    agreed: Annotated[list[Kind], Field(max_length=3)]
    """What was signed, each apart."""
    signed_on: date
    health_none: bool = False
    """There is nothing to know of the child's health, or …"""
    health: Note = ""
    """… this, where the group asks for a statement."""

    def said(self) -> SaidAtDesk:
        """As the use case takes it."""
        of_family = (tuple(self.about.categories), tuple(self.about.employers)) if self.about else ((), ())
        health = Health(self.health_none, self.health)
        return SaidAtDesk(self.child.told(), tuple(sorted(self.agreed)), self.signed_on, health, *of_family)


class PaperAsked(Output):
    """A paper that the group asks of this child."""

    model_config = example(name="户口簿", seen=True, there=False)

    name: str
    seen: bool
    """It is enough to see the original; no copy is kept then."""
    there: bool


class PreparedOut(Output):
    """The child, and what it must bring."""

    child_id: UUID
    papers: list[PaperAsked]


class PaperTaken(Output):
    """What was kept."""

    id: UUID


class AskForIn(Input):
    """Its place, please."""

    model_config = example(ticket="eyJhbGciOiJFZERTQSIs…", child_id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e05", way="desk")

    ticket: Ticket
    child_id: UUID
    way: Annotated[str, Field(max_length=20)] = "desk"
    """How the family came: desk, phone, school, street."""


@router.post("/staff/groups/{group_id}/desk/children", status_code=201, response_model=PreparedOut)
@refuses(NotFound, Forbidden, Conflict)
@shows()
async def prepare_for_family(
    request: Request, who: Staff, key: IdempotencyKey, group_id: UUID, body: PrepareIn
) -> JSONResponse:
    """Tell of a child for the guardian at the desk; one that the family has told of already is found by name and birth date."""
    state, case = request.app.state, await _case(request, who, group_id, body.ticket)
    book, most = state.desk.book, state.system.settings.family_children
    child_id = await book_for.prepare_for(state.system, book, state.vault, key, case, said=body.said(), most=most)
    async with connection(state.system.pool) as conn:
        asked = await papers_asked(conn, book, case, child_id)
    told = [{"name": paper.name, "seen": paper.seen, "there": paper.there is not None} for paper in asked]
    return JSONResponse({"child_id": str(child_id), "papers": told}, 201)


@router.post("/staff/papers", status_code=201, response_model=PaperTaken)
@refuses(NotFound, Forbidden, Conflict)
@shows()
async def take_paper_at_desk(
    request: Request,
    who: Staff,
    key: IdempotencyKey,
    *,
    ticket: Annotated[Ticket, Form()],
    group_id: Annotated[UUID, Form()],
    child_id: Annotated[UUID, Form()],
    name: Annotated[Name, Form()],
    file: UploadFile | None = None,
) -> JSONResponse:
    """Keep a copy of what was brought; without a file: its original was seen, where that is enough."""
    content = await file.read(papers.MAX_SIZE + 1) if file else b""
    state, case = request.app.state, await _case(request, who, group_id, ticket)
    upload = Upload(child_id, name, content)
    paper_id = await take_paper(state.system, state.shelf, state.desk.book, case, upload, key=key, seen=file is None)
    return JSONResponse({"id": str(paper_id)}, 201)


@router.post("/staff/groups/{group_id}/desk", status_code=201, response_model=AnswerOut)
@refuses(NotFound, Forbidden, Conflict)
@shows()
async def ask_for_family(
    request: Request, who: Staff, key: IdempotencyKey, group_id: UUID, body: AskForIn
) -> JSONResponse:
    """Ask for the place of a child that is prepared, by the rules and from the opening of everybody; who did it is shown to its family."""
    state, case = request.app.state, await _case(request, who, group_id, body.ticket)
    return respond(await book_for.ask_for(state.system, state.desk.book, key, case, body.child_id, way=body.way))


async def _case(request: Request, who: Identity, group_id: UUID, ticket: str) -> Case:
    """For whom this organizer of the group acts. Raises NotFound, Conflict."""
    state = request.app.state
    keys = public_keys(state.system.settings.keys_dir)
    return await book_for.case_of(state.system, state.desk.book, keys, who, group_id, ticket=ticket)
