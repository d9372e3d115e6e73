"""导入招生方案: give a file, read what it says, import it, publish it."""

import asyncio
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from services.classes.plan import PlanErrors
from services.classes.reader import ReadPlan
from services.classes.store import catalogue, importing, plans, publishing
from services.classes.store.catalogue import Table
from services.classes.store.plans import PlanRow
from services.classes.usecases.import_in_turns import import_in_turns
from services.classes.usecases.import_plan import Preview, preview
from services.classes.usecases.publish import publish_plan
from services.classes.views import Rewritten, View
from services.classes.web.checking import LONG, HowFar, as_it_comes
from services.classes.web.forms import do_once, typed_in
from services.classes.web.writing import SHORT, examples
from services.classes.words.groups import KINDS
from shared.db.clock import clock
from shared.db.pool import Connection, connection
from shared.errors import NotFound, Refusal
from shared.kernel.identity import Identity
from shared.web.auth import Staff
from shared.web.downloads import download
from shared.web.pages import render
from shared.web.paging import SIZE, Page

router = APIRouter(prefix="/classes/console", include_in_schema=False)


@router.get("/import")
async def ask(request: Request, who: Staff) -> HTMLResponse:
    """Where a file is dropped."""
    return render(request, "import.html", examples=await asyncio.to_thread(examples), short=SHORT)


@router.post("/import")
async def check(request: Request, who: Staff) -> Response:
    """What the file says, or what is wrong with it and where. Nothing is changed."""
    async with request.form(max_files=1, max_fields=10) as form:
        file = form.get("file")
        if isinstance(file, UploadFile) and file.filename:
            data, name = await file.read(), file.filename
        else:  # corrected on the page; browsers send CR LF
            source, name = str(form.get("source", "")), str(form.get("name") or "plan.yaml")
            data = source.replace("\r\n", "\n").encode()
    far = HowFar(name, len(data))
    checking = _checked(request, who, data, far)
    return as_it_comes(request, far, checking) if len(data) > LONG else await checking


@router.post("/import/confirm")
async def confirm(request: Request, who: Staff) -> Response:
    """Do what was shown."""
    typed = await typed_in(request)
    source = typed.pop("source", "").replace("\r\n", "\n") + "\n"
    try:
        plan = await request.app.state.reader.read(source.encode())
    except PlanErrors:
        return await _checked(request, who, source.encode(), HowFar("plan.yaml"))

    async def work(conn: Connection) -> dict[str, Any]:
        return {"plan": str((await import_in_turns(conn, who, plan, source)).id)}

    answer = await do_once(request, who, typed, work, source)
    return RedirectResponse(f"/classes/console/plans/{answer.body['plan']}", 303)


@router.get("/plans/{plan_id}")
async def plan_page(request: Request, who: Staff, plan_id: UUID) -> HTMLResponse:
    """A plan as it was imported: how far that is, its sentences, its groups, and 发布 for what is still a draft."""
    async with connection(request.app.state.system.pool) as conn:
        plan = await _own_plan(conn, who, plan_id)
        total, drafts = await catalogue.in_plan(conn, plan_id)
        page = Page.asked(request, total)
        found = await catalogue.table(conn, Table(None, plan=plan_id), size=SIZE, offset=page.offset)
        now, left = await clock(conn), await publishing.left(conn, plan_id)
        under_way = await importing.find(conn, plan_id)
        queued = await publishing.queued(conn, [group.id for group in found])
        beside = await catalogue.beside(conn, found)
    views = [View(group, now, group.id in queued, beside.get(group.id, 0)) for group in found]
    return render(
        request,
        "plan.html",
        plan=plan,
        views=views,
        drafts=drafts,
        importing=under_way,
        publishing=left,
        page=page,
        said=await request.app.state.reader.sentences(plan.source),
        kinds=KINDS,
    )


@router.post("/plans/{plan_id}/publish")
async def publish(request: Request, who: Staff, plan_id: UUID) -> Response:
    """Publish every draft of the plan."""

    async def work(conn: Connection) -> None:
        await publish_plan(conn, who, plan_id)

    await do_once(request, who, await typed_in(request), work)
    return RedirectResponse(f"/classes/console/plans/{plan_id}", 303)


@router.get("/plans/{plan_id}/plan.yaml")
async def source(request: Request, who: Staff, plan_id: UUID) -> Response:
    """The file as it was imported."""
    async with connection(request.app.state.system.pool) as conn:
        plan = await _own_plan(conn, who, plan_id)
    return download(plan.source, "plan.yaml", "application/yaml; charset=utf-8")


async def _own_plan(conn: Connection, who: Identity, plan_id: UUID) -> PlanRow:
    """The plan, if this person organizes its union; another's looks like none."""
    plan = await plans.find(conn, plan_id)
    if plan is None or not who.may_organize(plan.union_code):
        raise NotFound
    return plan


async def _checked(request: Request, who: Identity, data: bytes, far: HowFar) -> HTMLResponse:
    try:
        plan = await request.app.state.reader.read(data, far.name)
    except PlanErrors as bad:
        return render(request, "import_errors.html", 422, name=far.name, **_marked(data, bad))
    return await _preview(request, who, plan, data.decode("utf-8-sig"), far)


async def _preview(request: Request, who: Identity, plan: ReadPlan, source: str, far: HowFar) -> HTMLResponse:
    refusal: Refusal | None = None
    far.total = len(plan.keys)
    seen, changes = Preview(), {}
    try:
        async with connection(request.app.state.system.pool) as conn:
            async for seen in preview(conn, who, plan):
                far.done = min(seen.fates.total(), far.total)
            now = await clock(conn)
        changes = {step.key: change for step in seen.steps if (change := Rewritten.of(step, now))}
    except Refusal as no:
        refusal = no
    status = refusal.status if refusal else 200
    context = {"plan": plan, "source": source, "name": far.name, "said": plan.said, "kinds": KINDS, "changes": changes}
    return render(request, "import_check.html", status, **context, seen=seen, refusal=refusal)


def _marked(data: bytes, bad: PlanErrors) -> dict[str, Any]:
    """The file as far as it is wrong: stretches of lines, each line with its errors."""
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        source = ""
    lines = source.splitlines()
    faulty = {error.line for error in bad.errors}
    shown = sorted(
        {n for line in faulty for n in (*range(line - 2, line + 2), line) if n in faulty or 1 <= n <= len(lines)}
    )
    stretches: list[list[Any]] = []
    for n in shown:
        if not stretches or stretches[-1][-1][0] != n - 1:
            stretches.append([])
        text = lines[n - 1] if n <= len(lines) else ""
        stretches[-1].append((n, text, [error for error in bad.errors if error.line == n]))
    return {"source": source, "stretches": stretches, "count": len(bad.errors)}
