"""What an organizer sees of a group: the roster and the waiting list, to read, print and export."""

import io
from uuid import UUID

import xlsxwriter
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from services.booking.store import enrollments
from services.booking.store.enrollments import RosterRow
from services.booking.store.groups import Known, find
from services.booking.usecases.desk import Desk
from services.booking.usecases.explain import ZH
from shared.db.pool import Connection, connection
from shared.errors import NotFound
from shared.web.auth import Identity, Staff
from shared.web.pages import render

router = APIRouter(prefix="/booking/console", include_in_schema=False)

STATES = {"confirmed": "已录取", "waitlisted": "候补", "entered": "待摇号"}


@router.get("/groups/{group_id}")
async def roster(request: Request, who: Staff, group_id: UUID) -> HTMLResponse:
    """名单: with a column to sign when printed."""
    async with connection(request.app.state.system.pool) as conn:
        known = await _own_group(request, conn, who, group_id)
        rows = await enrollments.roster(conn, group_id)
        counts = await enrollments.counts(conn, group_id)
    confirmed = [r for r in rows if r.state == "confirmed"]
    waiting = [r for r in rows if r.state == "waitlisted"]
    entered = [r for r in rows if r.state == "entered"]
    return render(
        request,
        "roster.html",
        group_id=group_id,
        known=known,
        counts=counts,
        confirmed=confirmed,
        waiting=waiting,
        entered=entered,
    )


@router.get("/groups/{group_id}/roster.xlsx")
async def export(request: Request, who: Staff, group_id: UUID) -> Response:
    """名单 as an Excel file."""
    async with connection(request.app.state.system.pool) as conn:
        await _own_group(request, conn, who, group_id)
        rows = await enrollments.roster(conn, group_id)
    headers = {"content-disposition": f'attachment; filename="roster-{group_id}.xlsx"'}
    return Response(_workbook(list(rows)), headers=headers, media_type=_XLSX)


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def _own_group(request: Request, conn: Connection, who: Identity, group_id: UUID) -> Known:
    """The group, if this person organizes its union; another's looks like none."""
    desk: Desk = request.app.state.desk
    known = await find(conn, desk.book, group_id)
    if known is None or not who.may_organize(known.group.union):
        raise NotFound
    return known


def _workbook(rows: list[RosterRow]) -> bytes:
    """Only strings are written, so a name that begins with = stays a name."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("名单")
    header = book.add_format({"bold": True, "bottom": 1})
    for column, title in enumerate(("序号", "姓名", "出生日期", "年级", "状态", "签名")):
        sheet.write_string(0, column, title, header)
    for number, row in enumerate(rows, 1):
        cells = (str(number), row.child_name, str(row.birth_date or ""), _grade(row), STATES[row.state], "")
        for column, text in enumerate(cells):
            sheet.write_string(number, column, text)
    sheet.set_column(1, 5, 14)
    book.close()
    return out.getvalue()


def _grade(row: RosterRow) -> str:
    return "" if row.grade is None else ZH.grade(row.grade)
