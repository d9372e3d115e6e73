"""notify: whom each route lets in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from services.notify.usecases.preferences import confirmation_path
from tests.conftest import MakeDatabase
from tests.support.access.asked import ANYBODY, FAMILY, SOMEBODY, Asked, World, answering, headers_of, only
from tests.support.notify import happened, reachable, say
from tests.support.people import bearer, token_for

_MINE = Asked(SOMEBODY)
_THEIRS = only(FAMILY)

ROUTES = {
    "GET /notify/healthz": Asked(ANYBODY),
    "GET /notify/readyz": Asked(ANYBODY),
    "GET /notify/metrics": Asked(ANYBODY),
    "GET /notify/clock": Asked(ANYBODY),
    "GET /notify/badge": Asked(ANYBODY),
    "GET /notify/confirm": Asked(ANYBODY, query={"person": "{person}", "seal": "{seal}"}),
    "POST /notify/confirm": Asked(ANYBODY, form={"person": "{person}", "seal": "{seal}"}),
    "GET /notify/api/v1/messages": _MINE,
    "GET /notify/api/v1/preferences": _MINE,
    "GET /notify/": _MINE,
    "GET /notify/list": _MINE,
    "GET /notify/copy": _MINE,
    "GET /notify/preferences": _MINE,
    "GET /notify/stream": Asked(SOMEBODY, endless=True),
    "POST /notify/api/v1/read-all": _MINE,
    "PUT /notify/api/v1/preferences": Asked(SOMEBODY, json={"email": "", "language": "en"}),
    "POST /notify/read-all": _MINE,
    "POST /notify/preferences": Asked(SOMEBODY, form={"email": "", "language": "en"}),
    "POST /notify/preferences/ask": _MINE,
    "GET /notify/api/v1/messages/{message_id}": _THEIRS,
    "POST /notify/api/v1/messages/{message_id}/read": _THEIRS,
    "GET /notify/messages/{message_id}": _THEIRS,
    "POST /notify/messages/{message_id}/read": _THEIRS,
}


@asynccontextmanager
async def world(database: MakeDatabase, keys_dir: Path) -> AsyncIterator[World]:
    """A message, and an address that is confirmed by a link."""
    async with answering("notify", database, keys_dir) as notify:
        person = uuid4()
        address = await reachable(notify, person)
        await say(notify, happened("confirmed", person))
        message = await notify.pool.fetchval("SELECT id FROM message")
        link = parse_qs(urlsplit(confirmation_path(notify.settings, person, address)).query)
        people = headers_of(keys_dir) | {FAMILY: bearer(token_for(keys_dir, person))}
        yield World(
            notify,
            people,
            {"message_id": str(message), "person": str(person), "seal": link["seal"][0]},
            ("张*明", "高新区一班"),
        )
