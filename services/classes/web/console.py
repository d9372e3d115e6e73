"""组织者控制台: every group with its places filling before one's eyes, and one group to look after."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.classes.asked import parse_ids
from services.classes.store import catalogue, groups, history, plans, publishing
from services.classes.store.groups import Group
from services.classes.usecases.cancel import cancel
from services.classes.usecases.change_capacity import change_capacity
from services.classes.usecases.hold import hold
from services.classes.usecases.publish import publish
from services.classes.usecases.revise import revise
from services.classes.views import View
from services.classes.web.forms import as_input, do_once, instant, number, typed_in, wrong, wrongs
from services.classes.web.sought import Sought, unions_of
from services.classes.words import refusals
from services.classes.words.groups import FIELDS, KINDS, STATES, season_name
from shared.db.clock import clock
from shared.db.pool import Connection, connection
from shared.errors import BadInput, Conflict, NotFound, Refusal
from shared.kernel.identity import Identity
from shared.web.auth import Staff
from shared.web.pages import render
from shared.web.paging import SIZE, Page
from shared.web.shapes import Moment

PLANS, CHANGES = 20, 20
"""So many at a time of what stands beside the main thing of a page."""

router = APIRouter(prefix="/classes/console", include_in_schema=False)


@router.get("/")
async def index(request: Request, who: Staff, sought: Sought, sort: str = "") -> HTMLResponse:
    """The number line, the table of groups, the plans."""
    unions, tree = unions_of(who), request.app.state.system.unions.tree
    table = sought.table(who, tree)
    async with connection(request.app.state.system.pool) as conn:
        counts, sums = await catalogue.seasons(conn, unions), await catalogue.sums(conn, table)
        page = Page.asked(request, sums.groups, kept={"sort": sort} | sought.kept)
        found = await catalogue.table(conn, table, sort=sort, size=SIZE, offset=page.offset)
        choices, now = await catalogue.found_by(conn, unions, sought.season or None), await clock(conn)
        plans_page = Page.asked(request, await plans.count(conn, unions), size=PLANS, name="plans", kept=page.kept)
        rows = await plans.of_unions(conn, unions, size=plans_page.size, offset=plans_page.offset)
        queued = await publishing.queued(conn, [group.id for group in found])
        beside = await catalogue.beside(conn, found)
    context: dict[str, Any] = {
        "sums": sums,
        "plans": rows,
        "plans_page": plans_page,
        "sought": sought,
        "choices": choices,
        "any": bool(counts),
        "seasons": sorted(counts.keys() | ({sought.season} - {""}), reverse=True),
        "season_name": season_name,
        "states": STATES,
        "page": page,
        "ids": [group.id for group in found],
    }
    views = [View(group, now, group.id in queued, beside.get(group.id, 0)) for group in found]
    return render(request, "console.html", views=views, kinds=KINDS, sort=sort, now=now, changed=False, **context)


@router.get("/live")
async def live(
    request: Request,
    who: Staff,
    since: Moment,
    sought: Sought,
    ids: Annotated[str | None, Query(max_length=40 * SIZE)] = None,
) -> Response:
    """What changed since then: of the rows that are shown, and the number line; 204 when nothing did."""
    unions, shown = unions_of(who), None if ids is None else parse_ids(ids)
    table = sought.table(who, request.app.state.system.unions.tree)
    async with connection(request.app.state.system.pool) as conn:
        now = await clock(conn)
        if not await catalogue.any_changed(conn, unions, since):
            return Response(status_code=204)
        found = await catalogue.changed(conn, unions, shown, since)
        sums = await catalogue.sums(conn, table)
        queued = await publishing.queued(conn, [group.id for group in found])
        beside = await catalogue.beside(conn, found)
    views = [View(group, now, group.id in queued, beside.get(group.id, 0)) for group in found]
    context: dict[str, Any] = {"sums": sums, "sought": sought, "ids": shown or [], "changed": True}
    return render(request, "console_live.html", views=views, kinds=KINDS, now=now, **context)


@router.get("/groups/{group_id}")
async def group_page(request: Request, who: Staff, group_id: UUID) -> HTMLResponse:
    """One group: numbers, what can be changed, what was."""
    return await _page(request, who, group_id)


async def _page(
    request: Request,
    who: Identity,
    group_id: UUID,
    *,
    typed: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
) -> HTMLResponse:
    """The page; after a refusal with what was typed, and what is wrong at its field."""
    async with connection(request.app.state.system.pool) as conn:
        group, now = await _own(conn, who, group_id), await clock(conn)
        page = Page.asked(request, await history.count(conn, group_id), size=CHANGES)
        changes = await history.of_group(conn, group_id, size=page.size, offset=page.offset)
        plan = await plans.find(conn, group.plan_id)
        beside = await catalogue.beside(conn, [group])
    reason = {"reason": request.query_params.get("reason", "")[:200]}
    status = refusal.status if refusal else 200
    context = {
        "group": group,
        "view": View(group, now, beside=beside.get(group.id, 0)),
        "changes": changes,
        "page": page,
        "plan": plan,
        "typed": _as_typed(group) | reason | dict(typed or {}),
    }
    return render(
        request,
        "console_group.html",
        status,
        **context,
        refusal=refusal,
        wrong=wrongs(refusal),
        kinds=KINDS,
        fields=FIELDS,
    )


def _as_typed(group: Group) -> dict[str, str]:
    """What can be changed, as it would be typed."""
    return {
        "capacity": str(group.facts.capacity),
        "title": group.facts.title,
        "opens_at": as_input(group.facts.opens_at),
        "closes_at": as_input(group.facts.closes_at),
        "bring": group.facts.bring,
        "fees": group.presentation.fees,
        "notes": group.presentation.notes,
    }


@router.post("/groups/{group_id}/capacity")
async def post_capacity(request: Request, who: Staff, group_id: UUID) -> Response:
    """Change the places."""

    async def change(conn: Connection, typed: Mapping[str, str]) -> None:
        try:
            await change_capacity(conn, who, group_id, number(typed, "capacity"))
        except Conflict as no:
            no.fields = {"capacity": f"{no.zh} · {no.en}"}
            raise

    return await _post(request, who, group_id, change)


@router.post("/groups/{group_id}/revise")
async def post_revise(request: Request, who: Staff, group_id: UUID) -> Response:
    """Change the title, the times of registration and the typed_in."""

    async def change(conn: Connection, typed: Mapping[str, str]) -> None:
        if not 1 <= len(typed.get("title", "")) <= 80:
            raise wrong("title", refusals.TITLE_HINT)
        facts = {
            "title": typed["title"],
            "opens_at": instant(typed, "opens_at"),
            "closes_at": instant(typed, "closes_at"),
            "bring": typed.get("bring", "")[:2000],
        }
        shown = {name: typed.get(name, "")[:4000] for name in ("fees", "notes")}
        await revise(conn, who, group_id, facts, shown)

    return await _post(request, who, group_id, change)


@router.post("/groups/{group_id}/publish")
async def post_publish(request: Request, who: Staff, group_id: UUID) -> Response:
    """Publish a draft."""

    async def change(conn: Connection, _: Mapping[str, str]) -> None:
        await publish(conn, who, group_id)

    return await _post(request, who, group_id, change)


@router.post("/groups/{group_id}/hold")
async def post_hold(request: Request, who: Staff, group_id: UUID) -> Response:
    """照常开班: however few children there are."""

    async def change(conn: Connection, _: Mapping[str, str]) -> None:
        await hold(conn, who, group_id)

    return await _post(request, who, group_id, change)


@router.post("/groups/{group_id}/cancel")
async def post_cancel(request: Request, who: Staff, group_id: UUID) -> Response:
    """Call it off, with a reason that families read."""

    async def change(conn: Connection, typed: Mapping[str, str]) -> None:
        await cancel(conn, who, group_id, typed.get("reason", ""))

    return await _post(request, who, group_id, change)


async def _post(request: Request, who: Identity, group_id: UUID, change: Callable[..., Any]) -> Response:
    """Do it and see the page; a refusal stands on the page with what was typed."""
    typed = await typed_in(request)

    async def work(conn: Connection) -> None:
        await change(conn, typed)

    try:
        await do_once(request, who, typed, work)
    except (BadInput, Conflict) as refusal:
        return await _page(request, who, group_id, typed=typed, refusal=refusal)
    return RedirectResponse(f"/classes/console/groups/{group_id}", 303)


async def _own(conn: Connection, who: Identity, group_id: UUID) -> Group:
    group = await groups.find(conn, group_id)
    if group is None or not who.may_organize(group.union):
        raise NotFound
    return group
