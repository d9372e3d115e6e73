"""What an organizer sees of a group: the roster, to read and to print."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from services.booking.seen.contacts import contacts_of
from services.booking.seen.staff import cares_for
from services.booking.store.groups import count_of_unions, of_unions
from services.booking.usecases.merge import parallels
from services.booking.usecases.read_lists import read_roster
from services.booking.words import lists
from shared.db.pool import connection, transaction
from shared.web.auth import Carer
from shared.web.pages import render
from shared.web.paging import Page
from shared.web.shown import shows

Sought = Annotated[str, Query(max_length=60)]
"""A part of the title or the site."""

router = APIRouter(prefix="/booking/console", include_in_schema=False)


@router.get("/groups")
@shows()
async def groups(request: Request, who: Carer, q: Sought = "") -> HTMLResponse:
    """我的班: those of the person's unions that are not over."""
    async with connection(request.app.state.system.pool) as conn:
        unions, text = cares_for(who), q.strip()
        page = Page.asked(request, await count_of_unions(conn, unions, text), q=text)
        found = await of_unions(conn, request.app.state.desk.book, unions, text, size=page.size, offset=page.offset)
    return render(request, "groups.html", groups=found, page=page, q=text)


@router.get("/groups/{group_id}")
@shows("roster")
async def roster(request: Request, who: Carer, group_id: UUID) -> HTMLResponse:
    """名单: with a column to sign when printed."""
    async with transaction(request.app.state.system.pool) as conn:
        seen = await read_roster(conn, request.app.state.desk.book, who, group_id)
        twins = not seen.ledger.called_off and await parallels(conn, request.app.state.desk.book, seen.known)
        contacts = await contacts_of(conn, request.app.state.vault, seen.child_ids)
    least = seen.known.facts.rules.minimum
    have = seen.ledger.given + seen.ledger.entered
    short = least if least and have < least.children and not seen.ledger.called_off else None
    # Whole, to be printed and signed: of thousands, others are answered meanwhile.
    return await asyncio.to_thread(
        render, request, "roster.html", seen=seen, contacts=contacts, group_id=group_id, states=lists.STATES, short=short, have=have,
        twins=twins,
    )  # fmt: skip
