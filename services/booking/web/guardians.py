"""家长: who acts for the children; another one is invited by a QR code or a link, accepts, and is confirmed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.domain.guardian import CODE_LIFE
from services.booking.seen.guardians import families_of, invited_to
from services.booking.usecases import join
from services.booking.usecases.leave_family import leave_family
from services.booking.words import guardians as words
from shared.db.once import Work, write_once
from shared.db.pool import Connection, connection
from shared.errors import BadInput
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.tickets import InvitedTicket, read_invited
from shared.tokens import public_keys
from shared.web.auth import Who
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.qr import picture

router = APIRouter(prefix="/booking", include_in_schema=False)

Text = Annotated[str, Form()]
PAGE, INVITATIONS = "/booking/family/guardians", "/booking/family/invitations"


@router.get("/family/guardians")
async def guardians_page(request: Request, who: Who) -> HTMLResponse:
    """Who acts for the children of each family, and who would."""
    async with connection(request.app.state.system.pool) as conn:
        mine = await families_of(conn, who.person_id)
    return render(request, "guardians.html", families=mine, called=words.CALLED, spoken=words.spoken)


@router.post("/family/guardians/called")
async def call(
    request: Request, who: Who, *, family: Annotated[UUID, Form()], called: Text = "", idempotency_key: Text = ""
) -> Response:
    """Say what one is to the children."""

    async def work(conn: Connection) -> Answer:
        await join.call(conn, who, family, called)
        return Answer(200, {})

    await _once(request, who, idempotency_key, work, "call", family, called)
    return RedirectResponse(PAGE, 303)


@router.post("/family/guardians/leave")
async def leave(request: Request, who: Who, *, family: Annotated[UUID, Form()], idempotency_key: Text = "") -> Response:
    """Be a guardian there no more."""

    async def work(conn: Connection) -> Answer:
        await leave_family(conn, who, family)
        return Answer(200, {})

    await _once(request, who, idempotency_key, work, "leave", family)
    return RedirectResponse("/booking/?left=1", 303)


@router.post("/family/invitations")
async def invite(
    request: Request, who: Who, *, family: Annotated[UUID, Form()], by: Text = "", idempotency_key: Text = ""
) -> Response:
    """A code for another guardian, and the page that shows it; to one phone, which accounts is told first."""

    to_phone = by == "phone"

    async def work(conn: Connection) -> Answer:
        return Answer(201, {"id": str(await join.invite(conn, who, family, to_phone=to_phone))})

    made = await _once(request, who, idempotency_key, work, "invite", family, by)
    invitation_id = UUID(made.body["id"])
    code = join.code_of(request.app.state.vault, invitation_id, to_phone=to_phone)
    at = f"/accounts/invitations/{invitation_id}?code={code}" if to_phone else f"{INVITATIONS}/{invitation_id}"
    return RedirectResponse(at, 303)


@router.get("/family/invitations/{invitation_id}")
async def invitation_page(request: Request, who: Who, invitation_id: UUID) -> HTMLResponse:
    """The code, until somebody has accepted; then who it is."""
    state = request.app.state
    async with connection(state.system.pool) as conn:
        invitation = await join.own_invitation(conn, who, invitation_id)
    mine = invitation.open and invitation.invited_by == who.person_id
    code = join.code_of(state.vault, invitation_id, to_phone=invitation.to_phone)
    link = f"{state.system.settings.public_url}/booking/join/{code}" if mine else ""
    return render(
        request, "invitation.html", invitation=invitation, link=link, passed_on=code, code=picture(link) if link else "", life=CODE_LIFE,
        spoken=words.spoken,
    )  # fmt: skip


@router.post("/family/invitations/{invitation_id}")
async def settle(
    request: Request, who: Who, invitation_id: UUID, *, verdict: Text = "", idempotency_key: Text = ""
) -> Response:
    """It is the one who was meant, or not."""

    async def work(conn: Connection) -> Answer:
        await join.settle(conn, who, invitation_id, joins=verdict == "join")
        return Answer(200, {})

    await _once(request, who, idempotency_key, work, "settle", invitation_id, verdict)
    return RedirectResponse(PAGE, 303)


@router.get("/join/{code}")
async def join_page(request: Request, who: Who, code: str, ticket: str = "") -> Response:
    """Who invites, and to act for whom. Whether an invitation to one phone is to theirs, accounts says first."""
    async with connection(request.app.state.system.pool) as conn:
        invitation = await join.invited(conn, request.app.state.vault, code)
    if invitation.to_phone and invitation.open and not ticket:
        return RedirectResponse(f"/accounts/invitations/{invitation.id}/mine?code={code}", 303)
    return await _join_page(request, who, code, ticket=ticket)


@router.post("/join/{code}")
async def accept(
    request: Request,
    who: Who,
    code: str,
    *,
    called: Text = "",
    agreed: Text = "",
    ticket: Text = "",
    idempotency_key: Text = "",
) -> Response:
    """Accept it; the one who invited says whether it was meant so."""
    vault, vouched = request.app.state.vault, _vouched(request, ticket)

    async def work(conn: Connection) -> Answer:
        await join.accept(conn, vault, who, code, called=called, ticket=vouched)
        return Answer(200, {})

    try:
        if not agreed:
            raise BadInput(*words.TICK, fields={"agreed": words.TICK_HINT.both})
        await _once(request, who, idempotency_key, work, "accept invitation", code, called)
    except BadInput as bad:
        return await _join_page(request, who, code, called=called, ticket=ticket, bad=bad)
    return RedirectResponse(f"/booking/join/{code}", 303)


def _vouched(request: Request, ticket: str) -> InvitedTicket | None:
    return read_invited(ticket, public_keys(request.app.state.system.settings.keys_dir)) if ticket else None


async def _join_page(
    request: Request, who: Identity, code: str, *, called: str = "", ticket: str = "", bad: BadInput | None = None
) -> HTMLResponse:
    async with connection(request.app.state.system.pool) as conn:
        seen = await invited_to(conn, await join.invited(conn, request.app.state.vault, code), who.person_id)
    mine = seen.invitation.accepted is not None and seen.invitation.accepted.person_id == who.person_id
    return render(
        request, "join.html", bad.status if bad else 200, seen=seen, mine=mine, code=code, typed=called, ticket=ticket,
        errors=bad.fields if bad else {}, called=words.CALLED, spoken=words.spoken,
    )  # fmt: skip


async def _once(request: Request, who: Identity, key: str, work: Work, *what: object) -> Answer:
    return await write_once(request.app.state.system, who.person_id, checked_key(key), digest(*what), work)
