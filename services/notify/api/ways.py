"""The JSON API of how a person is told: each kind by each channel that is set up."""

from typing import Annotated

from fastapi.responses import JSONResponse
from pydantic import Field

from services.notify import texts
from services.notify.dependencies import AtSystem
from services.notify.domain.matters import SECURITY
from services.notify.store import ways
from services.notify.store.ways import Telling
from services.notify.usecases.choose_ways import choose
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.kernel.answer import Answer, digest
from shared.web.auth import Who
from shared.web.contract import Operations
from shared.web.idempotency import IdempotencyKey, respond
from shared.web.shapes import Input, Output, example

router = Operations("notify", "notify")
Kind = Annotated[str, Field(json_schema_extra={"enum": [*texts.EVERY_KIND]})]


class WayIn(Input):
    """Whether a kind of message comes by a channel."""

    model_config = example(channel="sms", kind="confirmed", wanted=True)

    channel: str
    kind: Kind
    wanted: bool


class WaysIn(Input):
    """What is to be otherwise; all else stays."""

    model_config = example(ways=[{"channel": "sms", "kind": "confirmed", "wanted": True}])

    ways: list[WayIn] = Field(max_length=1000)


class WayOut(Output):
    """Whether a kind of message comes by a channel besides the inbox."""

    model_config = example(channel="sms", kind="confirmed", wanted=True, fixed=False)

    channel: str
    kind: Kind
    wanted: bool
    fixed: bool
    """It guards the family and cannot be switched off."""


class WaysOut(Output):
    """Every kind that an open channel can tell."""

    ways: list[WayOut]


@router.get("/ways")
async def get_ways(who: Who, system: AtSystem) -> WaysOut:
    """How the person is told: as they chose, else as their union has it."""
    async with connection(system.pool) as conn:
        return _shown(await ways.of_person(conn, who.person_id))


@router.put("/ways", response_model=WaysOut)
async def put_ways(who: Who, system: AtSystem, wanted: WaysIn, key: IdempotencyKey) -> JSONResponse:
    """Choose."""
    chosen = [Telling(way.channel, way.kind, way.wanted) for way in wanted.ways]

    async def work(conn: Connection) -> Answer:
        await choose(conn, who.person_id, chosen)
        return Answer(200, _shown(await ways.of_person(conn, who.person_id)).model_dump(mode="json"))

    what = digest("choose-ways", *(str(part) for one in sorted(chosen) for part in one))
    return respond(await write_once(system, who.person_id, key, what, work))


def _shown(found: list[Telling]) -> WaysOut:
    return WaysOut(
        ways=[WayOut(channel=c, kind=kind, wanted=wanted, fixed=kind in SECURITY) for c, kind, wanted in found]
    )
