"""The JSON door for what becomes of a union: another name, a part of another one, or none any more."""

from fastapi.responses import JSONResponse

from services.accounts.dependencies import AtOffice, Staff
from services.accounts.office import Office
from services.accounts.usecases.change_unions import close_union, merge_unions, rename_union
from shared.db.once import Work, write_once
from shared.db.pool import Connection
from shared.errors import Conflict, NotFound, refuses
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.web.contract import Operations
from shared.web.idempotency import IdempotencyKey, respond
from shared.web.shapes import Input, Output, example
from shared.web.shown import shows

router = Operations("accounts", "unions")


class RenameIn(Input):
    """What a union is called."""

    model_config = example(new_name="高新园区工会")

    new_name: str


class UnionMergeIn(Input):
    """Of which union it becomes a part."""

    model_config = example(into="gaoxin")

    into: str


class CloseIn(Input):
    """Why there is no such union any more."""

    model_config = example(why="企业搬走了")

    why: str


class UnionBecame(Output):
    """It is done; groups and plans that name the code go on."""

    model_config = example(code="lantian")

    code: str


@router.post("/unions/{code}/rename", response_model=UnionBecame)
@refuses(NotFound, Conflict)
@shows()
async def rename(office: AtOffice, who: Staff, key: IdempotencyKey, code: str, body: RenameIn) -> JSONResponse:
    """Give a union I manage another name."""

    async def work(conn: Connection) -> Answer:
        await rename_union(conn, who, code, body.new_name.strip())
        return Answer(200, {"code": code})

    return await _once(office, who, key, work, "rename union", code, body.new_name)


@router.post("/unions/{code}/merge", response_model=UnionBecame)
@refuses(NotFound, Conflict)
@shows()
async def merge(office: AtOffice, who: Staff, key: IdempotencyKey, code: str, body: UnionMergeIn) -> JSONResponse:
    """Make a union a part of another one: members, roles, lists, and the unions below it. Answers where they went."""

    async def work(conn: Connection) -> Answer:
        await merge_unions(conn, who, code, body.into)
        return Answer(200, {"code": body.into})

    return await _once(office, who, key, work, "merge union", code, body.into)


@router.post("/unions/{code}/close", response_model=UnionBecame)
@refuses(NotFound, Conflict)
@shows()
async def close(office: AtOffice, who: Staff, key: IdempotencyKey, code: str, body: CloseIn) -> JSONResponse:
    """Close a union that has none below it: nobody belongs to it any more. It is for whoever organizes the union above."""

    async def work(conn: Connection) -> Answer:
        await close_union(conn, who, code, body.why)
        return Answer(200, {"code": code})

    return await _once(office, who, key, work, "close union", code, body.why)


async def _once(office: Office, who: Identity, key: str, work: Work, *what: object) -> JSONResponse:
    return respond(await write_once(office.system, who.person_id, key, digest(*what), work))
