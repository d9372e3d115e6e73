"""Families that are told, and a real mail server that remembers what it was given."""

import asyncio
import email
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
from aiosmtpd.smtp import SMTP, Envelope, Session

from services.notify import texts
from services.notify.bootstrap import build
from services.notify.texts import Told
from services.notify.usecases.send import Pace
from services.notify.usecases.tell import tell, tell_person
from shared.db.pool import transaction
from shared.events.accounts import RoleChanged
from shared.events.card import GroupCard
from shared.events.catalogue import Meeting
from shared.events.envelope import Envelope as Facts
from shared.settings import Settings
from shared.system import System
from shared.web.serving import Config
from shared.web.stopping import Stoppable, StoppingServer
from tests.support.eventually import eventually
from tests.support.people import bearer, token_for

ORIGIN = "http://notify.test"
HURRY = Pace(poll=0.02, hurry=4000.0, quiet=False)
"""Seconds for tests: a slow answer is waited for, as everywhere."""
IMPATIENT = Pace(poll=0.02, deadline=1.5, lease=2.5, hurry=4000.0, quiet=False)
"""For those in which the mail server, or a worker, never answers."""
TOMORROW = datetime.now(UTC) + timedelta(days=1)
CARD: dict[str, Any] = {
    "title": "高新区一班", "site": "活动中心", "address": "同济路 8 号", "first_day": date(2027, 1, 25),
    "last_day": date(2027, 2, 19), "start": time(8), "end": time(17, 30), "days": 15, "bring": "水杯",
}  # fmt: skip
MORE: dict[str, dict[str, Any]] = {
    "submitted": {"by": "organizer", "held": True},
    "sent-back": {"reason": "证明看不清", "until": TOMORROW},
    "to-mend": {"reason": "证明看不清", "until": TOMORROW},
    "first-day": {"meeting": Meeting(date=date(2027, 1, 25), start=time(8), end=time(17, 30))},
    "goes-on": {"meeting": Meeting(date=date(2027, 2, 15), start=time(8), end=time(17, 30))},
    "refused": {"reason": "证明看不清"},
    "offered": {"until": TOMORROW, "waited": True},
    "reminded": {"until": TOMORROW},
    "opened": {"until": TOMORROW},
    "entered": {"entrant": "9f86d081884c7d65"},
    "waitlisted": {"position": 3},
    "cancelled": {"reason": "台风停课"},
    "merged": {"came_from": "高新区二班", "state": "confirmed", "reason": "报名不足15人"},
    "overlaps": {"overlaps": ["高新区二班"], "until": TOMORROW},
    "doubted": {"have": 12, "children": 15, "until": TOMORROW},
    "changed": {"changed": ["when"], "before": CARD | {"last_day": date(2027, 2, 12), "days": 10}},
}


def happened(kind: str = "confirmed", *people: UUID, group: dict[str, Any] | None = None, **changes: Any) -> Told:
    """An event of the kind, to be told to these people."""
    facts: dict[str, Any] = {
        "group_id": uuid4(), "enrollment_id": uuid4(), "child_id": uuid4(), "child_name": "张*明", "guardian_ids": list(people),
        "at": datetime.now(UTC), "group": GroupCard(**(CARD | (group or {}))),
    }  # fmt: skip
    return texts.PARAMS[kind](**(facts | MORE.get(kind, {}) | changes))


async def say(system: System, event: Told | RoleChanged, event_id: UUID | None = None) -> UUID:
    """What the consumer does with an event; returns the event's id."""
    event_id = event_id or uuid4()
    facts = Facts(event_id, event.TYPE, "booking", event.at, event.TOPIC, event.key)
    async with transaction(system.pool) as conn:
        await (tell_person(conn, event, facts) if isinstance(event, RoleChanged) else tell(conn, [(facts, event)]))
    system.committed()
    return event_id


async def reachable(system: System, person: UUID, language: str = "zh", email: str = "") -> str:
    """Give the person a confirmed mail address."""
    address = email or f"{person.hex[:12]}@example.com"
    await system.pool.execute(
        "INSERT INTO recipient (person_id, email, confirmed_at, language) VALUES ($1, $2, now(), $3)",
        person, address, language,
    )  # fmt: skip
    return address


def door(system: System, person: UUID | None = None) -> httpx2.AsyncClient:
    """An HTTP client of the system, signed in as the person."""
    headers = bearer(token_for(system.settings.keys_dir, person)) if person else {}
    transport = httpx2.ASGITransport(system.app)
    return httpx2.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)


def key() -> dict[str, str]:
    """The header of one write."""
    return {"idempotency-key": str(uuid4())}


def browser(system: System, person: UUID) -> httpx2.AsyncClient:
    """As a browser without JavaScript asks: cookie, Origin, Accept."""
    cookies = {"aixin": token_for(system.settings.keys_dir, person)}
    headers = {"origin": ORIGIN, "accept": "text/html"}
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(system.app), base_url=ORIGIN, headers=headers, cookies=cookies
    )


async def states(system: System, channel: str = "mail") -> dict[str, int]:
    """How many deliveries of the channel are in which state."""
    rows = await system.pool.fetch("SELECT state, count(*) FROM delivery WHERE channel = $1 GROUP BY state", channel)
    return {row["state"]: row["count"] for row in rows}


@dataclass
class MailServer:
    """A real SMTP server; `answer` may refuse, or wait, before it takes a mail."""

    url: str = ""
    taken: list[EmailMessage] = field(default_factory=list)
    refused: int = 0
    answer: Callable[[str], str | None] | None = None
    """Given the recipient: an SMTP refusal, or None to take the mail."""
    silence: float = 0.0
    """Seconds between taking a mail and saying so."""
    drops_until: float = 0.0
    """By the loop's clock: until then it takes a mail and hangs up without a word."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """What aiosmtpd calls with a whole mail."""
        refusal = self.answer(envelope.rcpt_tos[0]) if self.answer else None
        if refusal:
            self.refused += 1
            return refusal
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = email.message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.taken.append(mail)
        await asyncio.sleep(self.silence)
        if asyncio.get_running_loop().time() < self.drops_until and server.transport:
            server.transport.abort()
        return f"250 2.0.0 queued as {len(self.taken)}"


@asynccontextmanager
async def mail_server(port: int = 0, **how: Any) -> AsyncIterator[MailServer]:
    """A mail server on loopback while the block runs."""
    mails = MailServer(**how)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mails, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", port)
    mails.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield mails
    finally:
        server.close()


def plain(mail: EmailMessage) -> str:
    """The words of a mail."""
    body = mail.get_body(("plain",))
    return body.get_content() if body else ""


def html(mail: EmailMessage) -> str:
    """The HTML of a mail."""
    body = mail.get_body(("html",))
    return body.get_content() if body else ""


async def alone(database: Callable[[str], Awaitable[str]], keys_dir: Path) -> Settings:
    """Settings of a new database, with nobody else there: a broker that never answers must not matter."""
    return Settings(database_url=await database("notify"), kafka="127.0.0.1:1", keys_dir=keys_dir)


@asynccontextmanager
async def running(settings: Settings, pace: Pace = HURRY, **changes: Any) -> AsyncIterator[System]:
    """A notify system in a hurry, with these settings changed."""
    async with build(settings.model_copy(update=changes), pace).running() as system:
        yield system


@asynccontextmanager
async def served(system: System) -> AsyncIterator[str]:
    """The system on a real socket: streams need one."""
    server = StoppingServer(Config(Stoppable(system.app), port=0, lifespan="off", log_config=None))
    task = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
