"""What an organizer sees of a group: the roster, to read and to print."""

import asyncio
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.booking.seen.contacts import contacts_of
from services.booking.seen.staff import cares_for
from services.booking.store import listed, minimum, teachers
from services.booking.usecases.merge import parallels
from services.booking.usecases.read_lists import read_roster
from services.booking.web.sought import Sought
from services.booking.words import lists
from shared.db.pool import connection, transaction
from shared.errors import Forbidden
from shared.web.auth import WithRoles
from shared.web.pages import render
from shared.web.paging import Page
from shared.web.shown import shows
from shared.words.refusals import CARERS_ONLY

router = APIRouter(prefix="/booking/console", include_in_schema=False)


@router.get("/groups")
@shows()
async def groups(request: Request, who: WithRoles, sought: Sought) -> HTMLResponse:
    """我的班: those for whose children the person cares. Raises Forbidden for who cares for none."""
    system = request.app.state.system
    wanted = sought.wanted(system.unions.tree)
    async with connection(system.pool) as conn:
        care = await cares_for(conn, who)
        if not (who.cares or care.groups):
            raise Forbidden(*CARERS_ONLY)
        page = Page.asked(request, await listed.count(conn, care, wanted), kept=sought.kept)
        found = await listed.page_of(
            conn, request.app.state.desk.book, care, wanted, size=page.size, offset=page.offset
        )
        choices = await listed.choices_of(conn, care)
    return render(
        request, "groups.html", groups=found, page=page, sought=sought, choices=choices, states=lists.OF_GROUPS
    )


@router.get("/groups/{group_id}")
@shows("roster")
async def roster(request: Request, who: WithRoles, group_id: UUID) -> HTMLResponse:
    """名单: with a column to sign when printed."""
    async with transaction(request.app.state.system.pool) as conn:
        seen = await read_roster(conn, request.app.state.desk.book, who, group_id)
        twins = not seen.ledger.called_off and await parallels(conn, request.app.state.desk.book, seen.known)
        contacts = await contacts_of(conn, request.app.state.vault, seen.child_ids)
        named = [one.name for one in await teachers.of_group(conn, group_id) if not one.ended_at]
        have = (await minimum.counted(conn, [group_id]))[group_id]
    least = seen.known.facts.rules.minimum
    short = least if least and have < least.children and not seen.ledger.called_off else None
    # Whole, to be printed and signed: of thousands, others are answered meanwhile.
    return await asyncio.to_thread(
        render, request, "roster.html", seen=seen, contacts=contacts, group_id=group_id, states=lists.STATES, short=short, have=have,
        twins=twins, teachers=named,
    )  # fmt: skip
