"""The page of one union: its roll, its imports, its roles, what is below it."""

from datetime import timedelta
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from services.accounts.domain.roles import ancestors, apart, in_order, managed
from services.accounts.office import Office
from services.accounts.store import roll, union_changes, unions
from services.accounts.usecases.manage_unions import managed_or_404
from services.accounts.web.forms import LostForm
from shared.db import readings
from shared.db.pool import Connection, transaction
from shared.db.readings import Reading
from shared.errors import Refusal
from shared.kernel.identity import Identity
from shared.web.pages import render
from shared.web.paging import Page

IMPORTS = 10
"""So many at a time."""


async def page_of(
    request: Request,
    office: Office,
    who: Identity,
    code: str,
    *,
    q: str = "",
    phone: str = "",
    list_name: str = "",
    lost: LostForm | None = None,
    refusal: Refusal | None = None,
    was_reset: bool = False,
) -> Response:
    """The page, with what was typed and why it was refused. Raises NotFound for a union that is not theirs."""
    async with transaction(office.system.pool) as conn:
        every = await unions.every(conn)
        union = managed_or_404(who, code, every)
        await readings.keep(conn, who, Reading("roll", [code], sought=q))
        kept = await _kept(request, conn, code, q)
    mine, _ = apart(managed(who.roles, every))
    others = [u for _, u in in_order(mine) if code not in ancestors(u.code, every)]
    below, lists = apart({c: u for c, u in every.items() if u.parent == code})
    status = refusal.status if refusal else 200
    return render(
        request, "union.html", status, union=union, below=in_order(below), lists=in_order(lists), others=others, every=every, q=q, phone=phone,
        list_name=list_name, lost=lost or LostForm(), wait=timedelta(hours=office.system.settings.phone_hours), refusal=refusal,
        was_reset=was_reset, **kept,
    )  # fmt: skip


async def _kept(request: Request, conn: Connection, code: str, q: str) -> dict[str, Any]:
    """What is kept of the union."""
    page = Page.asked(request, await roll.count_reports(conn, code), size=IMPORTS, name="imports", q=q)
    return {
        "members": await roll.members(conn, code, q),
        "count": (await roll.counts(conn)).get(code, 0),
        "imports": await roll.reports(conn, code, size=page.size, offset=page.offset),
        "page": page,
        "grants": await unions.grants_of(conn, code),
        "changes": await union_changes.changes(conn, code),
    }
