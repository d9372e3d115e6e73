"""新建班次: a form that writes a small plan, which is then imported like any other."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.classes.plan import LOT_MINUTES, PlanErrors, read, write
from services.classes.reader import as_read
from services.classes.store.groups import signatures
from services.classes.usecases.import_plan import check_may_import, import_plan
from services.classes.web.forms import do_once, typed_in, wrongs
from services.classes.web.sought import unions_of
from services.classes.words import refusals
from services.classes.words.groups import KINDS, OFFERED_WAYS
from shared.db.pool import Connection, connection
from shared.errors import BadInput, Refusal
from shared.kernel.identity import Identity
from shared.kernel.words import EN, ZH
from shared.web.auth import Staff
from shared.web.idempotency import checked_key
from shared.web.pages import render

router = APIRouter(prefix="/classes/console/groups/new", include_in_schema=False)

REQUIRED = (
    "union",
    "issuer",
    "title",
    "site",
    "address",
    "from",
    "to",
    "weekdays",
    "hours",
    "places",
    "opens",
    "closes",
)
OPTIONAL = ("waiting_list", "minimum", "contact", "fees", "bring", "notes")
# Where the plan's reader finds a fault, by the last key of the way there, and the field it was typed into.
FIELDS = {
    "name": "title",
    "sites": "site",
    "blocks": "from",
    "timetable": "hours",
    "registration": "opens",
    "who": "grades",
    "admission": "draw_source",
}


@router.get("")
async def ask(request: Request, who: Staff) -> HTMLResponse:
    """The form."""
    return await _form(request, who, {"kind": "interest", "weekdays": ZH.weekdays(range(5)), "members": "1"})


@router.post("")
async def create(request: Request, who: Staff) -> Response:
    """Make a draft; what is wrong stands at its field and nothing typed is lost."""
    typed = await typed_in(request)
    try:
        return await _create(request, who, typed)
    except Refusal as refusal:
        return await _form(request, who, typed, refusal)


async def _create(request: Request, who: Identity, typed: Mapping[str, str]) -> Response:
    missing = {name: refusals.REQUIRED.both for name in REQUIRED if not typed.get(name)}
    if missing:
        raise BadInput(*refusals.SOMETHING_MISSING, fields=missing)
    try:
        plan = read(json.dumps(as_plan(typed), ensure_ascii=False).encode(), "plan.yaml")
    except PlanErrors as bad:
        raise _at_fields(bad, typed) from bad
    wanted = as_read(plan)
    check_may_import(who, wanted)

    async def work(conn: Connection) -> dict[str, Any]:
        done = await import_plan(conn, who, wanted, write(plan).decode())
        return {"group": str(done.groups[0][1])}

    answer = await do_once(request, who, typed, work)
    return RedirectResponse(f"/classes/console/groups/{answer.body['group']}", 303)


def as_plan(typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as a plan of one group. The same form sent twice is the same plan."""
    number = hashlib.sha256(checked_key(typed.get("idempotency_key", "")).encode()).hexdigest()[:8]
    groups = {"group": {"places": typed["places"]}}
    days = {"from": typed["from"], "to": typed["to"]}
    offer: dict[str, Any] = {"name": typed["title"], "sites": "site"}
    heading = {"plan": f"{typed['union']}-{number}", "season": season_of(typed["from"]), "sites": _site(typed)}
    plan = heading | {name: typed[name] for name in ("union", "issuer", "title")} | _rules(typed)
    if typed.get("kind") == "session":
        terms = {"term": {"blocks": days | {"weekdays": typed["weekdays"]}}}
        return plan | {
            "terms": terms,
            "sessions": {"class": offer | {"terms": "term", "hours": typed["hours"], "groups": groups}},
        }
    lessons = offer | days | {"timetable": f"{typed['weekdays']} {typed['hours']}", "groups": groups}
    return plan | {"interest_classes": {"class": lessons}}


def _site(typed: Mapping[str, str]) -> dict[str, Any]:
    return {"site": {"name": typed["site"], "address": typed["address"]}}


def _rules(typed: Mapping[str, str]) -> dict[str, Any]:
    membership = {"members_of": typed["union"]} if typed.get("members") else {"open_to": "all"}
    bands = {name: typed[name] for name in ("grades", "ages") if typed.get(name)}
    instants = {name: typed[name].replace("T", " ") for name in ("opens", "closes")}
    admission = {name: typed[name] for name in ("way", "draw_source") if typed.get(name)}
    said = {name: typed[name].replace("\r\n", "\n") for name in OPTIONAL if typed.get(name)}
    return {"registration": instants, "who": membership | bands, "admission": admission, **said}


def season_of(first: str) -> str:
    """The season a first day falls into: 2027-winter from December 2026 to March 2027."""
    try:
        day = date.fromisoformat(first)
    except ValueError:
        return first  # the plan's reader says what is wrong with it
    part = (
        "winter"
        if day.month in (12, 1, 2, 3)
        else "spring"
        if day.month < 6
        else "summer"
        if day.month < 10
        else "autumn"
    )
    return f"{day.year + (day.month == 12)}-{part}"


def _at_fields(bad: PlanErrors, typed: Mapping[str, str]) -> BadInput:
    """Each error of the plan at the field its value was typed into; the others as the page's sentence."""
    fields: dict[str, str] = {}
    rest = []
    for error in bad.errors:
        names = [FIELDS.get(part, part) for part in reversed(error.where.split("."))]
        name = next((name for name in names if name in typed), "")
        if name == "hours" and f"“{typed['weekdays']}”" in error.zh:  # a timetable is typed into two fields
            name = "weekdays"
        if name:
            fields.setdefault(name, f"{error.zh} · {error.en}")
        else:
            rest.append(error)
    zh = "".join(error.zh for error in rest) or refusals.SOMETHING_WRONG.zh
    en = " ".join(error.en for error in rest) or refusals.SOMETHING_WRONG.en
    return BadInput(zh, en, fields=fields)


def _ways() -> list[tuple[str, str, str]]:
    early = timedelta(minutes=LOT_MINUTES)
    said = {way: words.of(early=(ZH.duration(early), EN.duration(early))) for way, words in OFFERED_WAYS.items()}
    return [(way, *words) for way, words in said.items()]


async def _form(
    request: Request, who: Identity, typed: Mapping[str, str], refusal: Refusal | None = None
) -> HTMLResponse:
    names = (*REQUIRED, "kind", "grades", "ages", "members", "way", "draw_source", *OPTIONAL)
    values = {name: typed.get(name, "") for name in names}
    context: dict[str, Any] = {"typed": values, "wrong": wrongs(refusal), "kinds": KINDS, "ways": _ways()}
    codes = unions_of(who) or []
    async with connection(request.app.state.system.pool) as conn:
        signed = await signatures(conn, codes)
    context["unions"] = [(code, signed.get(code, code)) for code in codes]
    return render(request, "new_group.html", refusal.status if refusal else 200, **context, refusal=refusal)
