"""The JSON API of keys: how a union's own program comes to a token."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi.responses import JSONResponse
from pydantic import Field

from services.accounts.dependencies import AtOffice, Staff
from services.accounts.store.api_keys import ApiKey
from services.accounts.usecases.api_keys import KeyWanted, exchange, issue_key, keys_of, revoke_key, shown_key
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.errors import Conflict, KeyRefused, NotFound, refuses
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import SCOPES
from shared.web.contract import Operations
from shared.web.idempotency import IdempotencyKey, respond
from shared.web.shapes import Input, Output, example
from shared.web.shown import shows

router = Operations("accounts", "keys")
Scopes = list[Annotated[str, Field(json_schema_extra={"enum": [*SCOPES]})]]
_KEY = "aixin_AZvhwlw-emGdDj9sK3oeETq8Zr1mVb0Jc6hXk2L9sQwEuTyIoPaSdFgHjKlZxCvB"
_ID = "019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e21"


class KeyIn(Input):
    """What a program is to be allowed, for the union and all below it."""

    model_config = example(name="大厅的屏幕", scopes=["events:read"], days=180)

    name: str
    scopes: Scopes = Field(max_length=10)
    days: int
    """How long it is good, 400 at most."""


class KeyOut(Output):
    """A key, without what it is."""

    model_config = example(
        id=_ID, union="gaoxin", name="大厅的屏幕", scopes=["events:read"], state="good", made_by="王主任",
        made_at="2027-01-03T09:00:00+08:00", expires_at="2027-07-02T09:00:00+08:00",
    )  # fmt: skip

    id: UUID
    union: str
    name: str
    scopes: Scopes
    state: Literal["good", "expired", "revoked"]
    made_by: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    """When a token was last given for it."""


class KeyIssued(Output):
    """The key, which is told this once."""

    model_config = example(id=_ID, key=_KEY)

    id: UUID
    key: str


class KeyList(Output):
    """The newest hundred, those that are good no longer as well."""

    keys: list[KeyOut]


class KeyRevoked(Output):
    """It, and every token that was given for it."""

    model_config = example(revoked=_ID)

    revoked: UUID


class ProgramIn(Input):
    """The key."""

    model_config = example(key=_KEY)

    key: Annotated[str, Field(max_length=200)]


class ProgramOut(Output):
    """A token for `Authorization: Bearer`, and until when it is good: fifteen minutes."""

    model_config = example(token="eyJhbGciOiJFZERTQSJ9.e30.c2ln", expires_at="2027-01-04T09:15:00+08:00")  # noqa: S106

    token: str
    expires_at: datetime


@router.post("/programs", status_code=201)
@refuses(KeyRefused)
async def open_program(office: AtOffice, body: ProgramIn) -> ProgramOut:
    """Exchange a key for a token of fifteen minutes. A key that is expired, revoked or none is refused alike."""
    token = await exchange(office, body.key)
    return ProgramOut(token=token.text, expires_at=datetime.fromtimestamp(token.identity.expires).astimezone())


@router.get("/unions/{code}/keys")
@refuses(NotFound)
@shows()
async def list_keys(office: AtOffice, who: Staff, code: str) -> KeyList:
    """A union's keys, and when each was last used."""
    async with connection(office.system.pool) as conn:
        return KeyList(keys=[_told(key) for key in await keys_of(conn, who, code)])


@router.post("/unions/{code}/keys", status_code=201, response_model=KeyIssued)
@refuses(NotFound, Conflict)
@shows()
async def issue_api_key(office: AtOffice, who: Staff, key: IdempotencyKey, code: str, body: KeyIn) -> JSONResponse:
    """Issue a key to a program of the union. Needs a second factor in this log-in."""
    wanted = KeyWanted(body.name, body.scopes, body.days)

    async def work(conn: Connection) -> Answer:
        return Answer(201, {"id": str(await issue_key(conn, office.vault, who, code, wanted=wanted))})

    made = await write_once(office.system, who.person_id, key, digest("api-key", code, body), work)
    async with connection(office.system.pool) as conn:
        text = await shown_key(conn, office.vault, who, code, key_id=UUID(made.body["id"]))
    issued = KeyIssued(id=made.body["id"], key=text)
    return respond(Answer(made.status, issued.model_dump(mode="json")))


@router.delete("/keys/{key_id}", response_model=KeyRevoked)
@refuses(NotFound)
@shows()
async def revoke_api_key(office: AtOffice, who: Staff, key: IdempotencyKey, key_id: UUID) -> JSONResponse:
    """Revoke a key; no token that was given for it counts any more, anywhere."""

    async def work(conn: Connection) -> Answer:
        await revoke_key(conn, who, key_id)
        return Answer(200, {"revoked": str(key_id)})

    return respond(await write_once(office.system, who.person_id, key, digest("revoke-api-key", key_id), work))


def _told(key: ApiKey) -> KeyOut:
    return KeyOut(
        id=key.id,
        union=key.union_code,
        name=key.name,
        scopes=key.scopes,
        state=key.state,
        made_by=key.made_name,
        made_at=key.made_at,
        expires_at=key.expires_at,
        used_at=key.used_at,
    )
