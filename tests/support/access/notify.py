"""notify: whom each route lets in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

from services.notify.store import webhooks as store
from services.notify.usecases.preferences import confirmation_path
from services.notify.usecases.webhooks import Tools, WebhookWanted, subscribe
from shared.calls import receipts_path
from shared.db.pool import transaction
from shared.events.accounts import UnionChanged
from shared.messaging.unions import learn_unions
from shared.system import System
from tests.conftest import MakeDatabase
from tests.support.access.asked import (
    ANYBODY,
    FAMILY,
    FEDERATION,
    OTHER_PROGRAM,
    PARK,
    PROGRAM,
    SOMEBODY,
    Asked,
    World,
    answering,
    headers_of,
    only,
)
from tests.support.notify import happened, reachable, say
from tests.support.people import bearer, token_for

_MINE = Asked(SOMEBODY)
_THEIRS = only(FAMILY)
_PARK = only(PARK, FEDERATION)
_WEBHOOK = "/notify/api/v1/webhooks/{webhook_id}"

ROUTES = {
    "POST /notify/receipts/{provider}/{seal}": Asked(
        ANYBODY, json=[], of={"provider": "aliyun", "seal": "{receipts_seal}"}, keyed=False
    ),
    "GET /notify/receipts/{provider}/{seal}": Asked(ANYBODY, of={"provider": "aliyun", "seal": "{receipts_seal}"}),
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
    "GET /notify/devices": _MINE,
    "POST /notify/devices": Asked(
        SOMEBODY, form={"endpoint": "", "p256dh": "", "auth": "", "server_key": ""}, guessed=True
    ),
    "POST /notify/devices/{device_id}/remove": Asked(SOMEBODY, of={"device_id": "{message_id}"}),
    "GET /notify/worker.js": Asked(ANYBODY),
    "GET /notify/ways": _MINE,
    "POST /notify/ways": Asked(SOMEBODY, form={"shown": "sms answer"}),
    "GET /notify/api/v1/ways": _MINE,
    "PUT /notify/api/v1/ways": Asked(SOMEBODY, json={"ways": []}),
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
    # a union's programs
    "GET /notify/api/v1/events": only(PROGRAM, OTHER_PROGRAM),
    "GET /notify/api/v1/unions/{code}/webhooks": _PARK,
    "POST /notify/api/v1/unions/{code}/webhooks": only(
        PARK, FEDERATION, json={"url": "https://hr.example.com/aixin", "kinds": ["places.changed"]}
    ),
    f"GET {_WEBHOOK}": _PARK,
    f"GET {_WEBHOOK}/deliveries": _PARK,
    f"POST {_WEBHOOK}/secret": _PARK,
    f"POST {_WEBHOOK}/test": _PARK,
    f"POST {_WEBHOOK}/deliveries/{{delivery_id}}/again": _PARK,
    f"POST {_WEBHOOK}/resume": _PARK,
    "GET /notify/console/programs/{code}": _PARK,
    "POST /notify/console/programs/{code}": only(
        PARK, FEDERATION, form={"url": "https://hr.example.com/page", "kinds": "places.changed"}
    ),
    "GET /notify/console/board/{code}": _PARK,
    "GET /notify/console/board/{code}/groups/{group_id}": _PARK,
    "POST /notify/console/board/{code}/groups/{group_id}/phones": only(PARK, FEDERATION, form={"reason": "停课"}),
    "POST /notify/console/board/{code}/groups/{group_id}/again": only(
        PARK, FEDERATION, form={"kind": "offered", "channel": "sms"}
    ),
    "GET /notify/console/board/{code}/groups/{group_id}/board.xlsx": _PARK,
    "GET /notify/console/ways/{code}": _PARK,
    "POST /notify/console/ways/{code}": only(PARK, FEDERATION, form={"shown": "sms answer"}),
    "GET /notify/console/webhooks/{webhook_id}": _PARK,
    "POST /notify/console/webhooks/{webhook_id}": only(PARK, FEDERATION, form={"act": "test"}),
    f"DELETE {_WEBHOOK}": only(PARK, FEDERATION, once=True),
}


@asynccontextmanager
async def world(database: MakeDatabase, keys_dir: Path) -> AsyncIterator[World]:
    """A message, and an address that is confirmed by a link."""
    async with answering("notify", database, keys_dir) as notify:
        person = uuid4()
        address = await reachable(notify, person)
        await say(notify, happened("confirmed", person, group={"union": "gaoxin"}))
        message = await notify.pool.fetchval("SELECT id FROM message")
        link = parse_qs(urlsplit(confirmation_path(notify.settings, person, address)).query)
        webhook, delivery = await subscribed(notify)
        people = headers_of(keys_dir) | {FAMILY: bearer(token_for(keys_dir, person))}
        yield World(
            notify,
            people,
            {
                "message_id": str(message),
                "group_id": await notify.pool.fetchval("SELECT params ->> 'group_id' FROM message"),
                "person": str(person),
                "seal": link["seal"][0],
                "code": "gaoxin",
                "webhook_id": str(webhook),
                "delivery_id": str(delivery),
                "receipts_seal": receipts_path(keys_dir, "aliyun").rpartition("/")[2],
            },
            ("张*明", "高新区一班"),
        )


async def subscribed(notify: System) -> tuple[UUID, UUID]:
    """A webhook of the park's, and what was sent to it."""
    tools: Tools = notify.app.state.webhooks
    told = {"gaoxin": None, "lantian": "gaoxin", "xinxing": "gaoxin", "mazhang": None}
    async with transaction(notify.pool) as conn:
        await learn_unions(
            conn, [UnionChanged(union=u, revision=1, name=u, kind="park", parent=p) for u, p in told.items()]
        )
        webhook = await subscribe(
            conn, tools, uuid4(), WebhookWanted("gaoxin", "https://hr.example.com/gaoxin", ["places.changed"])
        )
        return webhook, await store.send_test(conn, webhook)
