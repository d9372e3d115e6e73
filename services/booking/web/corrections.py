"""更正: a family asks for another name or birth date of a child that is booked; an organizer sees old and new, and decides."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.seen.corrections import AT_MOST
from services.booking.usecases.correct import ask_to_correct, decide_correction
from services.booking.usecases.read_lists import read_corrections
from services.booking.usecases.review import LONGEST
from services.booking.web.family import show_child
from services.booking.web.forms import ChildForm
from services.booking.words import refusals
from services.booking.words.guardians import all_spoken
from shared.db.once import write_once
from shared.db.pool import Connection, transaction
from shared.errors import BadInput, Conflict
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.web.auth import Staff, Who
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.shown import shows

router = APIRouter(prefix="/booking", include_in_schema=False)

Text = Annotated[str, Form()]


@router.post("/family/children/{child_id}/correction")
async def ask(
    request: Request, who: Who, child_id: UUID, *, right_name: Text = "", right_birth_date: Text = "", idempotency_key: Text = ""
) -> Response:  # fmt: skip
    """A guardian asks; what was typed stays when something is wrong."""
    try:
        told = _read(right_name, right_birth_date)

        async def work(conn: Connection) -> Answer:
            await ask_to_correct(conn, who.person_id, child_id, *told)
            return Answer(200, {})

        what = digest("ask to correct", child_id, *told)
        await write_once(request.app.state.system, who.person_id, checked_key(idempotency_key), what, work)
    except (BadInput, Conflict) as bad:
        right = {"right_name": right_name, "right_birth_date": right_birth_date}
        return await show_child(request, who, child_id, bad=bad, right=right)
    return RedirectResponse(f"/booking/family/children/{child_id}", 303)


@router.get("/console/corrections")
@shows("families")
async def queue(request: Request, who: Staff) -> HTMLResponse:
    """What lies there, old → new."""
    return await _page(request, who)


@router.post("/console/corrections/{correction_id}")
@shows("families")
async def decide(
    request: Request, who: Staff, correction_id: UUID, *, verdict: Text = "", reason: Text = "", idempotency_key: Text = ""
) -> Response:  # fmt: skip
    """Corrected, or not for a written reason."""
    try:
        if verdict not in ("correct", "refuse"):
            raise BadInput(*refusals.YES_OR_NO)

        async def work(conn: Connection) -> Answer:
            vault, yes = request.app.state.vault, verdict == "correct"
            await decide_correction(conn, vault, who, correction_id, approved=yes, reason=reason)
            return Answer(200, {})

        what = digest("decide correction", correction_id, verdict, reason)
        await write_once(request.app.state.system, who.person_id, checked_key(idempotency_key), what, work)
    except (BadInput, Conflict) as bad:
        return await _page(request, who, bad, at=correction_id, typed=reason)
    return RedirectResponse(f"/booking/console/corrections?said={verdict}", 303)


def _read(name: str, birth_date: str) -> tuple[str, date]:
    """Both as a child has them. Raises BadInput, said at the fields."""
    try:
        told = ChildForm(name=name, birth_date=birth_date).child().told()
    except BadInput as bad:
        raise BadInput(bad.zh, bad.en, fields={f"right_{name}": said for name, said in bad.fields.items()}) from bad
    if told.birth_date is None:
        hint = refusals.CHILD_HINTS["birth_date"]
        raise BadInput(*hint, fields={"right_birth_date": hint.both})
    return told.name, told.birth_date


async def _page(
    request: Request, who: Identity, bad: BadInput | Conflict | None = None, *, at: UUID | None = None, typed: str = ""
) -> HTMLResponse:
    async with transaction(request.app.state.system.pool) as conn:
        seen = await read_corrections(conn, who)
    return render(
        request, "corrections.html", bad.status if bad else 200, seen=seen, refusal=bad, at=at, typed=typed, longest=LONGEST,
        all_spoken=all_spoken, own_child=refusals.OWN_CHILD, at_most=AT_MOST, said=request.query_params.get("said"),
    )  # fmt: skip
