"""The groups as an Excel table."""

import asyncio
from datetime import datetime

from asyncpg import Record
from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.classes.store import catalogue, groups
from services.classes.store.catalogue import Table
from services.classes.views import KINDS, View, season_name
from services.classes.web.console import unions_of
from shared.db.pool import transaction
from shared.kernel.clock import clock
from shared.kernel.words import Words
from shared.web.auth import Staff
from shared.web.downloads import Sheet, download

router = APIRouter(prefix="/classes/console", include_in_schema=False)

_STATES = {
    "draft": "草稿", "not_open": "未开始", "open": "报名中", "full": "已满", "closed": "报名已截止",
    "running": "开班中", "finished": "已结束", "cancelled": "已取消",
}  # fmt: skip
_HEADER = (
    "班次", "类型", "季", "期", "办班点", "地址", "招收对象", "日期", "第一天", "最后一天", "天数",
    "报名开放", "报名截止", "状态", "录取方式", "名额", "登记摇号", "报名", "待确认或待审核", "候补", "剩余", "编号",
)  # fmt: skip
_WAYS = {"first_come": "先到先得", "draw": "摇号", "draw_if_oversubscribed": "超过名额则摇号"}
_ZH = Words("zh")


@router.get("/groups.xlsx")
async def export(request: Request, who: Staff, season: str = "") -> Response:
    """Every group of the person's unions, or of theirs in a season."""
    sheet = Sheet("班次", _HEADER, first=30, width=14, frozen=1)
    async with transaction(request.app.state.system.pool) as conn:
        now = await clock(conn)
        async for rows in catalogue.portions(conn, Table(unions_of(who), season or None)):
            await asyncio.to_thread(_write, sheet, rows, now)
    return download(await asyncio.to_thread(sheet.content), "groups.xlsx")


def _write(sheet: Sheet, rows: list[Record], now: datetime) -> None:
    sheet.write(_cells(View(groups.to_group(row), now)) for row in rows)


def _cells(view: View) -> tuple[str | int, ...]:
    group, facts = view.group, view.group.facts
    bands = [_ZH.grades(facts.grades) if facts.grades else "", _ZH.ages(facts.ages) if facts.ages else ""]
    return (
        facts.title, KINDS[facts.kind][0], season_name(facts.season)[0], facts.term, facts.site, facts.address,
        " ".join(filter(None, bands)), _ZH.dates(group), group.first_day.isoformat(), group.last_day.isoformat(), view.days,
        _ZH.instant(facts.opens_at), _ZH.instant(facts.closes_at), _STATES[view.phase], _WAYS[facts.way], group.capacity,
        group.entered, group.taken, group.held, group.waiting, group.left, str(group.id),
    )  # fmt: skip
