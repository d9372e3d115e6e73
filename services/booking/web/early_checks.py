"""提前审核: a family asks for it on its own page; whoever checks requests has them in a queue beside the review."""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.usecases.early_check import ask_for_check, decide_checks
from services.booking.usecases.read_lists import read_early_checks
from services.booking.usecases.review import LONGEST
from services.booking.words import lists, refusals
from shared.db.once import write_once
from shared.db.pool import Connection, transaction
from shared.errors import BadInput
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.web.auth import Staff, Who
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.shown import shows

router = APIRouter(prefix="/booking", include_in_schema=False)

Text = Annotated[str, Form()]
Texts = Annotated[Sequence[str], Form()]


@router.post("/family/checks")
async def ask(
    request: Request, who: Who, *, group_id: Annotated[UUID, Form()], child_id: Annotated[UUID, Form()], idempotency_key: Text = ""
) -> Response:  # fmt: skip
    """A guardian asks for it."""

    async def work(conn: Connection) -> Answer:
        await ask_for_check(conn, request.app.state.desk.book, who, group_id, child_id)
        return Answer(200, {})

    what = digest("ask for check", group_id, child_id)
    await write_once(request.app.state.system, who.person_id, checked_key(idempotency_key), what, work)
    return RedirectResponse("/booking/family", 303)


@router.get("/console/checks")
@shows("requests")
async def queue(request: Request, who: Staff) -> HTMLResponse:
    """What lies there."""
    return await _page(request, who)


@router.post("/console/checks")
@shows("requests")
async def decide(
    request: Request, who: Staff, *, chosen: Texts = (), verdict: Text = "", reason: Text = "", idempotency_key: Text = ""
) -> Response:  # fmt: skip
    """Yes to all that are ticked, or back to the families with words."""
    try:
        if verdict not in ("approve", "send_back"):
            raise BadInput(*refusals.YES_OR_NO)
        seen, approved = [_seen(text) for text in chosen], verdict == "approve"

        async def work(conn: Connection) -> Answer:
            return Answer(
                200,
                {
                    "done": await decide_checks(
                        conn, request.app.state.desk.book, who, seen, approved=approved, reason=reason
                    )
                },
            )

        what = digest("decide checks", verdict, reason, *chosen)
        key = checked_key(idempotency_key)
        done = (await write_once(request.app.state.system, who.person_id, key, what, work)).body["done"]
    except BadInput as bad:
        return await _page(
            request, who, bad.status, ticked=chosen, reason=reason, errors=bad.fields or {"id": f"{bad.zh} · {bad.en}"}
        )
    return RedirectResponse(f"/booking/console/checks?said={verdict}&done={done}&stale={len(chosen) - done}", 303)


def _seen(text: str) -> tuple[UUID, int]:
    """`019be1c2-….3`: which, and which version of it."""
    try:
        id_, _, version = text.partition(".")
        return UUID(id_), min(int(version), 2**31 - 1)
    except ValueError as error:
        raise BadInput(*refusals.TICK_AGAIN) from error


async def _page(
    request: Request, who: Identity, status: int = 200, *, ticked: Collection[str] = (), reason: str = "",
    errors: Mapping[str, str] | None = None,
) -> HTMLResponse:  # fmt: skip
    async with transaction(request.app.state.system.pool) as conn:
        seen = await read_early_checks(conn, request.app.state.desk.book, who)
    numbers = {
        name: int(n) if (n := request.query_params.get(name, "0")).isdecimal() else 0 for name in ("done", "stale")
    }
    return render(
        request, "early_checks.html", status, seen=seen, ticked=set(ticked), reason=reason, errors=errors or {}, numbers=numbers,
        said=request.query_params.get("said"), all="all" in request.query_params, longest=LONGEST, reasons=lists.REASONS,
        contacts={},
    )  # fmt: skip
