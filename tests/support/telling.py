"""A notify system that knows a tree of unions and tells their programs; organizers who subscribe, and enrollments that happen."""

from contextlib import asynccontextmanager
from uuid import uuid4

from services.notify.bootstrap import build
from services.notify.channels.web import Outside
from services.notify.usecases.send_webhooks import HookPace
from services.notify.usecases.tell_programs import tell_everybody
from shared.db.pool import transaction
from shared.events.accounts import UnionChanged
from shared.events.envelope import Envelope
from shared.messaging.unions import learn_unions
from tests.support.notify import HURRY, alone, door, happened, key
from tests.support.people import bearer, never_in_doubt, token_for
from tests.support.programs import trusting

HASTY = HookPace(senders=2, poll=0.02, gap=0.02, hurry=100_000.0)
SLOW = HookPace(senders=0)
"""Nobody sends: what is queued stays."""
ALL = ["enrollment.confirmed", "places.changed"]


@asynccontextmanager
async def telling(database, keys_dir, pace=HASTY):
    """A notify system at home, that knows a park with an employer below it, and a park beside."""
    settings = await alone(database, keys_dir)
    outside = Outside(at_home=True, trusted=trusting())
    async with build(settings, HURRY, outside=outside, hook_pace=pace).running() as system:
        never_in_doubt(system)
        async with transaction(system.pool) as conn:
            tree = {"gaoxin": None, "lantian": "gaoxin", "mazhang": None}
            await learn_unions(
                conn, [UnionChanged(union=u, revision=1, name=u, kind="park", parent=p) for u, p in tree.items()]
            )
        yield system


def at(system, union="gaoxin", role="organizer", who=None):
    """The API, for an organizer."""
    web = door(system)
    web.headers |= bearer(token_for(system.settings.keys_dir, who or uuid4(), roles=frozenset({(role, union)})))
    return web


async def subscribed(system, url, kinds=ALL, union="gaoxin"):
    """A new webhook and its secret."""
    async with at(system, union) as web:
        answer = await web.post(
            f"/notify/api/v1/unions/{union}/webhooks", json={"url": url, "kinds": kinds}, headers=key()
        )
    assert answer.status_code == 201, answer.text
    return answer.json()["webhook"]["id"], answer.json()["secret"]


async def confirmed(system, union="lantian", event=None):
    """An enrollment of the union's is confirmed, as the consumer would bring it."""
    event = event or happened("confirmed", uuid4(), group={"union": union})
    envelope = Envelope(uuid4(), event.TYPE, "booking", event.at, event.TOPIC, event.key)
    async with transaction(system.pool) as conn:
        await tell_everybody(conn, [(envelope, event)])
    return envelope, event
