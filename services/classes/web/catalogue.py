"""What families see: the catalogue and a class, with places that count down before their eyes."""

from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from services.classes.asked import parse_ids, visible
from services.classes.store import catalogue
from services.classes.store.catalogue import Choices, Filters
from services.classes.views import View
from services.classes.words.groups import CATALOGUE, KINDS, season_name
from shared.db.clock import clock
from shared.db.pool import connection
from shared.kernel.languages import translator
from shared.kernel.words import Words
from shared.web.auth import MaybeWho
from shared.web.looked import remember
from shared.web.pages import language_of, render
from shared.web.paging import Page
from shared.web.shapes import Moment

router = APIRouter(prefix="/classes", include_in_schema=False)

PAGE, MOST = 24, 24_000
"""So many groups a page, and so many are looked through at most."""
FILTERS = ("season", "grade", "site", "kind", "free")


@router.get("/")
async def index(request: Request) -> HTMLResponse:
    """开班目录: what can be booked now comes first."""
    picked = {name: request.query_params.get(name, "")[:100] for name in FILTERS}
    number = Page.asked(request, MOST, size=PAGE).number
    async with connection(request.app.state.system.pool) as conn:
        found = await catalogue.search(conn, _filters(picked), page=number, size=PAGE)
        choices = await catalogue.choices(conn)
    views = [View(group, found.now) for group in found.groups]
    return render(
        request,
        "catalogue.html",
        views=views,
        heading=_heading(request, views, picked["season"]),
        kinds=KINDS,
        picked=picked,
        options=_options(request, choices),
        toggled=_query({**picked, "free": "" if picked["free"] else "1"}),
        page=Page.asked(request, found.total, size=PAGE, kept=picked),
    )


@router.get("/groups/{group_id}")
async def class_page(request: Request, group_id: UUID, who: MaybeWho) -> HTMLResponse:
    """班次: everything a family asks before it books, and the button."""
    async with connection(request.app.state.system.pool) as conn:
        group, now = await visible(conn, group_id, who), await clock(conn)
    view = View(group, now)
    mine = who is not None and who.may_organize(group.union)
    page = render(request, "class.html", view=view, group=group, facts=group.facts, shown=group.presentation, mine=mine)
    if view.phase != "draft":
        remember(request, page, group_id)
    return page


@router.get("/places")
async def places(
    request: Request,
    ids: Annotated[str, Query(max_length=4000)] = "",
    mode: Literal["left", "taken"] = "left",
    opens: bool = False,
    since: Moment | None = None,
) -> Response:
    """What changed since then on a page of groups, in one answer; htmx puts each part in its place. 204: nothing did."""
    wanted = parse_ids(ids)
    async with connection(request.app.state.system.pool) as conn:
        now = await clock(conn)
        rows = await catalogue.places(conn, wanted, since)
    if not rows:
        return Response(status_code=204)
    return render(request, "places.html", ids=wanted, rows=rows, now=now, mode=mode, opens=opens)


def _filters(picked: dict[str, str]) -> Filters:
    """What was typed into the address by hand and means nothing filters nothing."""
    grade = int(picked["grade"]) if picked["grade"] in {str(n) for n in range(-2, 10)} else None
    return Filters(
        season=picked["season"] or None,
        grade=grade,
        site=picked["site"] or None,
        kind="session" if picked["kind"] == "session" else "interest" if picked["kind"] == "interest" else None,
        free=bool(picked["free"]),
    )


def _options(request: Request, choices: Choices) -> dict[str, list[tuple[object, str]]]:
    """What each filter offers, as (value, words)."""
    language = language_of(request)
    t, say = translator(language), Words(language)
    return {
        "grade": [(grade, say.grade(grade)) for grade in range(-2, 10)],
        "site": [(site, site) for site in choices.sites],
        "kind": [(kind, t(*KINDS[kind])) for kind in choices.kinds],
        "season": [(season, t(*season_name(season))) for season in choices.seasons],
    }


def _heading(request: Request, views: list[View], season: str) -> str:
    """The season's name when all are of one."""
    t = translator(language_of(request))
    seasons = {view.group.facts.season for view in views} or ({season} if season else set())
    if len(seasons) != 1:
        return t(*CATALOGUE)
    return t(*season_name(seasons.pop()))


def _query(picked: dict[str, str]) -> str:
    return "?" + urlencode({name: value for name, value in picked.items() if value})
