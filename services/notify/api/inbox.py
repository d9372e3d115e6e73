"""The JSON API of notifications: a person's own messages and preferences, nobody else's."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from services.notify import texts
from services.notify.store import messages, recipients
from services.notify.store.messages import StoredMessage
from services.notify.store.recipients import Recipient
from services.notify.usecases.preferences import Wish, confirmation_path, prefer
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.demonstration import told_to
from shared.errors import NotFound, TooMany, refuses
from shared.kernel.answer import Answer, digest
from shared.system import System
from shared.web.auth import Who
from shared.web.contract import Operations
from shared.web.idempotency import IdempotencyKey, respond
from shared.web.problems import Language
from shared.web.shapes import Input, Output, example

router = Operations("notify", "notify")
Kind = Annotated[str, Field(json_schema_extra={"enum": texts.EVERY_KIND})]


class MessageOut(Output):
    """A message in one language."""

    model_config = example(
        id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e09",
        kind="confirmed",
        at="2027-01-04T09:00:00+08:00",
        read=False,
        subject="已录取：张*明，一至三年级班",
        body="请按时到一号园区职工之家报到。",
        path="/booking/enrollments/019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e07",
    )

    id: UUID
    kind: Kind
    at: datetime
    read: bool
    subject: str
    body: str
    path: str
    """Where to go on, on this site."""
    until: datetime | None = None
    """By when it must be answered there; null: there is nothing to answer."""


class MessagesOut(Output):
    """Newest first; `next` is the `after` of the following page."""

    messages: list[MessageOut]
    next: UUID | None
    unread: int


class ReadOut(Output):
    """How many messages had not been read before."""

    model_config = example(read=3)

    read: int


class PreferencesIn(Input):
    """An empty address: no mail."""

    model_config = example(email="wangfang@example.com", language="zh")

    email: str = ""
    language: Language = "zh"


class PreferencesOut(Output):
    """How a person hears besides the inbox."""

    model_config = example(email="wangfang@example.com", confirmed=True, language="zh", mail_ready=True)

    email: str | None
    confirmed: bool
    """Nothing but the question whether it is theirs is mailed to an address before it is."""
    language: Language
    mail_ready: bool
    """False when this installation has no mail server."""
    confirm_path: str | None = None
    """What the mailed link leads to; told here in a demonstration only."""


@router.get("/messages")
async def list_messages(
    request: Request,
    who: Who,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    lang: Language = "zh",
) -> MessagesOut:
    """A page of the inbox."""
    async with connection(_system(request).pool) as conn:
        page = await messages.inbox_page(conn, who.person_id, after, limit + 1)
        unread = await messages.unread(conn, [who.person_id])
    return MessagesOut(
        messages=[_told(message, lang) for message in page[:limit]],
        next=page[limit - 1].id if len(page) > limit else None,
        unread=unread[who.person_id].count if unread else 0,
    )


@router.get("/messages/{message_id}")
@refuses(NotFound)
async def get_message(request: Request, who: Who, message_id: UUID, lang: Language = "zh") -> MessageOut:
    """One message; reading it here does not mark it."""
    async with connection(_system(request).pool) as conn:
        return _told(await messages.message_of(conn, who.person_id, message_id), lang)


@router.post("/messages/{message_id}/read", response_model=ReadOut)
@refuses(NotFound)
async def read_message(request: Request, who: Who, message_id: UUID, key: IdempotencyKey) -> JSONResponse:
    """Mark one message as read."""

    async def work(conn: Connection) -> Answer:
        await messages.message_of(conn, who.person_id, message_id)
        return Answer(200, {"read": await messages.mark_read(conn, who.person_id, [message_id])})

    return respond(await write_once(_system(request), who.person_id, key, digest("read", message_id), work))


@router.post("/read-all", response_model=ReadOut)
async def read_all_messages(request: Request, who: Who, key: IdempotencyKey) -> JSONResponse:
    """Mark every message as read."""

    async def work(conn: Connection) -> Answer:
        return Answer(200, {"read": await messages.mark_read(conn, who.person_id)})

    return respond(await write_once(_system(request), who.person_id, key, digest("read-all"), work))


@router.get("/preferences")
async def get_preferences(request: Request, who: Who) -> PreferencesOut:
    """How the person hears."""
    async with connection(_system(request).pool) as conn:
        return _chosen(await recipients.recipient(conn, who.person_id), who.person_id, request)


@router.put("/preferences", response_model=PreferencesOut)
@refuses(TooMany)
async def put_preferences(request: Request, who: Who, wish: PreferencesIn, key: IdempotencyKey) -> JSONResponse:
    """Choose; a new address is asked by mail whether it is theirs."""

    async def work(conn: Connection) -> Answer:
        now = await prefer(conn, who.person_id, Wish(wish.email, wish.language))
        return Answer(200, _chosen(now, who.person_id, request).model_dump(mode="json"))

    what = digest("preferences", wish.email, wish.language)
    return respond(await write_once(_system(request), who.person_id, key, what, work))


def _system(request: Request) -> System:
    system: System = request.app.state.system
    return system


def _told(message: StoredMessage, language: str) -> MessageOut:
    text = texts.text(message.kind, language, message.params, message.person_id)
    return MessageOut(
        id=message.id,
        kind=message.kind,
        at=message.created_at,
        read=message.read_at is not None,
        subject=text.subject,
        body=text.body,
        path=text.path,
        until=text.until,
    )


def _chosen(now: Recipient, person: UUID, request: Request) -> PreferencesOut:
    settings = _system(request).settings
    asked = told_to(settings, request) and now.email and not now.confirmed
    return PreferencesOut(
        email=now.email,
        confirmed=now.confirmed,
        language="en" if now.language == "en" else "zh",
        mail_ready=bool(settings.smtp_url),
        confirm_path=confirmation_path(settings, person, now.email) if asked and now.email else None,
    )
