"""The JSON door for people who come to an organizer: a guardian to the desk, a teacher to be named for a group."""

from typing import Annotated

from fastapi.responses import JSONResponse
from pydantic import Field

from services.accounts.dependencies import AtOffice, Staff
from services.accounts.usecases.receive import LONGEST, receive
from shared.db.once import write_once
from shared.db.pool import Connection
from shared.kernel.answer import Answer, digest
from shared.web.contract import Operations
from shared.web.idempotency import IdempotencyKey, respond
from shared.web.shapes import Input, Output, example
from shared.web.shown import shows

router = Operations("accounts", "phones")


class ReceiveIn(Input):
    """Whose phone it is."""

    model_config = example(phone="13800000001", name="王奶奶")

    phone: str
    name: Annotated[str, Field(max_length=LONGEST)] | None = None
    """How a guardian is called who has no name here yet; none for a teacher, whom booking is told how to call."""


class ReceivedOut(Output):
    """What booking believes, for half an hour and from this organizer alone (its `prepareForFamily`, `nameTeacher`)."""

    model_config = example(ticket="eyJhbGciOiJFZERTQSIs…")

    ticket: str


@router.post("/desk/tickets", status_code=201, response_model=ReceivedOut)
@shows("guardians")
async def receive_person(office: AtOffice, who: Staff, key: IdempotencyKey, body: ReceiveIn) -> JSONResponse:
    """A ticket for the person with this phone, who begins here if need be; that they were looked up is kept."""

    async def work(conn: Connection) -> Answer:
        return Answer(201, {"ticket": await receive(office, conn, who, body.phone, body.name)})

    return respond(await write_once(office.system, who.person_id, key, digest("receive", body), work))
