"""名单 as Excel files: of one group; of several, for a reason that is kept and shown to the federation. Whose health is to be known of
stands in none unless it was asked for, with a reason."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from services.booking.domain.contact import Contact
from services.booking.seen.contacts import contacts_of
from services.booking.seen.lists import Lists, RosterLine
from services.booking.seen.staff import checker
from services.booking.store import exports, listed
from services.booking.usecases.read_lists import read_everyone, take_away
from services.booking.usecases.review import LONGEST
from services.booking.web.sought import Seeking, Sought
from services.booking.words import lists, refusals
from shared.db.clock import today
from shared.db.pool import connection, transaction
from shared.errors import BadInput, Forbidden
from shared.kernel.identity import Identity
from shared.kernel.words import ZH
from shared.web.auth import Staff
from shared.web.downloads import Cell, download, sheet_name, workbook
from shared.web.pages import render
from shared.web.paging import Page
from shared.web.shown import shows

router = APIRouter(prefix="/booking/console", include_in_schema=False)

Text = Annotated[str, Form()]
Texts = Annotated[Sequence[str], Form()]


@router.get("/groups/{group_id}/roster.xlsx")
@shows("export")
async def of_one(request: Request, who: Staff, group_id: UUID) -> Response:
    """The roster of one group."""
    system = request.app.state.system
    async with transaction(system.pool) as conn:
        seen = await read_everyone(conn, request.app.state.desk.book, who, group_id)
        contacts = await contacts_of(conn, request.app.state.vault, seen.child_ids)
        day = await today(conn)
    content = await workbook(
        system.apart, lists.ROSTER, lists.ROSTER_COLUMNS, _rows(seen, contacts), first=9, width=17, frozen=2
    )
    return download(content, sheet_name(seen.known.facts.title, lists.ROSTER, day))


@router.get("/exports")
@shows()
async def ask(request: Request, who: Staff, sought: Sought) -> HTMLResponse:
    """Of which groups, and what for?"""
    return await _page(request, who, sought)


@router.post("/exports")
@shows("export")
async def of_several(
    request: Request, who: Staff, *, chosen: Texts = (), reason: Text = "", health: Annotated[bool, Form()] = False
) -> Response:  # fmt: skip
    """The rosters of several groups in one file."""
    system = request.app.state.system
    try:
        ids = _ids(chosen)
        async with transaction(system.pool) as conn:
            seen = await take_away(conn, request.app.state.desk.book, who, ids, reason, health=health)
            contacts = await contacts_of(conn, request.app.state.vault, {id_ for one in seen for id_ in one.child_ids})
            day = await today(conn)
    except BadInput as bad:
        return await _page(request, who, Seeking(), bad, ticked=chosen, reason=reason, health=health)
    columns = (lists.GROUP, lists.SITE, *lists.ROSTER_COLUMNS, *([lists.HEALTH] if health else []))
    rows = (
        (one.known.facts.title, one.known.facts.site, *cells)
        for one in seen
        for cells in _rows(one, contacts, health=health)
    )
    content = await workbook(system.apart, lists.ROSTER, columns, rows, first=20, width=17, frozen=4)
    return download(content, sheet_name(lists.ROSTER, day))


@router.get("/exports/log")
@shows()
async def log(request: Request, who: Staff) -> HTMLResponse:
    """Who took rosters of several groups away, and why: for the federation."""
    if not who.has("federation"):
        raise Forbidden
    async with connection(request.app.state.system.pool) as conn:
        page = Page.asked(request, await exports.count(conn))
        found = await exports.of_several(conn, size=page.size, offset=page.offset)
    return render(request, "exports_log.html", exports=found, page=page)


async def _page(
    request: Request, who: Identity, sought: Seeking, bad: BadInput | None = None, *, ticked: Collection[str] = (), reason: str = "",
    health: bool = False,
) -> HTMLResponse:  # fmt: skip
    care, wanted = listed.Care(checker(who).unions), sought.wanted(request.app.state.system.unions.tree)
    async with connection(request.app.state.system.pool) as conn:
        page = Page.asked(request, await listed.count(conn, care, wanted), kept=sought.kept)
        found = await listed.page_of(
            conn, request.app.state.desk.book, care, wanted, size=page.size, offset=page.offset
        )
        choices = await listed.choices_of(conn, care)
    return render(
        request, "exports.html", bad.status if bad else 200, groups=found, page=page, bad=bad, ticked=set(ticked), reason=reason,
        health=health, longest=LONGEST, sought=sought, choices=choices, states=lists.OF_GROUPS,
    )  # fmt: skip


def _ids(chosen: Sequence[str]) -> list[UUID]:
    try:
        return list(dict.fromkeys(map(UUID, chosen)))
    except ValueError as error:
        raise BadInput(*refusals.TICK_AGAIN) from error


def _rows(seen: Lists, contacts: Mapping[UUID, Contact], *, health: bool = False) -> Iterator[tuple[Cell, ...]]:
    asks = seen.known.group.health is not None
    for number, line in enumerate(seen.lines, 1):
        yield (*_cells(number, line, contacts.get(line.row.child_id)), *([_mark(line, asks=asks)] if health else []))


def _cells(number: int, line: RosterLine, contact: Contact | None) -> tuple[Cell, ...]:
    row = line.row
    return (
        number, row.name, row.birth_date or "", "" if line.grade is None else ZH.grade(line.grade), row.school,
        contact.name if contact else "", contact.phone if contact else "", lists.STATES[row.state][0],
        line.position if row.state == "waitlisted" else "", row.until or "", line.priority,
        row.pool or "", line.family, row.created_at, "",
    )  # fmt: skip


def _mark(line: RosterLine, *, asks: bool) -> str:
    return (lists.HAS_NOTE if line.health else lists.HAS_NONE) if asks and line.row.state == "confirmed" else ""
