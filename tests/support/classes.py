"""A plan of classes at any time, and an organizer at classes' API."""

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import orjson
from python_calamine import CalamineWorkbook

from shared.events.capacity import PlacesChanged
from shared.kernel.clock import ZONE
from shared.messaging import outbox
from shared.system import System
from tests.support.eventually import eventually
from tests.support.people import bearer

PLAN = """\
plan: {key}
union: mazhang
issuer: 麻章区总工会
title: 暑期托管班
season: 2027-summer
registration:
  opens: {opens:%Y-%m-%d %H:%M}
  closes: {closes:%Y-%m-%d %H:%M}
who:
  members_of: mazhang
fees: 免费
terms:
  term-1:
    name: 第一期
    blocks: {{from: {first}, to: {last}}}
sites:
  zhineng: {{name: 智能幼儿学校, address: 瑞云南路 1 号}}
sessions:
  care:
    name: 暑期托管班
    sites: zhineng
    terms: term-1
    hours: 08:30-18:00
    services: [study, lunch, nap]
    groups:
      low: {{name: 一至三年级班, places: {places}, who: {{grades: 1-3}}}}
{more}"""
SECOND = "      high: {name: 四至六年级班, places: 30, who: {grades: 4-6}}\n"

FORM = {
    "kind": "interest", "title": "=书法班", "union": "mazhang", "issuer": "麻章区总工会", "site": "职工之家", "address": "人民路 1 号",
    "from": "2027-07-05", "to": "2027-07-30", "weekdays": "周二、周四", "hours": "14:00-15:30", "places": "20", "grades": "2-6",
    "ages": "", "members": "1", "opens": "2027-06-20T09:00", "closes": "2027-06-25T18:00", "fees": "免费", "bring": "", "notes": "准时\r\n到",
}  # fmt: skip
"""A single class, as an organizer types it."""

BEGAN = datetime.now(ZONE).replace(second=0, microsecond=0)
"""When this run began: the same file must come out of `plan` in the next minute too."""


def plan(
    key: str = "summer", *, opens_in_days: float = 10, places: int = 30, more: str = SECOND, title: str = ""
) -> str:
    """A plan whose registration opens so many days from now and lasts a week; three weeks later it begins."""
    opens = BEGAN + timedelta(days=opens_in_days)
    first = (opens + timedelta(days=28)).date()
    text = PLAN.format(
        key=key,
        opens=opens,
        closes=opens + timedelta(days=7),
        first=first,
        last=first + timedelta(days=25),
        places=places,
        more=more,
    )
    return text.replace("一至三年级班", title) if title else text


class Office:
    """An organizer (or anybody) at the API."""

    def __init__(self, system: System, token: str = "") -> None:
        headers = bearer(token) if token else {}
        transport = httpx2.ASGITransport(app=system.app)
        self.system = system
        self.web = httpx2.AsyncClient(transport=transport, base_url="http://test", headers=headers, trust_env=False)

    async def post(self, path: str, body: Any = None, *, key: str = "", **more: Any) -> httpx2.Response:
        """A write with a new key."""
        headers = {"idempotency-key": key or str(uuid4())}
        return await self.web.post(f"/classes/api/v1/{path}", json=body, headers=headers, **more)

    async def give(self, source: str | bytes, *, key: str = "") -> httpx2.Response:
        """Import a plan."""
        headers = {"idempotency-key": key or str(uuid4()), "content-type": "application/yaml"}
        data = source.encode() if isinstance(source, str) else source
        return await self.web.post("/classes/api/v1/plans", content=data, headers=headers)

    async def get(self, path: str) -> Any:
        """A read that must succeed."""
        answer = await self.web.get(f"/classes/api/v1/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def events(self, group_id: str) -> list[dict[str, Any]]:
        """What the outbox holds of a group, in order."""
        rows = await self.system.pool.fetch("SELECT type, body FROM outbox WHERE key = $1 ORDER BY id", group_id)
        return [{"type": row["type"].split(".")[1], **orjson.loads(row["body"])} for row in rows]


class Desk(Office):
    """The same organizer at a browser: cookies, forms, redirects followed."""

    def __init__(self, system: System, token: str) -> None:
        super().__init__(system, token)
        transport = httpx2.ASGITransport(app=system.app)
        headers = {"origin": "http://test", "accept": "text/html"}
        self.browser = httpx2.AsyncClient(
            transport=transport, base_url="http://test", headers=headers, cookies={"aixin": token}, follow_redirects=True,
            trust_env=False,
        )  # fmt: skip

    async def page(self, path: str) -> str:
        """A page that must be there."""
        answer = await self.browser.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.text

    async def send(self, path: str, fields: Mapping[str, str], *, key: str = "") -> httpx2.Response:
        """A form, as the browser sends it."""
        return await self.browser.post(path, data={"idempotency_key": key or str(uuid4()), **fields})


def cells(sheet: bytes) -> list[list[Any]]:
    """The rows of an Excel file."""
    return CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()


async def published(office: Office, source: str) -> list[str]:
    """Import and publish; the ids of the groups."""
    done = (await office.give(source)).json()
    answer = await office.post(f"plans/{done['plan']}/publish")
    assert answer.status_code == 200, answer.text
    return [group["id"] for group in done["groups"]]


async def has_places(office: Office, group_id: str, wanted: tuple[int, int, int]) -> bool:
    """Whether the catalogue tells these: capacity, taken, waiting."""
    (p,) = (await office.get(f"places?ids={group_id},nonsense,{uuid4()}"))["places"]
    return (p["capacity"], p["taken"], p["waiting"]) == wanted


async def tell(office: Office, group: str, revision: int, **counts: int) -> None:
    """Booking's ledger stands so; returns when classes knows."""
    numbers = {"capacity": 30, "taken": 0, "waiting": 0, "entered": 0, "held": 0} | counts
    async with office.system.pool.acquire() as conn, conn.transaction():
        await outbox.put(conn, PlacesChanged(group_id=UUID(group), revision=revision, **numbers))
    office.system.committed()

    async def known() -> bool:
        row = await office.system.pool.fetchrow("SELECT * FROM class_group WHERE id = $1", UUID(group))
        return row is not None and all(row[name] == number for name, number in numbers.items())

    await eventually(known)


async def tell_places(classes: System, group_id: str, ledger: list[tuple[int, int, int, int]]) -> None:
    """As booking's relay would: each state of the ledger (revision, capacity, taken, waiting) is an event on `capacity`."""
    async with classes.pool.acquire() as conn, conn.transaction():
        for revision, capacity, taken, waiting in ledger:
            event = PlacesChanged(
                group_id=UUID(group_id), revision=revision, capacity=capacity, taken=taken, waiting=waiting
            )
            await outbox.put(conn, event)
    classes.committed()
