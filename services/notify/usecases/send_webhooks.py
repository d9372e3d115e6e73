"""A worker that brings events to programs: takes a delivery that is due, posts it, records what became of it.

Nothing is sent inside a transaction. A worker killed between sending and recording leaves a lease that runs out; the event then goes out again
under the same `webhook-id`, by which the program knows it.
"""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass

import orjson
import structlog
from prometheus_client import Counter

from services.notify.channels.web import Outside
from services.notify.domain import webhook as rules
from services.notify.domain.signature import headers
from services.notify.domain.webhook import Posted
from services.notify.store import webhooks
from services.notify.store.webhooks import Bound
from services.notify.usecases.tell import tell_disabled
from shared.crypto import Vault
from shared.db.pool import Connection, Database, connection, transaction

POSTS = Counter(
    "aixin_notify_webhooks_total", "Attempts to bring an event to a union's program, by what became of them", ["state"]
)
DISABLED = Counter(
    "aixin_notify_webhooks_disabled_total", "Addresses of unions' programs that are not tried any more", ["why"]
)
FORGOTTEN = Posted(reason="the event is kept no longer")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class HookPace:
    """How many at once, and seconds; tests are in more of a hurry."""

    senders: int = 4
    beside: int = 2
    """At most so many to one address at the same time."""
    poll: float = 4.0
    """Between two looks where nothing was committed here: others may have."""
    gap: float = 0.25
    """Between two looks at least, however much is committed."""
    lease: float = 60.0
    """Longer than a post and the recording together."""
    hurry: float = 1.0
    """Pauses after trouble are divided by this."""


class WebhookWorker:
    """Posts beside the web app; any number of processes may."""

    def __init__(self, vault: Vault, outside: Outside, pace: HookPace) -> None:
        self._vault, self._outside, self._pace = vault, outside, pace
        self._committed = asyncio.Event()

    def wake(self) -> None:
        """Something was committed here: look now."""
        self._committed, before = asyncio.Event(), self._committed
        before.set()

    async def run(self, system: Database) -> None:
        """One sender, as long as the database answers. Raises Unavailable."""
        while True:
            committed = self._committed
            if await self._step(system):
                continue
            await asyncio.sleep(self._pace.gap)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pace.poll * random.uniform(0.8, 1.2)):  # noqa: S311
                    await committed.wait()

    async def _step(self, system: Database) -> bool:
        """Deliver one; False when there is none."""
        async with connection(system.pool) as conn:
            claimed = await webhooks.claim(conn, self._pace.lease, self._pace.beside)
        if claimed:
            await self._record(system, claimed, await self._post(claimed))
        return claimed is not None

    async def _post(self, claimed: Bound) -> Posted:
        if (body := _body(claimed)) is None:
            return FORGOTTEN
        try:
            return await self._signed_and_sent(claimed, body)
        except Exception:  # ours to mend; meanwhile the others go on
            log.exception("webhook_unsendable", webhook_id=str(claimed.webhook_id))
            return Posted(reason="cannot be sent")

    async def _signed_and_sent(self, claimed: Bound, body: bytes) -> Posted:
        sealed = [claimed.secret, *([claimed.old_secret] if claimed.old_secret else [])]
        keys = [self._vault.open(one, claimed.webhook_id) for one in sealed]
        signed = headers(keys, claimed.event_id, int(claimed.now.timestamp()), body)
        return await self._outside.post(claimed.url, signed, body)

    async def _record(self, system: Database, claimed: Bound, posted: Posted) -> None:
        """The delivery is locked before its address."""
        then = rules.Then("failed") if posted is FORGOTTEN else rules.after(posted, claimed.attempts, _chance())
        if then.again_in is not None:
            then = rules.Then(then.state, then.again_in / self._pace.hurry)
        async with transaction(system.pool) as conn:
            ours = await webhooks.record(conn, claimed, posted, then)
            if ours and posted is not FORGOTTEN:
                await self._learn(conn, claimed, posted)
        POSTS.labels(then.state if ours else "fenced").inc()

    async def _learn(self, conn: Connection, claimed: Bound, posted: Posted) -> None:
        if posted.taken:
            return await webhooks.took(conn, claimed.webhook_id)
        if (failure := await webhooks.failed(conn, claimed.webhook_id)) is None:
            return
        failures, failing = failure
        why = rules.why_disabled(posted, failing * self._pace.hurry)
        rest = rules.rest(failures, _chance()) / self._pace.hurry
        if await webhooks.rest(conn, claimed.webhook_id, rest, why) and why:
            await tell_disabled(conn, claimed.webhook_id, why)
            DISABLED.labels(why).inc()
            log.warning("webhook_disabled", webhook_id=str(claimed.webhook_id), union=claimed.union_code, why=why)


def _body(claimed: Bound) -> bytes | None:
    """As Standard Webhooks wants it; None: there is nothing left to tell."""
    if claimed.test:
        told = {"type": "test", "timestamp": claimed.now, "data": {"union": claimed.union_code}}
    elif claimed.data is not None:
        told = {"type": claimed.kind, "timestamp": claimed.at, "data": claimed.data}
    else:
        return None
    return orjson.dumps(told)


def _chance() -> float:
    return random.random()  # noqa: S311
