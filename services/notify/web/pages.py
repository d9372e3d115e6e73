"""The family's pages: the inbox, a message, how to be told. GET changes nothing."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from services.notify import texts
from services.notify.store import messages, recipients
from services.notify.store.messages import ChannelState, StoredMessage
from services.notify.store.recipients import Recipient
from services.notify.usecases.preferences import Wish, ask_again, confirm, confirmation_path, prefer
from services.notify.words import ways as words
from shared.db.once import Work, write_once
from shared.db.pool import Connection, connection, transaction
from shared.demonstration import told_to
from shared.errors import BadInput, NotFound
from shared.kernel.answer import Answer, digest
from shared.kernel.clock import machine_clock
from shared.system import System
from shared.web.auth import MaybeWho, Who
from shared.web.idempotency import checked_key
from shared.web.pages import language_of, render

router = APIRouter(prefix="/notify", include_in_schema=False)
PAGE = 20
DONE = Answer(200, {})


@router.get("/")
async def inbox(request: Request, who: Who, before: UUID | None = None) -> Response:
    """Newest first, twenty a page; the first page follows what happens."""
    return render(request, "inbox.html", first=before is None, **await _list(request, who.person_id, before))


@router.get("/list")
async def inbox_list(request: Request, who: Who) -> Response:
    """The first page's messages alone, to be put in place of those shown; the number in the menu follows."""
    rows = await _list(request, who.person_id, None)
    return render(request, "inbox_list.html", headers={"hx-trigger": "unread"}, **rows)


@router.get("/badge")
async def badge(request: Request, who: MaybeWho) -> Response:
    """The number of unread messages, or nothing."""
    count = 0
    if who:
        async with connection(_system(request).pool) as conn:
            found = await messages.unread(conn, [who.person_id])
        count = found[who.person_id].count if found else 0
    return render(request, "badge.html", count=count)


@router.get("/messages/{message_id}")
async def message(request: Request, who: Who, message_id: UUID) -> Response:
    """One message. Where there is JavaScript the page marks it as read by itself, else by a button."""
    async with connection(_system(request).pool) as conn:
        stored = await messages.message_of(conn, who.person_id, message_id)
        channels = await messages.channels_of(conn, message_id)
    return render(
        request, "message.html", **_shown(request, stored), channels=channels, called=words.channel, became=_became
    )


@router.post("/messages/{message_id}/read")
async def read(request: Request, who: Who, message_id: UUID) -> Response:
    """Mark one message as read."""

    async def work(conn: Connection) -> Answer:
        await messages.message_of(conn, who.person_id, message_id)
        await messages.mark_read(conn, who.person_id, [message_id])
        return DONE

    await _once(request, who.person_id, await request.form(), digest("read", message_id), work)
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"hx-trigger": "unread"})
    return RedirectResponse("/notify/", 303)


@router.post("/read-all")
async def read_all(request: Request, who: Who) -> Response:
    """Mark every message as read."""

    async def work(conn: Connection) -> Answer:
        await messages.mark_read(conn, who.person_id)
        return DONE

    await _once(request, who.person_id, await request.form(), digest("read-all"), work)
    return RedirectResponse("/notify/", 303)


@router.get("/preferences")
async def preferences(request: Request, who: Who, saved: bool = False, asked: bool = False) -> Response:
    """Where and how to be told."""
    async with connection(_system(request).pool) as conn:
        now = await recipients.recipient(conn, who.person_id)
    typed = Wish(now.email or "", now.language)
    return _preferences(request, who.person_id, now, typed, saved=saved, asked=asked)


@router.post("/preferences")
async def choose(request: Request, who: Who) -> Response:
    """Store what was typed, or show it again with what is wrong at its field."""
    form = await request.form()
    wish = Wish(_field(form, "email"), _field(form, "language"))

    async def work(conn: Connection) -> Answer:
        await prefer(conn, who.person_id, wish)
        return DONE

    try:
        await _once(request, who.person_id, form, digest("preferences", wish.email, wish.language), work)
    except BadInput as wrong:
        async with connection(_system(request).pool) as conn:
            now = await recipients.recipient(conn, who.person_id)
        return _preferences(request, who.person_id, now, wish, status=422, errors=wrong.fields)
    return RedirectResponse("/notify/preferences?saved=true", 303)


@router.post("/preferences/ask")
async def ask(request: Request, who: Who) -> Response:
    """Mail the question for the address once more."""

    async def work(conn: Connection) -> Answer:
        await ask_again(conn, who.person_id)
        return DONE

    await _once(request, who.person_id, await request.form(), digest("ask"), work)
    return RedirectResponse("/notify/preferences?asked=true", 303)


@router.get("/confirm")
async def confirm_page(request: Request, person: str = "", seal: str = "") -> Response:
    """Where the mailed link leads: a button, because mail scanners follow links."""
    return render(request, "confirm.html", person=person, seal=seal, confirmed=None)


@router.post("/confirm")
async def confirm_address(request: Request) -> Response:
    """The address is theirs. Needs no log-in: the link is the proof."""
    form, system = await request.form(), _system(request)
    try:
        person = UUID(_field(form, "person"))
    except ValueError as bad:
        raise NotFound from bad
    async with transaction(system.pool) as conn:
        email = await confirm(conn, system.settings, person, _field(form, "seal"))
    return render(request, "confirm.html", confirmed=email)


async def _list(request: Request, person: UUID, before: UUID | None) -> dict[str, Any]:
    async with connection(_system(request).pool) as conn:
        page = await messages.inbox_page(conn, person, before, PAGE + 1)
    rows, told_since = [], set()
    for stored in page[
        :PAGE
    ]:  # the newest first: what was told of an enrollment since it had to be answered settles that
        row, of = _shown(request, stored), stored.params.get("enrollment_id")
        asks = row["text"].until is not None
        rows.append(row | {"settled": asks and of in told_since})
        if not asks and stored.kind not in ("expired", "changed"):
            told_since.add(of)
    return {"rows": rows, "older": page[PAGE - 1].id if len(page) > PAGE else None}


def _became(by: ChannelState) -> tuple[str, str]:
    state = "inbox" if by.channel == "inbox" else by.state
    return words.became(state, waits=by.due_at is not None, reason=by.reason)


def _shown(request: Request, stored: StoredMessage) -> dict[str, Any]:
    text = texts.text(stored.kind, language_of(request), stored.params, stored.person_id)
    over = text.until is not None and text.until <= machine_clock()
    return {"message": stored, "text": text, "over": over}


def _preferences(
    request: Request, person: UUID, now: Recipient, typed: Wish, status: int = 200, **context: Any
) -> Response:
    settings = _system(request).settings
    asked = told_to(settings, request) and not now.confirmed
    path = confirmation_path(settings, person, now.email) if asked and now.email else None
    defaults = {"saved": False, "asked": False, "errors": {}, "mail_ready": bool(settings.smtp_url)}
    return render(request, "preferences.html", status, now=now, typed=typed, confirm_path=path, **(defaults | context))


async def _once(request: Request, person: UUID, form: FormData, what: bytes, work: Work) -> None:
    await write_once(_system(request), person, checked_key(_field(form, "idempotency_key")), what, work)


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _system(request: Request) -> System:
    system: System = request.app.state.system
    return system
