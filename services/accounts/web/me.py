"""My own page: who I am here, where I belong, on which devices I am logged in."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from services.accounts import cookies
from services.accounts.dependencies import AtOffice, Holder, Who
from services.accounts.domain.roles import ALL, Union, ancestors, apart, leaves
from services.accounts.store import bindings, invited_phones, people, phones, second_factors, sessions, unions
from services.accounts.usecases.issue_token import renew_token
from services.accounts.usecases.rename import rename
from services.accounts.web.forms import NameForm
from shared.db.pool import connection
from shared.errors import NotSignedIn, Refusal
from shared.web.auth import second_factor_due
from shared.web.pages import render

router = APIRouter(prefix="/accounts", include_in_schema=False)


@router.get("/")
async def me_page(request: Request, office: AtOffice, who: Holder) -> Response:
    """Who I am here."""
    async with connection(office.system.pool) as conn:
        person = await people.get(conn, who.person_id)
        every = await unions.every(conn)
        devices = await sessions.count(conn, who.person_id)
        if person is None:
            raise NotSignedIn
        waiting = await unions.waiting(conn, person["phone_hash"])
        enrolled = await second_factors.enrolled(conn, who.person_id)
        reset = await second_factors.last_reset(conn, who.person_id)
        changing = await phones.asked(conn, who.person_id)
        invited = await invited_phones.to(conn, who.person_id)
        bound = await bindings.of(conn, who.person_id)
    found, lists = apart(every)
    lines = [_line(code, found) for code in leaves(person["unions"], found)]
    listed = [_line(code, every) for code in leaves(person["unions"], lists)]
    roles = [
        (role, every[union].name if union in every else "")
        for role, union in sorted(who.roles)
        if union in every or union == ALL
    ]
    waits = [(g["role"], every[g["union_code"]].name if g["union_code"] else "", g["acts_at"]) for g in waiting]
    context: dict[str, Any] = {"lines": lines, "listed": listed, "roles": roles, "waits": waits, "devices": devices}
    context |= {
        "enrolled": enrolled,
        "reset": reset,
        "changing": changing,
        "invited": invited,
        "bound": [(office.elsewhere[b["service"]], b["bound_at"]) for b in bound if b["service"] in office.elsewhere],
        "due": second_factor_due(who, office.system.settings),
    }
    return render(request, "me.html", person=person, **context)


def _line(code: str, unions: Mapping[str, Union]) -> list[str]:
    """The names from the top of the tree down."""
    return [unions[above].name for above in reversed(ancestors(code, unions))]


@router.get("/name")
async def name_page(request: Request, office: AtOffice, who: Who) -> Response:
    """What to be called?"""
    async with connection(office.system.pool) as conn:
        person = await people.get(conn, who.person_id)
    return render(request, "name.html", name=(person and person["name"]) or "", refusal=None)


@router.post("/name")
async def call_me(request: Request, office: AtOffice, who: Who, form: Annotated[NameForm, Form()]) -> Response:
    """Keep the name; the new token says it at once."""
    try:
        await rename(office, who.person_id, form.name)
    except Refusal as refusal:
        return render(request, "name.html", refusal.status, name=form.name, refusal=refusal)
    settings = office.system.settings
    response = RedirectResponse("/accounts/", 303)
    token = await renew_token(office, request.cookies.get(cookies.session_cookie(settings)))
    cookies.set_token(response, settings, token)
    return response
