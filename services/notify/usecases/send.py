"""One sender of a channel: takes a delivery that is due, sends it, records what became of it. Whatever the channel is.

Nothing is sent inside a transaction. A worker killed between sending and recording leaves a lease that runs out; the message
then goes out again under the same id, and is counted.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

import structlog
from prometheus_client import Counter, Gauge

from services.notify import short, texts
from services.notify.channels.channel import Carrier, Notice
from services.notify.domain import quiet
from services.notify.domain.breaker import Breaker
from services.notify.domain.delivery import MAX_AGE, MAX_ATTEMPTS, MAX_DOUBTS, Next, Postponed, after
from services.notify.domain.matters import SECURITY
from services.notify.rendering import Text
from services.notify.store import deliveries
from services.notify.store.deliveries import Claimed
from services.notify.usecases.preferences import confirmation_path
from shared import faults
from shared.db.pool import Database, connection, transaction
from shared.events.notification import MessageAccepted, MessageFailed
from shared.kernel.sending import Accepted, Away, Doubtful, Outcome, Refused, Suppressed
from shared.messaging import outbox
from shared.observability import trace
from shared.settings import Settings

SENT = Counter("aixin_notify_sent_total", "Attempts to send, by what became of them", ["channel", "state"])
RESENT = Counter(
    "aixin_notify_resent_total", "Messages sent again because nobody knew whether the first went out", ["channel"]
)
AWAY = Counter("aixin_notify_provider_away_total", "Times a provider could not be reached or took nothing", ["channel"])
FENCED = Counter("aixin_notify_fenced_total", "Messages whose sender came back after its lease had ended", ["channel"])
SPENT = Gauge("aixin_notify_spent", "Messages handed over today, of those that a budget allows", ["channel"])
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Pace:
    """How many at once, and seconds; tests are in more of a hurry."""

    senders: int = 4
    poll: float = 0.5
    deadline: float = 30.0
    lease: float = 90.0
    """Longer than the deadline and the recording together."""
    hurry: float = 1.0
    """Pauses after trouble are divided by this."""
    quiet: bool = True
    """Whether there are quiet hours."""


class Senders:
    """All of a process that send by one channel; any number of processes may."""

    def __init__(self, channel: Carrier[Any], settings: Settings, pace: Pace) -> None:
        self.channel, self.settings, self.pace = channel, settings, pace
        self.breaker = Breaker()
        self._trial = asyncio.Lock()

    async def run(self, system: Database) -> None:
        """One sender, as long as the database answers. Raises Unavailable."""
        try:
            while True:
                async with self._turn():
                    sent = await _to_its_end(self._step(system))
                if not sent:
                    self.channel.rest()
                    await asyncio.sleep(self.pace.poll * random.uniform(0.8, 1.2))  # noqa: S311
        finally:
            self.channel.rest()

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Wait until the breaker lets this sender try: beside the others, or in trouble alone."""
        while True:
            await asyncio.sleep(self.breaker.rest(self._now()) / self.pace.hurry)
            async with self._trial if self.breaker.in_trouble else nullcontext():
                if not self.breaker.rest(self._now()):
                    yield
                    return

    async def _step(self, system: Database) -> bool:
        """Deliver one message; False when there is none."""
        channel = self.channel
        async with connection(system.pool) as conn:
            claimed = await deliveries.claim(conn, channel.name, self.pace.lease, channel.gap, channel.budget)
        if claimed:
            SPENT.labels(channel.name).set(claimed.spent)
            await faults.reached("P9")
            await self._deliver(system, claimed)
        return claimed is not None

    async def _deliver(self, system: Database, claimed: Claimed) -> None:
        name = self.channel.name
        if self.channel.repeatable and (claimed.lapsed or claimed.doubts):
            RESENT.labels(name).inc()
        began = trace.now()
        try:
            outcome = await self._send(system, claimed)
        except Away as away:
            log.warning("channel.away", channel=name, why=str(away))
            AWAY.labels(name).inc()
            self.breaker.away(self._now(), random.random())  # noqa: S311
            async with connection(system.pool) as conn:
                await deliveries.release(conn, claimed, away.rest)
            return
        await faults.reached("P10")
        self._learn(outcome)
        await self._record(system, claimed, outcome, began)

    async def _send(self, system: Database, claimed: Claimed) -> Outcome | Postponed:
        if claimed.doubts and not self.channel.repeatable:
            return Doubtful("whoever sent it vanished")
        if claimed.age > MAX_AGE:
            return Suppressed("expired")
        if claimed.attempts > MAX_ATTEMPTS:
            return Doubtful("whoever sent it vanished, again and again")
        try:
            notice = _notice(self.settings, claimed)
            over = notice.text.over_at
            if over and over <= claimed.claimed_at:
                return Suppressed("expired")
            if claimed.read and self.channel.patience and claimed.kind not in SECURITY:
                return Suppressed("read")
            if suppressed := self.channel.may_send(notice):
                return suppressed
            if held := self._held(claimed, notice):
                return held
            written = self.channel.write(notice)
        except Exception as unwritable:  # ours to mend; meanwhile the others go on
            log.exception("channel.unwritable", channel=self.channel.name, kind=claimed.kind)
            return Refused(f"cannot be written: {type(unwritable).__name__}", "transient")
        if not (self.channel.repeatable or await self._begun(system, claimed)):
            return Suppressed("another worker has it")
        return await self.channel.send(notice, written)

    async def _begun(self, system: Database, claimed: Claimed) -> bool:
        """What may go out once only is in doubt before it goes: one that was taken and not begun can still be sent by another."""
        async with connection(system.pool) as conn:
            return await deliveries.begin(conn, claimed)

    def _held(self, claimed: Claimed, notice: Notice) -> Postponed | None:
        if not (self.pace.quiet and self.channel.disturbs):
            return None
        wait = quiet.hold(claimed.claimed_at, short.needed_by(notice.params, notice.kind, notice.text))
        return Postponed(wait.total_seconds()) if wait else None

    def _learn(self, outcome: Outcome | Postponed) -> None:
        if not self.channel.one_provider:
            return
        match outcome:
            case Accepted():
                self.breaker.took()
            case Refused(why="user") | Suppressed() | Postponed():
                pass
            case Refused():
                self.breaker.refused(self._now(), random.random())  # noqa: S311
            case Doubtful():
                self.breaker.away(self._now(), random.random())  # noqa: S311

    async def _record(self, system: Database, claimed: Claimed, outcome: Outcome | Postponed, began: int) -> None:
        name, jitter = self.channel.name, random.random()  # noqa: S311
        doubts = claimed.doubts if self.channel.repeatable else MAX_DOUBTS
        then = after(outcome, attempts=claimed.attempts, doubts=doubts, jitter=jitter)
        if then.again_in is not None and not isinstance(outcome, Postponed):
            then = replace(then, again_in=then.again_in / self.pace.hurry)
        async with transaction(system.pool) as conn:
            if not await deliveries.record(conn, claimed, then):
                FENCED.labels(name).inc()
                return
            await outbox.put(conn, *_news(name, claimed, then))
        SENT.labels(name, then.state).inc()
        sent: trace.Facts = {"channel": name, "outcome": then.state, "event_id": str(claimed.event_id)}
        trace.past("deliver", "producer", claimed.traceparent, began, sent)
        system.committed()

    def _now(self) -> float:
        return asyncio.get_running_loop().time() * self.pace.hurry


async def tell_not_set_up(_: Database) -> None:
    """Without a mail server the deliveries wait."""
    log.warning("mail.not-set-up", hint="set AIXIN_SMTP_URL; mails wait until then, for three days at most")


async def _to_its_end(work: Coroutine[Any, Any, bool]) -> bool:
    """When we are stopped in the middle, what was taken gets a moment to be sent and recorded."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=4)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise


def _notice(settings: Settings, claimed: Claimed) -> Notice:
    return Notice(
        claimed.id,
        claimed.message_id,
        claimed.person_id,
        claimed.kind,
        claimed.params,
        claimed.language,
        claimed.created_at,
        claimed.address,
        claimed.confirmed,
        _words(settings, claimed),
    )


def _words(settings: Settings, claimed: Claimed) -> Text:
    if claimed.kind == texts.CONFIRM_ADDRESS:
        path = confirmation_path(settings, claimed.person_id, claimed.address or "")
        return texts.confirmation(claimed.language, path)
    return texts.text(claimed.kind, claimed.language, claimed.params, claimed.person_id)


def _news(channel: str, claimed: Claimed, then: Next) -> list[MessageAccepted | MessageFailed]:
    about = {"person_id": claimed.person_id, "cause_id": claimed.event_id, "kind": claimed.kind, "channel": channel}
    if then.state == "accepted":
        return [MessageAccepted.model_validate(about)]
    if then.given_up:
        of = {"enrollment_id": claimed.params.get("enrollment_id")}
        return [MessageFailed.model_validate(about | of | {"reason": f"{then.state}: {then.reason}"})]
    return []
