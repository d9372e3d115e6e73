"""代家长报名, where papers are asked: each is photographed at the desk, or its original seen where that is enough."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from services.booking.seen.staff import own_group
from services.booking.usecases.book_for import Case, case_of
from services.booking.usecases.desk_papers import papers_asked, take_paper
from services.booking.usecases.papers import MAX_SIZE, Upload
from shared.db.pool import connection
from shared.errors import BadInput, Conflict, NotFound
from shared.kernel.identity import Identity
from shared.tokens import public_keys
from shared.web.auth import Staff
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.shown import shows

router = APIRouter(prefix="/booking/console", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class OfChild:
    """What the pages hand on to each other: for whom, and how the family came."""

    ticket: str
    child: UUID
    way: str

    def page(self, group_id: UUID) -> str:
        """The address of the page on which its papers are."""
        query = urlencode({"ticket": self.ticket, "child": self.child, "way": self.way})
        return f"/booking/console/groups/{group_id}/desk/papers?{query}"


@router.post("/papers")
@shows()
async def take(request: Request, who: Staff) -> Response:
    """Keep one that was brought; a file that was wrong must be chosen again."""
    async with request.form(max_files=1, max_fields=10) as form:
        typed = {name: value for name, value in form.items() if isinstance(value, str)}
        file = form.get("file")
        content = await file.read(MAX_SIZE + 1) if isinstance(file, UploadFile) else b""
    group_id, of_child = _ids(typed)
    case, state = await received(request, who, group_id, of_child.ticket), request.app.state
    upload, seen = Upload(of_child.child, typed.get("name", ""), content), typed.get("seen") == "yes"
    try:
        key = checked_key(typed.get("idempotency_key", ""))
        await take_paper(state.system, state.shelf, state.desk.book, case, upload, key=key, seen=seen)
    except (BadInput, Conflict) as refusal:
        return await papers_page(request, case, of_child, refusal, upload.name)
    return RedirectResponse(of_child.page(group_id), 303)


def _ids(typed: dict[str, str]) -> tuple[UUID, OfChild]:
    """The hidden fields are ours: what does not fit was made up."""
    try:
        child = OfChild(typed.get("ticket", ""), UUID(typed["child"]), typed.get("way", "desk"))
        return UUID(typed["group"]), child
    except (KeyError, ValueError) as made_up:
        raise NotFound from made_up


async def received(request: Request, who: Identity, group_id: UUID, ticket: str) -> Case:
    """For whom this organizer of the group acts. Raises NotFound, Conflict."""
    state = request.app.state
    keys = public_keys(state.system.settings.keys_dir)
    return await case_of(state.system, state.desk.book, keys, who, group_id, ticket=ticket)


async def papers_page(
    request: Request, case: Case, of_child: OfChild, refusal: BadInput | Conflict | None = None, wrong: str = ""
) -> HTMLResponse:
    """What is asked, there, and missing; `wrong`: the paper at which the refusal stands."""
    book = request.app.state.desk.book
    async with connection(request.app.state.system.pool) as conn:
        known = await own_group(conn, book, case.who, case.group_id)
        asked = await papers_asked(conn, book, case, of_child.child)
    return render(
        request, "desk_papers.html", refusal.status if refusal else 200, known=known, asked=asked, of_child=of_child,
        refusal=refusal, wrong=wrong, missing=[paper for paper in asked if not paper.there],
    )  # fmt: skip
