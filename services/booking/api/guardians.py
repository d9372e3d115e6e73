"""The JSON door for who acts for the children of a family: invited by a code, accepted by whoever holds it, confirmed by who knows them."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import Request
from fastapi.responses import JSONResponse

from services.booking.api.family import once
from services.booking.domain.guardian import Guardian
from services.booking.seen.guardians import FamilySeen, families_of, invited_to
from services.booking.shapes import AcceptIn, CalledIn, InviteIn, JoinIn, SettleIn
from services.booking.usecases import join
from services.booking.usecases.join_records import join_records, pairs_of
from services.booking.usecases.leave_family import leave_family
from shared.db.pool import Connection, connection
from shared.errors import Conflict, NotFound, refuses
from shared.kernel.answer import Answer
from shared.tickets import read_invited
from shared.tokens import public_keys
from shared.web.auth import Who
from shared.web.contract import Operations
from shared.web.idempotency import IdempotencyKey
from shared.web.shapes import Output, example

router = Operations("booking", "guardians")

States = Literal["open", "accepted", "joined", "declined", "taken_back"]


class GuardianOut(Output):
    """Somebody who acts for the children of a family."""

    model_config = example(called="father", name="138****0001")

    person_id: UUID
    called: str
    """mother, father …; empty: not said."""
    name: str
    """Of the account: a name of their own, or a masked phone."""


class InvitationOut(Output):
    """An invitation to act for the children of a family."""

    model_config = example(state="accepted")

    id: UUID
    family_id: UUID
    state: States
    """`accepted`: it is for a guardian of the family to confirm."""
    until: datetime
    """So long it can be accepted."""
    accepted: GuardianOut | None
    """Who would act for them."""


class FamilyOut(Output):
    """A family in which the person stands."""

    model_config = example(own=True, children=["张小明"])

    id: UUID
    own: bool
    """It is the person's from its beginning; others they joined."""
    children: list[str]
    """By name."""
    guardians: list[GuardianOut]
    to_confirm: list[InvitationOut]
    """Accepted, for a guardian to say whether it is somebody they know."""


class FamiliesOut(Output):
    """The person's own first."""

    families: list[FamilyOut]


class InvitedOut(Output):
    """A new invitation; the one that this guardian had open works no more."""

    model_config = example(
        code="AZviwlw-emGdDj9sK3oeBRk2…", link="https://aixin.example.org/booking/join/AZviwlw-emGdDj9sK3oeBRk2…"
    )

    id: UUID
    code: str
    link: str
    """The page that opens it, for a QR code or to be passed on."""


class OfferedOut(Output):
    """An invitation as whoever holds its code reads it."""

    model_config = example(children=["张*明"], open=True, member=False)

    by: GuardianOut | None
    """Who invites; none: they left the family."""
    children: list[str]
    """Masked: whoever holds the code may be anybody."""
    open: bool
    """It can be accepted."""
    member: bool
    """The one who asks is a guardian there already."""


class GuardianCalled(Output):
    """What the person is to the children."""

    model_config = example(called="mother")

    called: str


class FamilyLeft(Output):
    """The person is no guardian there any more."""

    left: UUID


class InvitationSettled(Output):
    """What became of it."""

    model_config = example(state="joined")

    state: States


class RecordOut(Output):
    """A child as one of the person's families keeps it."""

    model_config = example(name="张小明")

    id: UUID
    family_id: UUID
    name: str


class PairOut(Output):
    """Two records of one name and birth date, in two of the person's families."""

    model_config = example(ready=True)

    kept: RecordOut
    gone: RecordOut
    """What would become a part of the other."""
    ready: bool
    """Every guardian of the one that goes keeps the child: they may be joined."""


class PairsOut(Output):
    """But for those that somebody has told apart."""

    pairs: list[PairOut]


class RecordsJoinedOut(Output):
    """They are one."""

    kept: UUID


@router.get("/families", response_model=FamiliesOut)
async def list_families(request: Request, who: Who) -> dict[str, Any]:
    """The families in which the person stands: whose children, who acts for them, who would."""
    async with connection(request.app.state.system.pool) as conn:
        return {"families": [_family(one) for one in await families_of(conn, who.person_id)]}


@router.put("/families/{family_id}/guardians/me", response_model=GuardianCalled)
@refuses(NotFound)
async def say_what_one_is(
    request: Request, who: Who, key: IdempotencyKey, family_id: UUID, body: CalledIn
) -> JSONResponse:
    """Say what one is to the children of the family."""

    async def work(conn: Connection) -> Answer:
        await join.call(conn, who, family_id, body.called)
        return Answer(200, {"called": body.called})

    return await once(request, who, key, work, body.model_dump_json())


@router.delete("/families/{family_id}/guardians/me", response_model=FamilyLeft)
@refuses(NotFound, Conflict)
async def leave(request: Request, who: Who, key: IdempotencyKey, family_id: UUID) -> JSONResponse:
    """Be a guardian there no more; what is booked stays. The only guardian of children cannot."""

    async def work(conn: Connection) -> Answer:
        await leave_family(conn, who, family_id)
        return Answer(200, {"left": str(family_id)})

    return await once(request, who, key, work)


@router.post("/families/{family_id}/invitations", status_code=201, response_model=InvitedOut)
@refuses(NotFound, Conflict)
async def invite(request: Request, who: Who, key: IdempotencyKey, family_id: UUID, body: InviteIn) -> JSONResponse:
    """Invite another guardian: a code that works once and for half an hour, and lets nobody in who is not confirmed."""
    state = request.app.state

    async def work(conn: Connection) -> Answer:
        made = await join.invite(conn, who, family_id, to_phone=body.to_phone)
        code = join.code_of(state.vault, made, to_phone=body.to_phone)
        link = f"{state.system.settings.public_url}/booking/join/{code}"
        return Answer(201, {"id": str(made), "code": code, "link": link})

    return await once(request, who, key, work, body.model_dump_json())


@router.get("/invitations/{invitation_id}", response_model=InvitationOut)
@refuses(NotFound)
async def get_invitation(request: Request, who: Who, invitation_id: UUID) -> Any:
    """An invitation to a family of the person's, and who has accepted it."""
    async with connection(request.app.state.system.pool) as conn:
        return asdict(await join.own_invitation(conn, who, invitation_id))


@router.post("/invitations/{invitation_id}/settle", response_model=InvitationSettled)
@refuses(NotFound, Conflict)
async def settle(request: Request, who: Who, key: IdempotencyKey, invitation_id: UUID, body: SettleIn) -> JSONResponse:
    """Say whether whoever accepted it is the one who was meant."""

    async def work(conn: Connection) -> Answer:
        await join.settle(conn, who, invitation_id, joins=body.joins)
        return Answer(200, {"state": "joined" if body.joins else "declined"})

    return await once(request, who, key, work, body.model_dump_json())


@router.get("/invited/{code}", response_model=OfferedOut)
@refuses(NotFound)
async def read_code(request: Request, who: Who, code: str) -> dict[str, Any]:
    """Who invites, and to act for whom, as far as a holder of the code may know."""
    async with connection(request.app.state.system.pool) as conn:
        seen = await invited_to(conn, await join.invited(conn, request.app.state.vault, code), who.person_id)
    return {"by": seen.by and asdict(seen.by), "children": seen.children, "open": seen.open, "member": seen.member}


@router.post("/invited/{code}/accept", response_model=InvitationSettled)
@refuses(NotFound, Conflict)
async def accept(request: Request, who: Who, key: IdempotencyKey, code: str, body: AcceptIn) -> JSONResponse:
    """Accept it: the person acts for these children once a guardian of theirs has confirmed it."""
    vault, keys_dir = request.app.state.vault, request.app.state.system.settings.keys_dir
    ticket = read_invited(body.ticket, public_keys(keys_dir)) if body.ticket else None

    async def work(conn: Connection) -> Answer:
        await join.accept(conn, vault, who, code, called=body.called, ticket=ticket)
        return Answer(200, {"state": "accepted"})

    return await once(request, who, key, work, body.model_dump_json())


@router.get("/children/twice", response_model=PairsOut)
async def list_twice(request: Request, who: Who) -> dict[str, Any]:
    """The person's children of whom there are two records, because two families wrote them down."""
    async with connection(request.app.state.system.pool) as conn:
        found = await pairs_of(conn, who)
    return {
        "pairs": [
            {
                "kept": {"id": pair.kept.id, "family_id": pair.into, "name": pair.kept.name},
                "gone": {"id": pair.gone.id, "family_id": pair.out_of, "name": pair.gone.name},
                "ready": pair.ready,
            }
            for pair in found
        ]
    }


@router.post("/children/{child_id}/join", response_model=RecordsJoinedOut)
@refuses(NotFound, Conflict)
async def join_twice(request: Request, who: Who, key: IdempotencyKey, child_id: UUID, body: JoinIn) -> JSONResponse:
    """Join another record of the child into this one, for good: enrollments, papers, statements, earlier seasons."""
    state = request.app.state

    async def work(conn: Connection) -> Answer:
        await join_records(conn, state.desk.book, state.vault, who, kept_id=child_id, gone_id=body.other_id)
        return Answer(200, {"kept": str(child_id)})

    return await once(request, who, key, work, body.model_dump_json())


def _family(seen: FamilySeen) -> dict[str, Any]:
    guardians: list[Guardian] = list(seen.guardians.values())
    return {
        "id": seen.id,
        "own": seen.own,
        "children": seen.children,
        "guardians": [asdict(one) for one in guardians],
        "to_confirm": [asdict(one) for one in seen.to_confirm],
    }
