"""The JSON door for logging in, unions, roles and rolls."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import File, Form, Query, Request, UploadFile
from fastapi.responses import JSONResponse

from services.accounts import cookies
from services.accounts.dependencies import AtOffice, Holder, Staff, Who
from services.accounts.domain.roles import ALL, FEDERATION, Union, managed
from services.accounts.domain.roll import Remark
from services.accounts.shapes import (
    CodeIn,
    CodeSent,
    ConfirmIn,
    GrantIn,
    GrantOut,
    GrantsOut,
    HeldRole,
    ListIn,
    ListOut,
    MeOut,
    PhoneIn,
    ProblemOut,
    ProblemsOut,
    RevokeIn,
    RollOut,
    SecondFactorIn,
    SessionOut,
    UnionIn,
    UnionOnRoll,
    UnionOut,
    UnionsOut,
    WaitingGrant,
    WaitingGrantsOut,
)
from services.accounts.store import people, roll, unions
from services.accounts.usecases.ask_code import ask_code
from services.accounts.usecases.import_roll import RollFile, read_roll, write_roll
from services.accounts.usecases.issue_token import Token
from services.accounts.usecases.log_in import log_in
from services.accounts.usecases.logged_in import Asleep
from services.accounts.usecases.manage_unions import (
    add_list,
    add_union,
    confirm_role,
    grant_role,
    managed_or_404,
    revoke_role,
)
from services.accounts.usecases.second_factor import prove
from services.accounts.words import refusals
from services.accounts.words.rows import told
from shared.db import readings
from shared.db.once import write_once
from shared.db.pool import Connection, connection, transaction
from shared.db.readings import Reading
from shared.demonstration import told_to
from shared.errors import Conflict, Forbidden, NotFound, NotSignedIn, TooMany, refuses
from shared.kernel.answer import Answer, digest
from shared.web.contract import Operations
from shared.web.idempotency import IdempotencyKey, respond
from shared.web.shown import shows

router = Operations("accounts", "accounts")


@router.post("/codes", response_model_exclude_none=True)
@refuses(TooMany)
async def send_code(request: Request, office: AtOffice, body: PhoneIn) -> CodeSent:
    """Send a log-in code. The answer is the same whether or not the phone is known."""
    settings = office.system.settings
    asked = await ask_code(office, body.phone, cookies.asker_of(request, settings), tell=told_to(settings, request))
    return CodeSent(request_id=asked.request_id, wait_seconds=asked.wait_seconds, code=asked.code or None)


@router.post("/sessions", status_code=201, response_model=SessionOut)
@refuses(Conflict, TooMany)
async def open_session(request: Request, office: AtOffice, body: CodeIn) -> JSONResponse:
    """Exchange a code for a session cookie and a token of 15 minutes."""
    browser = cookies.asker_of(request, office.system.settings).browser
    done = await log_in(office, body.request_id, body.code, browser=browser)
    if isinstance(done, Asleep):
        raise Conflict(*refusals.ASLEEP)
    response = JSONResponse(_vouching(done.token), 201)
    cookies.set_session(response, office.system.settings, done.session)
    cookies.set_token(response, office.system.settings, done.token)
    return response


@router.post("/sessions/second-factor", response_model=SessionOut)
@refuses(Conflict, TooMany)
async def prove_session(office: AtOffice, who: Holder, body: SecondFactorIn) -> JSONResponse:
    """Give the second factor that roles need (`second-factor-missing`): a new token, in which they count."""
    token = await prove(office, who, body.code)
    response = JSONResponse(_vouching(token))
    cookies.set_token(response, office.system.settings, token)
    return response


def _vouching(token: Token) -> dict[str, str]:
    return {"token": token.text, "expires_at": datetime.fromtimestamp(token.identity.expires).astimezone().isoformat()}


@router.get("/me")
async def get_me(office: AtOffice, who: Who) -> MeOut:
    """Who I am here."""
    async with connection(office.system.pool) as conn:
        person = await people.get(conn, who.person_id)
    if person is None:
        raise NotSignedIn
    return MeOut(
        id=who.person_id,
        name=person["name"],
        phone=person["phone_masked"],
        unions=list(person["unions"]),
        revision=person["revision"],
        roles=[HeldRole(role=role, union=union) for role, union in sorted(who.roles)],
    )


@router.get("/unions")
async def list_unions(office: AtOffice, who: Who) -> UnionsOut:
    """The unions I manage, with the length of their rolls."""
    async with connection(office.system.pool) as conn:
        mine, counts = managed(who.roles, await unions.every(conn)), await roll.counts(conn)
    return UnionsOut(unions=[UnionOnRoll(**asdict(u), members=counts.get(u.code, 0)) for u in mine.values()])


@router.post("/unions", status_code=201, response_model=UnionOut)
@refuses(Conflict)
@shows()
async def create_union(office: AtOffice, who: Staff, key: IdempotencyKey, body: UnionIn) -> JSONResponse:
    """Add a union below one I manage."""

    async def work(conn: Connection) -> Answer:
        await add_union(conn, who, Union(body.code, body.name, body.kind, body.parent))
        return Answer(201, body.model_dump())

    return respond(await write_once(office.system, who.person_id, key, digest("union", body), work))


@router.post("/unions/{code}/lists", status_code=201, response_model=ListOut)
@refuses(NotFound, Conflict)
@shows()
async def create_list(office: AtOffice, who: Staff, key: IdempotencyKey, code: str, body: ListIn) -> JSONResponse:
    """Add a list that a union I manage keeps: its roll is imported like a union's, a plan asks for it by its name."""

    async def work(conn: Connection) -> Answer:
        return Answer(201, {"code": (await add_list(conn, who, code, body.name.strip())).code})

    return respond(await write_once(office.system, who.person_id, key, digest("list", code, body), work))


@router.get("/unions/{code}/grants")
@refuses(NotFound)
@shows("grants")
async def list_grants(office: AtOffice, who: Staff, code: str) -> GrantsOut:
    """Who holds a role for the union."""
    async with transaction(office.system.pool) as conn:
        managed_or_404(who, code, await unions.every(conn))
        await readings.keep(conn, who, Reading("grants", [code]))
        held = await unions.grants_of(conn, code)
    return GrantsOut(
        grants=[
            GrantOut(
                phone_key=g["phone_key"], phone=g["phone_masked"], role=g["role"], at=g["at"], acts_at=g["acts_at"]
            )
            for g in held
        ]
    )


@router.get("/grants/waiting")
@shows("grants")
async def list_waiting_grants(office: AtOffice, who: Staff) -> WaitingGrantsOut:
    """Roles that do not count yet, for the federation to look at."""
    if not who.has(FEDERATION):
        raise Forbidden
    async with transaction(office.system.pool) as conn:
        found = await unions.waiting(conn)
        await readings.keep(conn, who, Reading("grants", {grant["union_code"] or ALL for grant in found}))
    return WaitingGrantsOut(
        grants=[
            WaitingGrant(
                phone_key=g["phone_key"], phone=g["phone_masked"], role=g["role"], at=g["at"], acts_at=g["acts_at"],
                union=g["union_code"] or ALL,
            )
            for g in found
        ]
    )  # fmt: skip


@router.post("/grants/confirm", response_model=HeldRole)
@refuses(NotFound, Conflict)
@shows()
async def confirm(office: AtOffice, who: Staff, key: IdempotencyKey, body: ConfirmIn) -> JSONResponse:
    """Have a role that another officer of the federation gave count at once."""

    async def work(conn: Connection) -> Answer:
        await confirm_role(conn, who, body.phone_key, body.role, body.union)
        return Answer(200, {"role": body.role, "union": body.union})

    return respond(await write_once(office.system, who.person_id, key, digest("confirm", body), work))


@router.post("/grants", status_code=201, response_model=HeldRole)
@shows()
async def give_role(office: AtOffice, who: Staff, key: IdempotencyKey, body: GrantIn) -> JSONResponse:
    """Give a role by phone, before or after its owner's first log-in. All but a teacher's counts after 24 hours, or when it is confirmed."""

    async def work(conn: Connection) -> Answer:
        await grant_role(office, conn, who, body.phone, role=body.role, union=body.union)
        return Answer(201, {"role": body.role, "union": body.union})

    return respond(await write_once(office.system, who.person_id, key, digest("grant", body), work))


@router.post("/grants/revoke", response_model=HeldRole)
@refuses(NotFound)
@shows()
async def take_role_back(office: AtOffice, who: Staff, key: IdempotencyKey, body: RevokeIn) -> JSONResponse:
    """Take a role back; it is gone at once, everywhere."""

    async def work(conn: Connection) -> Answer:
        await revoke_role(conn, who, body.phone_key, body.role, body.union)
        return Answer(200, {"role": body.role, "union": body.union})

    return respond(await write_once(office.system, who.person_id, key, digest("revoke", body), work))


@router.post("/unions/{code}/roll", status_code=201, response_model=RollOut)
@refuses(NotFound)
@shows()
async def import_roll(
    office: AtOffice,
    who: Staff,
    key: IdempotencyKey,
    code: str,
    *,
    file: Annotated[UploadFile, File()],
    strict: Annotated[bool, Form()] = False,
) -> JSONResponse:
    """Import a roll (.xlsx or .csv). `strict`: one bad row, and nothing is imported. The same file again changes nothing."""
    roll = RollFile(code, file.filename or "", await file.read(), strict)
    judged = await read_roll(office, who, roll)

    async def work(conn: Connection) -> Answer:
        return await write_roll(conn, judged, who.person_id)

    return respond(await write_once(office.system, who.person_id, key, judged.digest, work))


@router.get("/imports/{import_id}/problems")
@refuses(NotFound)
@shows("report")
async def list_problems(
    office: AtOffice,
    who: Staff,
    import_id: UUID,
    after: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 1000,
) -> ProblemsOut:
    """Bad rows of an import: what is wrong and how to mend it."""
    async with transaction(office.system.pool) as conn:
        report = await roll.report(conn, import_id, after, limit)
        if report is None:
            raise NotFound
        managed_or_404(who, report["union_code"], await unions.every(conn))
        await readings.keep(conn, who, Reading("report", [report["union_code"]]))
    told = [_told(Remark(*problem)) for problem in report["problems"]]
    seen = after + len(told)
    return ProblemsOut(count=report["bad"], problems=told, next=seen if told and seen < report["bad"] else None)


def _told(problem: Remark) -> ProblemOut:
    (_, zh, mend_zh), (_, en, mend_en) = told(problem, zh=True), told(problem, zh=False)
    return ProblemOut(
        row=problem.row, column=problem.column, kind=problem.kind, zh=f"{zh}：{mend_zh}", en=f"{en}. {mend_en}"
    )
