"""汇总: a federation, or any union with others below it, sees its tree in numbers: union → union → site → groups; and takes them along."""

from collections.abc import Iterator
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from services.classes.domain.totals import SiteTotals, Totals, by_union, summed
from services.classes.store import catalogue, totals
from services.classes.web.sought import unions_of
from services.classes.words import tables
from services.classes.words.groups import season_name
from shared.db.clock import today
from shared.db.pool import connection
from shared.errors import NotFound
from shared.kernel.identity import Identity
from shared.kernel.unions import Tree
from shared.web.auth import Staff
from shared.web.downloads import Cell, download, sheet_name, workbook
from shared.web.pages import render
from shared.web.paging import Page

router = APIRouter(prefix="/classes/console/totals", include_in_schema=False)


@router.get("")
async def page(request: Request, who: Staff, union: str = "", season: str = "") -> HTMLResponse:
    """The unions right below this one, or those this person organizes, each with all below it; then this one's own sites."""
    tree: Tree = request.app.state.system.unions.tree
    mine = unions_of(who)
    if union and not who.may_organize(union):
        raise NotFound
    async with connection(request.app.state.system.pool) as conn:
        rows = await totals.by_site(conn, _meant(who, tree, union), season or None)
        seasons = sorted(await catalogue.seasons(conn, mine), reverse=True)
    shown = tree.children(union) if union else _tops(mine, tree, rows)
    unions = by_union(rows, shown, tree.under)
    sites = [row for row in rows if row.union == union]
    listed = Page.asked(request, len(unions) + len(sites), kept={"union": union, "season": season})
    line = [code for code in tree.line(union)[:-1] if who.may_organize(code)] if union else []
    return render(
        request,
        "totals.html",
        union=union,
        line=line,
        all=summed(row.totals for row in rows),
        lines=_lines(unions, sites, season)[listed.offset : listed.last],
        page=listed,
        season=season,
        seasons=seasons,
        season_name=season_name,
    )


@router.get("/totals.xlsx")
async def sheet(request: Request, who: Staff, union: str = "", season: str = "") -> Response:
    """Every union and site, whole."""
    system = request.app.state.system
    if union and not who.may_organize(union):
        raise NotFound
    async with connection(system.pool) as conn:
        rows = await totals.by_site(conn, _meant(who, system.unions.tree, union), season or None)
        day = await today(conn)
    content = await workbook(
        system.apart, tables.TOTALS, tables.TOTALS_COLUMNS, _cells(rows, system.unions.tree), first=30, width=17, frozen=2
    )  # fmt: skip
    return download(content, sheet_name(tables.TOTALS, *([system.unions.tree.name(union)] if union else []), day))


def _meant(who: Identity, tree: Tree, union: str) -> list[str] | None:
    return tree.under(union) if union else unions_of(who)


def _tops(mine: list[str] | None, tree: Tree, rows: list[SiteTotals]) -> list[str]:
    """Where this person begins to look; a union with groups that nobody told of stands at the top, too."""
    return tree.tops(mine if mine is not None else {*tree.children(None), *(row.union for row in rows)})


def _lines(unions: dict[str, Totals], sites: list[SiteTotals], season: str) -> list[tuple[str, str, Totals]]:
    """(what, where it leads, its totals): a union by its code, a site by its name."""
    kept = {"season": season} if season else {}
    below = [
        (code, f"/classes/console/totals?{urlencode({'union': code} | kept)}", numbers)
        for code, numbers in unions.items()
    ]
    here = [
        (row.site, f"/classes/console/?{urlencode({'union': row.union, 'site': row.site} | kept)}", row.totals)
        for row in sites
    ]
    return below + here


def _cells(rows: list[SiteTotals], tree: Tree) -> Iterator[tuple[Cell, ...]]:
    for row in rows:
        numbers = row.totals
        yield (
            tree.name(row.union), row.site, numbers.groups, numbers.places, numbers.asked, numbers.taken, numbers.held,
            numbers.waiting, numbers.entered, max(numbers.places - numbers.given, 0),
        )  # fmt: skip
