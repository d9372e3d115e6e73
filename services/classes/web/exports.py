"""The groups as an Excel table."""

import asyncio
from datetime import datetime

from asyncpg import Record
from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.classes.store import catalogue, groups
from services.classes.views import View
from services.classes.web.sought import Sought
from services.classes.words import tables
from services.classes.words.groups import KINDS, season_name
from shared.db.clock import clock
from shared.db.pool import transaction
from shared.kernel.clock import ZONE
from shared.kernel.unions import Tree
from shared.kernel.words import ZH
from shared.web.auth import Staff
from shared.web.downloads import Cell, Sheet, download, sheet_name

router = APIRouter(prefix="/classes/console", include_in_schema=False)


@router.get("/groups.xlsx")
async def export(request: Request, who: Staff, sought: Sought) -> Response:
    """Every group of the person's unions, or those of them that are looked for."""
    sheet = Sheet(tables.SHEET, tables.COLUMNS, first=30, width=17, frozen=1)
    system = request.app.state.system
    tree = system.unions.tree
    table = sought.table(who, tree)
    async with transaction(system.pool) as conn:
        now = await clock(conn)
        async for rows in catalogue.portions(conn, table):
            await asyncio.to_thread(_write, sheet, rows, now, tree)
    return download(await sheet.content(system.apart), sheet_name(tables.SHEET, now.astimezone(ZONE).date()))


def _write(sheet: Sheet, rows: list[Record], now: datetime, tree: Tree) -> None:
    sheet.write(_cells(View(groups.to_group(row), now), tree) for row in rows)


def _cells(view: View, tree: Tree) -> tuple[Cell, ...]:
    group, facts = view.group, view.group.facts
    bands = [ZH.grades(facts.grades) if facts.grades else "", ZH.ages(facts.ages) if facts.ages else ""]
    return (
        facts.title, KINDS[facts.kind][0], season_name(facts.season)[0], facts.term, tree.name(facts.union), facts.site, facts.address,
        " ".join(filter(None, bands)), ZH.dates(group), group.first_day, group.last_day, view.days,
        facts.opens_at, ZH.until(facts.closes_at), tables.PHASES[view.phase], tables.WAYS[view.in_full.way], group.capacity,
        group.entered, group.taken, group.held, group.waiting, group.left, str(group.id),
    )  # fmt: skip
