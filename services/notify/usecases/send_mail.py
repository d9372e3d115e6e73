"""A mail worker: takes a delivery that is due, sends it, records what became of it.

Nothing is sent inside a transaction. A worker killed between sending and recording leaves a lease that runs out; the mail
then goes out again with the same Message-ID, and is counted.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

import structlog
from prometheus_client import Counter

from services.notify import texts
from services.notify.channels.mail import Mail
from services.notify.channels.smtp import Smtp
from services.notify.domain.breaker import Breaker
from services.notify.domain.delivery import MAX_AGE, MAX_ATTEMPTS, Next, after
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

CHANNEL = "mail"
MAILS = Counter("aixin_notify_mails_total", "Attempts to mail, by what became of them", ["state"])
RESENT = Counter("aixin_notify_mails_resent_total", "Mails sent again because nobody knew whether the first went out")
AWAY = Counter("aixin_notify_mail_away_total", "Times the mail server could not be reached or took nothing")
FENCED = Counter("aixin_notify_mails_fenced_total", "Mails whose sender came back after its lease had ended")
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


class MailWorker:
    """Sends mail beside the web app, through several connections; any number of processes may."""

    def __init__(self, settings: Settings, pace: Pace) -> None:
        self.settings, self.pace = settings, pace
        self.breaker = Breaker()
        self._trial = asyncio.Lock()

    async def run(self, system: Database) -> None:
        """One sender, as long as the database answers. Raises Unavailable."""
        smtp = Smtp(self.settings.smtp_url, self.settings.mail_from, self.pace.deadline)
        try:
            while True:
                async with self._turn():
                    sent = await self._step(system, smtp)
                if not sent:
                    smtp.close()
                    await asyncio.sleep(self.pace.poll * random.uniform(0.8, 1.2))  # noqa: S311
        finally:
            smtp.close()

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Wait until the breaker lets this sender try: beside the others, or in trouble alone."""
        while True:
            await asyncio.sleep(self.breaker.rest(self._now()) / self.pace.hurry)
            async with self._trial if self.breaker.in_trouble else nullcontext():
                if not self.breaker.rest(self._now()):
                    yield
                    return

    async def _step(self, system: Database, smtp: Smtp) -> bool:
        """Deliver one mail; False when there is none."""
        async with connection(system.pool) as conn:
            claimed = await deliveries.claim(conn, CHANNEL, self.pace.lease)
        if claimed:
            await faults.reached("P9")
            await _to_its_end(self._deliver(system, smtp, claimed))
        return claimed is not None

    async def _deliver(self, system: Database, smtp: Smtp, claimed: Claimed) -> None:
        if claimed.lapsed or claimed.doubts:
            RESENT.inc()
        began = trace.now()
        try:
            outcome = await self._send(smtp, claimed)
        except Away as away:
            log.warning("mail.server-away", why=str(away))
            AWAY.inc()
            self.breaker.away(self._now(), random.random())  # noqa: S311
            async with connection(system.pool) as conn:
                await deliveries.release(conn, claimed)
            return
        await faults.reached("P10")
        self._learn(outcome)
        await self._record(system, claimed, outcome, began)

    async def _send(self, smtp: Smtp, claimed: Claimed) -> Outcome:
        if claimed.email is None or claimed.confirmed == (claimed.kind == texts.CONFIRM_ADDRESS):
            return Suppressed("the address was removed, changed or confirmed meanwhile")
        if claimed.age > MAX_AGE:
            return Suppressed("expired")
        if claimed.attempts > MAX_ATTEMPTS:
            return Doubtful("whoever sent it vanished, again and again")
        try:
            words = _words(self.settings, claimed)
            if words.until and words.until <= claimed.claimed_at:
                return Suppressed("expired")
            mail = Mail(claimed.id, claimed.email, claimed.created_at, claimed.language, words)
            wire = mail.wire(self.settings.mail_from, self.settings.public_url)
        except Exception as unwritable:  # ours to mend; meanwhile the others go on
            log.exception("mail.unwritable", kind=claimed.kind)
            return Refused(f"cannot be written: {type(unwritable).__name__}", "transient")
        return await smtp.send(claimed.email, wire)

    def _learn(self, outcome: Outcome) -> None:
        match outcome:
            case Accepted():
                self.breaker.took()
            case Refused() if outcome.passing:
                self.breaker.refused(self._now(), random.random())  # noqa: S311
            case Doubtful():
                self.breaker.away(self._now(), random.random())  # noqa: S311

    async def _record(self, system: Database, claimed: Claimed, outcome: Outcome, began: int) -> None:
        jitter = random.random()  # noqa: S311
        then = after(outcome, attempts=claimed.attempts, doubts=claimed.doubts, jitter=jitter)
        if then.again_in is not None:
            then = replace(then, again_in=then.again_in / self.pace.hurry)
        async with transaction(system.pool) as conn:
            if not await deliveries.record(conn, claimed, then):
                FENCED.inc()
                return
            await outbox.put(conn, *_news(claimed, then))
        MAILS.labels(then.state).inc()
        sent: trace.Facts = {"channel": CHANNEL, "outcome": then.state, "event_id": str(claimed.event_id)}
        trace.past("deliver", "producer", claimed.traceparent, began, sent)
        system.committed()

    def _now(self) -> float:
        return asyncio.get_running_loop().time() * self.pace.hurry


async def tell_not_set_up(_: Database) -> None:
    """Without a mail server the deliveries wait."""
    log.warning("mail.not-set-up", hint="set AIXIN_SMTP_URL; mails wait until then, for three days at most")


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """When we are stopped in the middle, what was begun gets a moment to be recorded."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=4)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise


def _words(settings: Settings, claimed: Claimed) -> texts.Text:
    if claimed.kind == texts.CONFIRM_ADDRESS:
        path = confirmation_path(settings, claimed.person_id, claimed.email or "")
        return texts.confirmation(claimed.language, path)
    return texts.text(claimed.kind, claimed.language, claimed.params, claimed.person_id)


def _news(claimed: Claimed, then: Next) -> list[MessageAccepted | MessageFailed]:
    about = {"person_id": claimed.person_id, "cause_id": claimed.event_id, "kind": claimed.kind, "channel": CHANNEL}
    if then.state == "accepted":
        return [MessageAccepted.model_validate(about)]
    if then.given_up:
        return [MessageFailed.model_validate(about | {"reason": f"{then.state}: {then.reason}"})]
    return []
