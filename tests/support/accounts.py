"""An accounts system whose codes the test can read, and people who come to it."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import httpx2
import xlsxwriter

from services.accounts import demo
from services.accounts.bootstrap import build
from services.accounts.office import Office
from shared.settings import Settings
from shared.system import System

ORIGIN = "http://accounts.test"
PARENT, ORGANIZER, FEDERATION, STRANGER = (person.phone for person in demo.PEOPLE)


class Phones:
    """The channel of tests: remembers what was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.invited: list[str] = []
        self.warned: list[tuple[str, int]] = []

    async def send_code(self, phone: str, code: str) -> None:
        """Keep it."""
        self.sent.append((phone, code))

    async def invite(self, phone: str) -> None:
        """Keep it as well."""
        self.invited.append(phone)

    async def warn(self, phone: str, hours: int) -> None:
        """Keep it, too."""
        self.warned.append((phone, hours))

    def last(self, phone: str) -> str:
        """The latest code of a phone."""
        return next(code for to, code in reversed(self.sent) if to == phone)


@asynccontextmanager
async def accounts(
    database: Callable[[str], Awaitable[str]], keys_dir: Path, phones: Phones | None = None
) -> AsyncIterator[System]:
    """Running on a new database with the demo's unions and people, in no demo mode and without a broker."""
    settings = Settings(database_url=await database("accounts"), kafka="127.0.0.1:1", keys_dir=keys_dir)
    async with build(settings, phones or Phones()).running() as system:
        await demo.seed(office_of(system))
        yield system


def office_of(system: System) -> Office:
    """What its use cases work with."""
    office: Office = system.app.state.office
    return office


def browser(system: System) -> httpx2.AsyncClient:
    """A browser without JavaScript."""
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(system.app), base_url=ORIGIN, headers={"origin": ORIGIN, "accept": "text/html"}
    )


async def token_of(system: System, phone: str) -> str:
    """Log in by the API; the codes go where `Phones` keeps them."""
    phones = office_of(system).channel
    assert isinstance(phones, Phones)
    async with browser(system) as web:
        asked = await web.post("/accounts/api/v1/codes", json={"phone": phone})
        assert asked.status_code == 200, asked.text
        body = {"request_id": asked.json()["request_id"], "code": phones.last(phone)}
        opened = await web.post("/accounts/api/v1/sessions", json=body)
        assert opened.status_code == 201, opened.text
        return str(opened.json()["token"])


@asynccontextmanager
async def api(system: System, phone: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A program that acts for somebody; every write has a key of its own unless it brings one."""

    async def with_key(request: httpx2.Request) -> None:
        request.headers.setdefault("idempotency-key", str(uuid4()))

    headers = {"authorization": f"Bearer {await token_of(system, phone)}"}
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(system.app),
        base_url=ORIGIN,
        headers=headers,
        event_hooks={"request": [with_key]},
    ) as web:
        yield web


def excel(
    *rows: list[object], header: tuple[str, ...] = ("姓名", "手机号", "工会", "工号", "有效期至", "入会时间")
) -> bytes:
    """A roll as Excel."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate([list(header), *rows]):
            sheet.write_row(line, 0, row)
    return out.getvalue()


async def told(system: System) -> list[tuple[str, str]]:
    """(type, body) of every event in the outbox, in order."""
    rows = await system.pool.fetch("SELECT type, body FROM outbox ORDER BY id")
    return [(row["type"], row["body"].decode()) for row in rows]
