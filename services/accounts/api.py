"""JSON: parse, call the use case, shape the answer."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from services.accounts import cookies
from services.accounts.desk import AtDesk
from services.accounts.domain.roles import ALL, Union, managed
from services.accounts.domain.roll import Problem
from services.accounts.staff import Staff
from services.accounts.store import people, roll, unions
from services.accounts.usecases.ask_code import ask_code
from services.accounts.usecases.import_roll import Upload, read_roll, write_roll
from services.accounts.usecases.log_in import log_in
from services.accounts.usecases.manage_unions import add_list, add_union, grant_role, managed_or_404, revoke_role
from services.accounts.words.rows import told
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.demonstration import told_to
from shared.errors import NotFound, NotSignedIn
from shared.kernel.answer import Answer, digest
from shared.web.auth import Who
from shared.web.idempotency import IdempotencyKey, respond

router = APIRouter(prefix="/accounts/api", tags=["accounts"])
SHOWN = 1000


class Body(BaseModel):
    """A request; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class PhoneIn(Body):
    """Where to send a code."""

    phone: str


class CodeIn(Body):
    """A code that was received."""

    request_id: UUID
    code: str


class UnionIn(Body):
    """A new union. `kind`: region, park or employer."""

    code: str
    name: str
    kind: str
    parent: str | None = None


class ListIn(Body):
    """A new list of people (名单) by its name."""

    name: str


class GrantIn(Body):
    """A role: organizer or teacher of a union; federation of `*`."""

    phone: str
    role: str
    union: str = ALL


class RevokeIn(Body):
    """A role to take back, by the `phone_key` of its listing."""

    phone_key: str
    role: str
    union: str = ALL


@router.post("/codes")
async def send_code(request: Request, desk: AtDesk, body: PhoneIn) -> dict[str, Any]:
    """Send a log-in code. The answer is the same whether or not the phone is known."""
    asked = await ask_code(desk, body.phone, tell=told_to(desk.system.settings, request.headers))
    answer = {"request_id": str(asked.request_id), "wait_seconds": asked.wait_seconds}
    return answer | ({"code": asked.code} if asked.code else {})


@router.post("/sessions", status_code=201)
async def open_session(desk: AtDesk, body: CodeIn) -> JSONResponse:
    """Exchange a code for a session cookie and a token of 15 minutes."""
    done = await log_in(desk, body.request_id, body.code)
    expires = datetime.fromtimestamp(done.token.identity.expires).astimezone().isoformat()
    response = JSONResponse({"token": done.token.text, "expires_at": expires}, 201)
    cookies.set_session(response, desk.system.settings, done.session)
    cookies.set_token(response, desk.system.settings, done.token)
    return response


@router.get("/me")
async def me(desk: AtDesk, who: Who) -> dict[str, Any]:
    """Who I am here."""
    async with connection(desk.system.pool) as conn:
        person = await people.get(conn, who.person_id)
    if person is None:
        raise NotSignedIn
    return {
        "id": str(who.person_id),
        "name": person["name"],
        "phone": person["phone_masked"],
        "unions": list(person["unions"]),
        "revision": person["revision"],
        "roles": [{"role": role, "union": union} for role, union in sorted(who.roles)],
    }


@router.get("/unions")
async def list_unions(desk: AtDesk, who: Who) -> list[dict[str, Any]]:
    """The unions I manage, with the length of their rolls."""
    async with connection(desk.system.pool) as conn:
        mine, counts = managed(who.roles, await unions.every(conn)), await roll.counts(conn)
    return [
        {"code": u.code, "name": u.name, "kind": u.kind, "parent": u.parent, "members": counts.get(u.code, 0)}
        for u in mine.values()
    ]


@router.post("/unions", status_code=201)
async def new_union(desk: AtDesk, who: Staff, key: IdempotencyKey, body: UnionIn) -> JSONResponse:
    """Add a union below one I manage."""

    async def work(conn: Connection) -> Answer:
        await add_union(conn, who, Union(body.code, body.name, body.kind, body.parent))
        return Answer(201, body.model_dump())

    return respond(await write_once(desk.system, who.person_id, key, digest("union", body), work))


@router.post("/unions/{code}/lists", status_code=201)
async def new_list(desk: AtDesk, who: Staff, key: IdempotencyKey, code: str, body: ListIn) -> JSONResponse:
    """Add a list that a union I manage keeps: its roll is imported like a union's, a plan asks for it by its name."""

    async def work(conn: Connection) -> Answer:
        return Answer(201, {"code": (await add_list(conn, who, code, body.name.strip())).code})

    return respond(await write_once(desk.system, who.person_id, key, digest("list", code, body), work))


@router.get("/unions/{code}/grants")
async def list_grants(desk: AtDesk, who: Staff, code: str) -> list[dict[str, Any]]:
    """Who holds a role for the union."""
    async with connection(desk.system.pool) as conn:
        managed_or_404(who, code, await unions.every(conn))
        return [
            {"phone_key": g["phone_key"], "phone": g["phone_masked"], "role": g["role"], "at": g["at"].isoformat()}
            for g in await unions.grants_of(conn, code)
        ]


@router.post("/grants", status_code=201)
async def grant(desk: AtDesk, who: Staff, key: IdempotencyKey, body: GrantIn) -> JSONResponse:
    """Give a role by phone, before or after its owner's first log-in."""

    async def work(conn: Connection) -> Answer:
        await grant_role(desk, conn, who, body.phone, role=body.role, union=body.union)
        return Answer(201, {"role": body.role, "union": body.union})

    return respond(await write_once(desk.system, who.person_id, key, digest("grant", body), work))


@router.post("/grants/revoke")
async def revoke(desk: AtDesk, who: Staff, key: IdempotencyKey, body: RevokeIn) -> JSONResponse:
    """Take a role back; it is gone from the next token."""

    async def work(conn: Connection) -> Answer:
        await revoke_role(conn, who, body.phone_key, body.role, body.union)
        return Answer(200, {"role": body.role, "union": body.union})

    return respond(await write_once(desk.system, who.person_id, key, digest("revoke", body), work))


@router.post("/unions/{code}/roll", status_code=201)
async def import_roll(
    desk: AtDesk,
    who: Staff,
    key: IdempotencyKey,
    code: str,
    *,
    file: Annotated[UploadFile, File()],
    strict: Annotated[bool, Form()] = False,
) -> JSONResponse:
    """Import a roll (.xlsx or .csv). `strict`: one bad row, and nothing is imported. The same file again changes nothing."""
    upload = Upload(code, file.filename or "", await file.read(), strict)
    reading = await read_roll(desk, who, upload)

    async def work(conn: Connection) -> Answer:
        return await write_roll(conn, reading, who.person_id)

    return respond(await write_once(desk.system, who.person_id, key, reading.digest, work))


@router.get("/imports/{import_id}/problems")
async def problems(
    desk: AtDesk, who: Staff, import_id: UUID, start: Annotated[int, Query(ge=0, le=1_000_000)] = 0
) -> dict[str, Any]:
    """Bad rows of an import, 1,000 at a time: what is wrong and how to mend it."""
    async with connection(desk.system.pool) as conn:
        report = await roll.report(conn, import_id, start, SHOWN)
        if report is None:
            raise NotFound
        managed_or_404(who, report["union_code"], await unions.every(conn))
    return {"count": report["bad"], "problems": [_told(Problem(*problem)) for problem in report["problems"]]}


def _told(problem: Problem) -> dict[str, Any]:
    (_, zh, mend_zh), (_, en, mend_en) = told(problem, zh=True), told(problem, zh=False)
    return {
        "row": problem.row,
        "column": problem.column,
        "kind": problem.kind,
        "zh": f"{zh}：{mend_zh}",
        "en": f"{en}. {mend_en}",
    }
