"""The JSON door for phones: the person's own becomes another one, a member's that is lost, and the one that an invitation is to."""

from datetime import datetime
from uuid import UUID

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import Field

from services.accounts import cookies
from services.accounts.dependencies import AtOffice, Staff, Who
from services.accounts.shapes import CodeIn, CodeSent, PhoneIn
from services.accounts.store import invited_phones, people, phones
from services.accounts.usecases.ask_code import CodeAsked
from services.accounts.usecases.change_phone import Proof, ask_to_change, change_phone
from services.accounts.usecases.invite_phone import name_phone, vouch
from services.accounts.usecases.lost_phone import ask_for_lost
from services.accounts.usecases.vouch_number import vouch_number
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.demonstration import told_to
from shared.errors import Conflict, NotFound, NotSignedIn, TooMany, refuses
from shared.kernel.answer import Answer, digest
from shared.web.contract import Operations
from shared.web.idempotency import IdempotencyKey, respond
from shared.web.shapes import Input, Output, example
from shared.web.shown import shows

router = Operations("accounts", "phones")


class BothSent(Output):
    """A code to the old phone, and one to the new."""

    old: CodeSent
    new: CodeSent


class BothIn(Input):
    """The code that came to the old phone, and the one that came to the new."""

    model_config = example(
        old={"request_id": "019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e01", "code": "123456"},
        new={"request_id": "019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e02", "code": "654321"},
    )

    old: CodeIn
    new: CodeIn


class PhoneOut(Output):
    """The person's phone."""

    model_config = example(phone="138****0001", becomes=None, acts_at=None)

    phone: str
    becomes: str | None
    """What a union asked for in its place, masked; none: nothing."""
    acts_at: datetime | None
    """From when on."""


class LostIn(Input):
    """A member's number that is lost, and the one they have now."""

    model_config = example(old="13800000001", new="13800000009", reason="手机丢失")

    old: str
    new: str
    reason: str
    """The member reads it."""


class LostPhoneAsked(Output):
    """It is asked for, and told to the old number."""

    model_config = example(asked="13800000009")

    asked: str


class VouchIn(Input):
    """A number that is still its member's."""

    model_config = example(vouched="13800000001", grounds="当面核实过身份证")

    vouched: str
    grounds: str
    """The unions above read it."""


class Vouched(Output):
    """It counts as used today."""

    model_config = example(vouched="13800000001")

    vouched: str


class Stopped(Output):
    """The number stays."""

    model_config = example(stopped=True)

    stopped: bool


class InvitedIn(Input):
    """The phone that an invitation is to, and the invitation's code."""

    model_config = example(phone="13800000002", code="A" * 43)

    phone: str
    code: str = Field(max_length=60)


class PhoneNamed(Output):
    """Only this phone can accept the invitation."""

    invitation: UUID


class CodesOut(Output):
    """Codes of invitations to the person's own phone."""

    model_config = example(codes=["A" * 43])

    codes: list[str]


class TicketOut(Output):
    """Good for half an hour: booking's `acceptInvitation` takes it."""

    model_config = example(ticket="eyJhbGciOiJFZERTQSIs…")

    ticket: str


@router.get("/phone", response_model=PhoneOut)
async def get_phone(office: AtOffice, who: Who) -> PhoneOut:
    """The person's phone, and what a union asked for in its place."""
    async with connection(office.system.pool) as conn:
        person, asked = await people.get(conn, who.person_id), await phones.asked(conn, who.person_id)
    if person is None:
        raise NotSignedIn
    return PhoneOut(
        phone=person["phone_masked"],
        becomes=asked["phone_masked"] if asked else None,
        acts_at=asked["acts_at"] if asked else None,
    )


@router.post("/phone/codes", response_model=BothSent)
@refuses(Conflict, TooMany)
async def send_phone_codes(request: Request, office: AtOffice, who: Who, body: PhoneIn) -> BothSent:
    """Send a code to the person's phone, and one to the phone it is to become."""
    settings = office.system.settings
    asker, tell = cookies.asker_of(request, settings), told_to(settings, request)
    old, new = await ask_to_change(office, who.person_id, body.phone, asker, tell=tell)
    return BothSent(old=_sent(old), new=_sent(new))


@router.post("/phone", response_model=PhoneOut)
@refuses(Conflict)
async def put_phone(office: AtOffice, who: Who, body: BothIn) -> PhoneOut:
    """It is the new phone from now on; children, bookings and membership stay."""
    old, new = (Proof(proof.request_id, proof.code) for proof in (body.old, body.new))
    await change_phone(office, who.person_id, old, new)
    return await get_phone(office, who)


@router.delete("/phone/asked", response_model=Stopped)
async def refuse_phone(office: AtOffice, who: Who, key: IdempotencyKey) -> JSONResponse:
    """The person's phone is not lost: it does not become the one that a union asked for."""

    async def work(conn: Connection) -> Answer:
        return Answer(200, {"stopped": await phones.stop(conn, who.person_id)})

    return respond(await write_once(office.system, who.person_id, key, digest("phone stays"), work))


@router.post("/unions/{code}/phones", response_model=LostPhoneAsked, status_code=201)
@refuses(NotFound, Conflict)
@shows()
async def replace_lost_phone(
    office: AtOffice, who: Staff, key: IdempotencyKey, code: str, body: LostIn
) -> JSONResponse:
    """Ask for another phone of a member who lost theirs: it counts after a wait, unless whoever has the old number stops it."""
    told: list[str] = []

    async def work(conn: Connection) -> Answer:
        old = await ask_for_lost(office, conn, who, code, old_text=body.old, new_text=body.new, reason=body.reason)
        told.append(old)
        return Answer(201, {"asked": body.new})

    answer = await write_once(office.system, who.person_id, key, digest("phone lost", code, body), work)
    for phone in filter(None, told):
        await office.channel.warn(phone, office.system.settings.phone_hours)
    return respond(answer)


@router.post("/unions/{code}/numbers", response_model=Vouched)
@refuses(NotFound, Conflict)
@shows()
async def vouch_for_number(office: AtOffice, who: Staff, key: IdempotencyKey, code: str, body: VouchIn) -> JSONResponse:
    """Say that a member's number is still theirs, though nobody used it for long: they log in without another proof."""

    async def work(conn: Connection) -> Answer:
        await vouch_number(office, conn, who, code, phone_text=body.vouched, reason=body.grounds)
        return Answer(200, {"vouched": body.vouched})

    return respond(await write_once(office.system, who.person_id, key, digest("vouch", code, body), work))


@router.get("/invitations", response_model=CodesOut)
async def list_invitations(office: AtOffice, who: Who) -> CodesOut:
    """What was sent to the person's phone: guardians who invite them."""
    async with connection(office.system.pool) as conn:
        return CodesOut(codes=await invited_phones.to(conn, who.person_id))


@router.put("/invitations/{invitation_id}", response_model=PhoneNamed)
@refuses(NotFound, TooMany)
async def name_invited_phone(
    office: AtOffice, who: Who, key: IdempotencyKey, invitation_id: UUID, body: InvitedIn
) -> JSONResponse:
    """Say to which phone an invitation of one's own is; the answer is the same whether or not the phone is known."""
    told: list[str] = []

    async def work(conn: Connection) -> Answer:
        named = await name_phone(office, conn, who, invitation_id, phone_text=body.phone, code=body.code)
        told.append(named)
        return Answer(200, {"invitation": str(invitation_id)})

    answer = await write_once(office.system, who.person_id, key, digest("invited phone", invitation_id, body), work)
    for phone in told:
        await office.channel.invite(phone)
    return respond(answer)


@router.get("/invitations/{invitation_id}/ticket", response_model=TicketOut)
@refuses(NotFound)
async def get_ticket(office: AtOffice, who: Who, invitation_id: UUID) -> TicketOut:
    """That an invitation is to the phone of the one who asks; nothing is found where it is to another one."""
    async with connection(office.system.pool) as conn:
        ticket = await vouch(office, conn, who, invitation_id)
    if ticket is None:
        raise NotFound
    return TicketOut(ticket=ticket)


def _sent(asked: CodeAsked) -> CodeSent:
    return CodeSent(request_id=asked.request_id, wait_seconds=asked.wait_seconds, code=asked.code or None)
