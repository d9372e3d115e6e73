"""新建班次: a form that writes a small plan, which is then imported like any other."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.classes.plan import PlanErrors, read, write
from services.classes.usecases.import_plan import check_may_import, import_plan
from services.classes.views import KINDS
from services.classes.web.console import unions_of
from services.classes.web.forms import do_once, typed_in, wrongs
from shared.db.pool import Connection
from shared.errors import BadInput, Refusal
from shared.kernel.identity import Identity
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
OPTIONAL = ("waiting_list", "minimum", "fees", "bring", "notes")
WAYS = [
    ("first_come", "先到先得", "First come, first served"),
    (
        "opening_lot",
        "开放后 10 分钟内报名的一起摇号排序，不比手速",
        "Who books within 10 minutes of the opening is ranked by lot",
    ),
    ("draw_if_oversubscribed", "报名截止后，超过名额就公开摇号", "A public draw after closing, if too many came"),
]
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
    return _form(request, who, {"kind": "interest", "weekdays": "周一至周五", "members": "1"})


@router.post("")
async def create(request: Request, who: Staff) -> Response:
    """Make a draft; what is wrong stands at its field and nothing typed is lost."""
    typed = await typed_in(request)
    try:
        return await _create(request, who, typed)
    except Refusal as refusal:
        return _form(request, who, typed, refusal)


async def _create(request: Request, who: Identity, typed: Mapping[str, str]) -> Response:
    missing = {name: "必填 · required" for name in REQUIRED if not typed.get(name)}
    if missing:
        raise BadInput("还有必填的内容没有填写。", "Some fields are still empty.", fields=missing)
    try:
        plan = read(json.dumps(as_plan(typed), ensure_ascii=False).encode(), "plan.yaml")
    except PlanErrors as bad:
        raise _at_fields(bad, typed) from bad
    check_may_import(who, plan)

    async def work(conn: Connection) -> dict[str, Any]:
        done = await import_plan(conn, who, plan, write(plan).decode())
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
    zh = "".join(error.zh for error in rest) or "请按提示修改后再提交。"
    en = " ".join(error.en for error in rest) or "Please correct the marked fields and send again."
    return BadInput(zh, en, fields=fields)


def _form(request: Request, who: Identity, typed: Mapping[str, str], refusal: Refusal | None = None) -> HTMLResponse:
    names = (*REQUIRED, "kind", "grades", "ages", "members", "way", "draw_source", *OPTIONAL)
    values = {name: typed.get(name, "") for name in names}
    context: dict[str, Any] = {"typed": values, "wrong": wrongs(refusal), "kinds": KINDS, "ways": WAYS}
    context["unions"] = [(union, union) for union in unions_of(who) or []]
    return render(request, "new_group.html", refusal.status if refusal else 200, **context, refusal=refusal)
