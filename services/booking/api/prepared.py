"""The JSON door for what a family prepares before the opening: papers uploaded, texts accepted."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Query, Request, UploadFile
from fastapi.responses import JSONResponse, Response

from services.booking.api.family import once
from services.booking.files import as_file
from services.booking.paper_files import MEDIA_TYPES
from services.booking.seen.unheard import known_group
from services.booking.shapes import ConsentIn, Name
from services.booking.store import consents as consent_store
from services.booking.store import papers as paper_store
from services.booking.store.groups import GroupBook
from services.booking.store.papers import PaperRow
from services.booking.usecases import consents, papers
from services.booking.usecases.papers import Upload
from shared.db.pool import Connection, connection
from shared.errors import Conflict, NotFound, refuses
from shared.kernel.answer import Answer
from shared.web.auth import Who
from shared.web.contract import Operations
from shared.web.idempotency import IdempotencyKey
from shared.web.shapes import Output, example

router = Operations("booking", "family")


class PaperOut(Output):
    """A paper of a child."""

    model_config = example(name="工作证明", media_type="application/pdf", size=240_000, taken_by="")

    id: UUID
    child_id: UUID
    name: str
    media_type: str
    """Empty: its original was seen at the desk, and there is no file."""
    size: int
    uploaded_at: datetime
    taken_by: str
    """The organizer who took or saw it at the desk; empty: a guardian uploaded it."""


class TextOut(Output):
    """A text that a group asks to be accepted: an agreement by the family, a health statement for each child."""

    model_config = example(
        kind="agreement", title="托管协议", version="2027-1", hash="9f86d081…", text="家长应按时接送孩子。"
    )

    kind: consent_store.Kind
    title: str
    version: str
    hash: str
    text: str


class ConsentOut(Output):
    """What the family has accepted."""

    model_config = example(kind="agreement", title="托管协议", version="2027-1", hash="9f86d081…")

    id: UUID
    kind: consent_store.Kind
    child_id: UUID | None
    title: str
    version: str
    hash: str
    given_by: UUID
    given_at: datetime
    ends: list[UUID]
    """Enrollments that end when it is taken back."""


class PapersOut(Output):
    """The newest first."""

    papers: list[PaperOut]


class TextsOut(Output):
    """First what the family accepts, then what is stated for each child."""

    texts: list[TextOut]


class ConsentsOut(Output):
    """The newest first."""

    consents: list[ConsentOut]


class KeptOut(Output):
    """What was kept."""

    id: UUID


class PaperRemoved(Output):
    """Deleted."""

    removed: UUID


class ConsentWithdrawn(Output):
    """Taken back."""

    withdrawn: UUID


_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES},
    }
}


@router.get("/papers", response_model=PapersOut)
async def list_papers(request: Request, who: Who) -> dict[str, list[PaperRow]]:
    """The papers of all children, the newest first."""
    async with connection(request.app.state.system.pool) as conn:
        return {"papers": await paper_store.of_person(conn, who.person_id)}


@router.post("/papers", status_code=201, response_model=KeptOut)
@refuses(NotFound, Conflict)
async def add_paper(
    request: Request,
    who: Who,
    key: IdempotencyKey,
    *,
    child_id: Annotated[UUID, Form()],
    name: Annotated[Name, Form()],
    file: UploadFile,
) -> JSONResponse:
    """Upload a paper: JPEG, PNG, WebP or PDF, at most 8 MB."""
    content = await file.read(papers.MAX_SIZE + 1)
    paper_id = await papers.add_paper(
        request.app.state.system, request.app.state.shelf, who.person_id, key, Upload(child_id, name, content)
    )
    return JSONResponse({"id": str(paper_id)}, 201)


@router.get("/papers/{paper_id}", response_class=Response, responses=_FILE)
@refuses(NotFound, Conflict)
async def get_paper(request: Request, who: Who, paper_id: UUID) -> Response:
    """The file of one of the family's papers."""
    async with connection(request.app.state.system.pool) as conn:
        row = await papers.own_paper(conn, who.person_id, paper_id)
    return as_file(await papers.content_of(request.app.state.shelf, row), row.media_type, row.name)


@router.delete("/papers/{paper_id}", response_model=PaperRemoved)
@refuses(NotFound, Conflict)
async def remove_paper(request: Request, who: Who, key: IdempotencyKey, paper_id: UUID) -> JSONResponse:
    """Delete a paper that no booking needs."""
    await papers.remove_paper(
        request.app.state.system, request.app.state.shelf, _book(request), who.person_id, paper_id, key=key
    )
    return JSONResponse({"removed": str(paper_id)})


@router.get("/groups/{group_id}/texts", response_model=TextsOut)
@refuses(NotFound)
async def list_texts(request: Request, who: Who, group_id: UUID) -> dict[str, list[consents.ConsentText]]:
    """What the group asks to be accepted before booking."""
    async with connection(request.app.state.system.pool) as conn:
        known = await known_group(conn, _book(request), group_id)
    return {"texts": consents.texts_of(known)}


@router.get("/consents", response_model=ConsentsOut)
async def list_consents(request: Request, who: Who) -> dict[str, list[dict[str, Any]]]:
    """Everything the family has accepted and not taken back."""
    async with connection(request.app.state.system.pool) as conn:
        given = await consents.given_by(conn, _book(request), who.person_id)
    return {"consents": [{**asdict(one), "ends": list(ends)} for one, ends in given]}


@router.post("/consents", status_code=201, response_model=KeptOut)
@refuses(NotFound, Conflict)
async def give_consent(request: Request, who: Who, key: IdempotencyKey, body: ConsentIn) -> JSONResponse:
    """Accept a group's agreement, or make the health statement for a child."""

    vault = request.app.state.vault

    async def work(conn: Connection) -> Answer:
        kept = await consents.give(conn, _book(request), vault, who.person_id, body.given())
        return Answer(201, {"id": str(kept)})

    return await once(request, who, key, work, body.model_dump_json())


@router.delete("/consents/{consent_id}", response_model=ConsentWithdrawn)
@refuses(NotFound, Conflict)
async def withdraw_consent(
    request: Request,
    who: Who,
    key: IdempotencyKey,
    consent_id: UUID,
    ends: Annotated[list[UUID] | None, Query(max_length=200)] = None,
) -> JSONResponse:
    """Take it back. The bookings that need it end with it: as far as they stand in `ends`, or it is refused."""

    async def work(conn: Connection) -> Answer:
        await consents.withdraw(conn, _book(request), who.person_id, consent_id, ends or ())
        return Answer(200, {"withdrawn": str(consent_id)})

    return await once(request, who, key, work, *sorted(map(str, ends or ())))


def _book(request: Request) -> GroupBook:
    book: GroupBook = request.app.state.desk.book
    return book
