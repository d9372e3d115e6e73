"""What an organizer sees of a group: the roster, to read, print and export."""

import asyncio
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from services.booking.usecases.explain import ZH
from services.booking.usecases.lists import STATES, Line, Lists, lists_of
from shared.db.pool import connection
from shared.web.auth import Identity, Staff
from shared.web.downloads import download, workbook
from shared.web.pages import render

router = APIRouter(prefix="/booking/console", include_in_schema=False)

_HEADER = (
    "序号",
    "姓名",
    "出生日期",
    "年级",
    "状态",
    "位次",
    "请在此前确认",
    "优先",
    "名额池",
    "同报",
    "报名时间",
    "签名",
)


@router.get("/groups/{group_id}")
async def roster(request: Request, who: Staff, group_id: UUID) -> HTMLResponse:
    """名单: with a column to sign when printed."""
    seen = await _lists(request, who, group_id)
    least = seen.known.facts.rules.minimum
    have = seen.ledger.given + seen.ledger.entered
    short = least if least and have < least.children and not seen.ledger.called_off else None
    return render(request, "roster.html", seen=seen, group_id=group_id, states=STATES, short=short, have=have)


@router.get("/groups/{group_id}/roster.xlsx")
async def export(request: Request, who: Staff, group_id: UUID) -> Response:
    """名单 as an Excel file."""
    seen = await _lists(request, who, group_id)
    rows = (_cells(number, line) for number, line in enumerate(seen.lines, 1))
    content = await asyncio.to_thread(workbook, "名单", _HEADER, rows, first=9, width=14, frozen=2)
    return download(content, f"roster-{group_id}.xlsx")


async def _lists(request: Request, who: Identity, group_id: UUID) -> Lists:
    async with connection(request.app.state.system.pool) as conn:
        return await lists_of(conn, request.app.state.desk.book, who, group_id)


def _cells(number: int, line: Line) -> tuple[str, ...]:
    row = line.row
    return (
        str(number), row.name, str(row.birth_date or ""), "" if line.grade is None else ZH.grade(line.grade), STATES[row.state][0],
        str(line.position) if row.state == "waitlisted" else "", ZH.instant(row.until) if row.until else "", line.priority,
        row.pool or "", line.family, ZH.instant(row.created_at), "",
    )  # fmt: skip
