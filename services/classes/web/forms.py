"""What the console's forms have in common: done once, whoever taps twice; refused at its field, nothing lost."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from fastapi import Request

from services.classes.words import refusals
from shared.db.once import write_once
from shared.db.pool import Connection
from shared.errors import BadInput, Refusal
from shared.kernel.answer import Answer, digest
from shared.kernel.clock import ZONE
from shared.kernel.identity import Identity
from shared.kernel.sentence import Sentence
from shared.web.idempotency import checked_key

Work = Callable[[Connection], Awaitable[Any]]


async def typed_in(request: Request) -> dict[str, str]:
    """The text fields of a form, without blanks around them."""
    async with request.form(max_files=1, max_fields=50) as form:
        return {name: value.strip() for name, value in form.items() if isinstance(value, str)}


async def do_once(request: Request, who: Identity, typed: Mapping[str, str], work: Work, *what: object) -> Answer:
    """Do what a form asks, in one transaction and once for its key; `work` may return the body to remember."""

    async def answered(conn: Connection) -> Answer:
        body = await work(conn)
        return Answer(200, body if isinstance(body, dict) else {})

    key = checked_key(typed.get("idempotency_key", ""))
    asked = digest(request.url.path, *what, *(f"{k}={v}" for k, v in sorted(typed.items()) if k != "idempotency_key"))
    return await write_once(request.app.state.system, who.person_id, key, asked, answered)


def number(typed: Mapping[str, str], name: str, most: int = 100_000) -> int:
    """A whole number from 1. Raises BadInput at the field."""
    text = typed.get(name, "")
    if not text.isdecimal() or not 1 <= int(text[:9]) <= most:
        raise wrong(name, refusals.NUMBER_HINT.of(most=most))
    return int(text)


def instant(typed: Mapping[str, str], name: str) -> datetime:
    """An instant in Asia/Shanghai from a datetime-local input. Raises BadInput at the field."""
    try:
        return datetime.fromisoformat(typed.get(name, "").replace(" ", "T")).replace(tzinfo=ZONE)
    except ValueError as error:
        raise wrong(name, refusals.INSTANT_HINT) from error


def as_input(at: datetime) -> str:
    """An instant as a datetime-local input shows it."""
    return f"{at.astimezone(ZONE):%Y-%m-%dT%H:%M}"


def wrongs(refusal: Refusal | None) -> Mapping[str, str]:
    """What stands at each field after a refusal; nothing at the others."""
    return defaultdict(str, refusal.fields if refusal else {})


def wrong(name: str, hint: Sentence) -> BadInput:
    """One field is wrong; it says what to do."""
    return BadInput(*hint.whole, fields={name: hint.both})
