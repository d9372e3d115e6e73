"""The console of people: the tree of unions, their rolls and lists."""

from itertools import chain
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from asyncpg import Record
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from services.accounts import sheets
from services.accounts.dependencies import AtOffice, Staff
from services.accounts.domain.roles import ALL, FEDERATION, Union, apart, in_order, managed
from services.accounts.domain.roll import Remark, veiled
from services.accounts.office import Office
from services.accounts.store import role_changes, roll, unions
from services.accounts.usecases.import_roll import RollFile, let_leave, read_roll, remove_member, write_roll
from services.accounts.usecases.manage_unions import (
    add_list,
    add_union,
    hash_of,
    managed_or_404,
)
from services.accounts.web.forms import KeyForm, ListForm, RevokeForm, UnionForm
from services.accounts.web.union import page_of
from services.accounts.words import refusals
from services.accounts.words.rows import told
from services.accounts.words.sheets import PROBLEM_COLUMNS, PROBLEMS
from shared.db import readings
from shared.db.once import write_once
from shared.db.pool import Connection, connection, transaction
from shared.db.readings import Reading
from shared.errors import BadInput, Conflict, NotFound, Refusal
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.web.downloads import download, workbook
from shared.web.idempotency import checked_key
from shared.web.pages import language_of, render
from shared.web.shown import shows

router = APIRouter(prefix="/accounts/console", include_in_schema=False)
SHOWN = 200
"""Bad rows on the page; the download has them all."""
CHANGES = 20
"""So many of the last changes of roles the federation sees."""
LEAVERS = 20
"""So many of those who would leave are named, veiled: enough to see whether it is the right file."""


@router.get("/")
@shows("grants")
async def tree_page(request: Request, office: AtOffice, who: Staff) -> Response:
    """The unions I manage."""
    async with transaction(office.system.pool) as conn:
        every = await unions.every(conn)
        counts = await roll.counts(conn)
        waiting = await unions.waiting(conn) if who.has(FEDERATION) else []
        changed = await role_changes.last(conn, CHANGES) if who.has(FEDERATION) else []
        if waiting or changed:
            shown = {one["union_code"] or ALL for one in (*waiting, *changed)}
            await readings.keep(conn, who, Reading("grants", shown))
    mine = managed(who.roles, every)
    context: dict[str, Any] = {"lines": in_order(mine), "counts": counts, "may_root": who.has(FEDERATION)}
    return render(request, "tree.html", waiting=waiting, changed=changed, every=every, me=who.person_id, **context)


@router.get("/new")
@shows()
async def new_page(request: Request, office: AtOffice, who: Staff, parent: str = "") -> Response:
    """A new union: where, what, called what?"""
    return await _new_page(request, office, who, UnionForm(parent=parent))


@router.post("/new")
@shows()
async def add(request: Request, office: AtOffice, who: Staff, form: Annotated[UnionForm, Form()]) -> Response:
    """Add the union, go on to it."""
    union = Union(form.code.strip().lower(), form.name.strip(), form.kind, form.parent or None)

    async def work(conn: Connection) -> Answer:
        await add_union(conn, who, union)
        return Answer(201, {})

    try:
        await write_once(office.system, who.person_id, checked_key(form.idempotency_key), digest("union", union), work)
    except Refusal as refusal:
        return await _new_page(request, office, who, form, refusal)
    return RedirectResponse(f"/accounts/console/unions/{union.code}", 303)


@router.get("/unions/{code}")
@shows("roll")
async def union_page(
    request: Request, office: AtOffice, who: Staff, code: str, *, q: str = "", was_reset: bool = False
) -> Response:
    """One union: its roll, its roles, what is below it; after a reset, that it was done."""
    return await page_of(request, office, who, code, q=q, was_reset=was_reset)


@router.post("/unions/{code}/lists")
@shows("roll")
async def new_list(
    request: Request, office: AtOffice, who: Staff, code: str, form: Annotated[ListForm, Form()]
) -> Response:
    """Add a list that this union keeps, go on to it."""

    async def work(conn: Connection) -> Answer:
        return Answer(201, {"code": (await add_list(conn, who, code, form.name.strip())).code})

    what = digest("list", code, form.name)
    try:
        answer = await write_once(office.system, who.person_id, checked_key(form.idempotency_key), what, work)
    except (BadInput, Conflict) as refusal:
        return await page_of(request, office, who, code, refusal=refusal, list_name=form.name)
    return RedirectResponse(f"/accounts/console/unions/{quote(answer.body['code'])}", 303)


@router.post("/unions/{code}/roll")
@shows("roll")
async def upload(request: Request, office: AtOffice, who: Staff, code: str) -> Response:
    """Import the file, go on to the report."""
    try:
        what, key = await _uploaded(request, code)
        judged = await read_roll(office, who, what)

        async def work(conn: Connection) -> Answer:
            return await write_roll(conn, judged, who.person_id)

        answer = await write_once(office.system, who.person_id, key, judged.digest, work)
    except NotFound:
        raise
    except Refusal as refusal:
        return await page_of(request, office, who, code, refusal=refusal)
    return RedirectResponse(f"/accounts/console/imports/{answer.body['id']}", 303)


@router.post("/unions/{code}/roll/remove")
@shows()
async def remove(office: AtOffice, who: Staff, code: str, form: Annotated[RevokeForm, Form()]) -> Response:
    """Take a member off the roll."""

    async def work(conn: Connection) -> Answer:
        managed_or_404(who, code, await unions.every(conn))
        await remove_member(conn, code, hash_of(form.phone_key))
        return Answer(200, {})

    what = digest("off the roll", code, form.phone_key)
    await write_once(office.system, who.person_id, checked_key(form.idempotency_key), what, work)
    return RedirectResponse(f"/accounts/console/unions/{quote(code)}", 303)


@router.get("/imports/{import_id}")
@shows("report")
async def report_page(request: Request, office: AtOffice, who: Staff, import_id: UUID) -> Response:
    """What an import did, and what is to be mended."""
    report, union = await _report(office, who, import_id, SHOWN)
    async with connection(office.system.pool) as conn:
        leavers = await roll.leavers(conn, import_id, LEAVERS) if report["leaving"] and not report["left_at"] else []
    going = [(veiled(row["name"]), row["phone_masked"], row["staff_number"]) for row in leavers]
    bad, notes = (_told(report[said], language_of(request)) for said in ("problems", "notes"))
    return render(request, "report.html", report=report, union=union, bad=bad, notes=notes, shown=SHOWN, going=going)


@router.post("/imports/{import_id}/leavers")
@shows()
async def confirm_leavers(office: AtOffice, who: Staff, import_id: UUID, form: Annotated[KeyForm, Form()]) -> Response:
    """Whom the whole roll did not name leaves it, once that was read."""

    async def work(conn: Connection) -> Answer:
        return Answer(200, {"left": await let_leave(conn, who, import_id)})

    what = digest("leavers", import_id)
    await write_once(office.system, who.person_id, checked_key(form.idempotency_key), what, work)
    return RedirectResponse(f"/accounts/console/imports/{import_id}", 303)


@router.get("/imports/{import_id}/problems.xlsx")
@shows("report")
async def report_sheet(request: Request, office: AtOffice, who: Staff, import_id: UUID) -> Response:
    """Every bad row, as Excel."""
    report, _ = await _report(office, who, import_id, sheets.MAX_ROWS)
    language = language_of(request)
    rows = chain.from_iterable(_told(report[said], language) for said in ("problems", "notes"))
    return download(await workbook(office.system.apart, PROBLEMS, PROBLEM_COLUMNS, rows), "problems.xlsx")


@router.get("/roll-template.xlsx")
@shows()
async def template(who: Staff) -> Response:
    """An empty roll to fill in."""
    return download(sheets.template(), "roll.xlsx")


async def _new_page(
    request: Request, office: Office, who: Identity, form: UnionForm, refusal: Refusal | None = None
) -> Response:
    async with connection(office.system.pool) as conn:
        mine, _ = apart(managed(who.roles, await unions.every(conn)))
    parents = [(union.code, "\u2003" * depth + union.name) for depth, union in in_order(mine)]
    status = refusal.status if refusal else 200
    context = {"form": form, "parents": parents, "may_root": who.has(FEDERATION)}
    return render(request, "new_union.html", status, refusal=refusal, **context)


async def _uploaded(request: Request, code: str) -> tuple[RollFile, str]:
    """The file of the form, and the form's key."""
    async with request.form(max_files=1, max_fields=5) as form:
        file = form.get("file")
        if (
            set(form) - {"file", "strict", "whole", "idempotency_key"}
            or not isinstance(file, UploadFile)
            or not file.filename
        ):
            raise BadInput(*refusals.FILE_MISSING, fields={"file": refusals.FILE_HINT.both})
        roll = RollFile(code, file.filename, await file.read(), "strict" in form, "whole" in form)
        return roll, checked_key(str(form.get("idempotency_key", "")))


async def _report(office: Office, who: Identity, import_id: UUID, count: int) -> tuple[Record, Union]:
    async with transaction(office.system.pool) as conn:
        report = await roll.report(conn, import_id, 0, count)
        if report is None:
            raise NotFound
        union = managed_or_404(who, report["union_code"], await unions.every(conn))
        await readings.keep(conn, who, Reading("report", [union.code]))
    return report, union


def _told(problems: list[list[Any]], language: str) -> list[tuple[int, str, str, str]]:
    return [(problem.row, *told(problem, language == "zh")) for problem in (Remark(*said) for said in problems)]
