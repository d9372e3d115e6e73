"""Codes are limited for whoever asks, and nobody who asks in another's name locks them out."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from prometheus_client import REGISTRY

from services.accounts.bootstrap import build
from services.accounts.domain import limits
from shared.settings import Settings
from shared.system import System
from tests.conftest import MakeDatabase
from tests.support.accounts import ORIGIN, Phones

OWNER = "13700001234"
MINUTES = timedelta(minutes=10)


@pytest.fixture
def phones() -> Phones:
    return Phones()


@pytest.fixture
async def system(database: MakeDatabase, keys_dir: Path, phones: Phones) -> AsyncIterator[System]:
    """With nobody in it."""
    settings = Settings(database_url=await database("accounts"), kafka="127.0.0.1:1", keys_dir=keys_dir)
    async with build(settings, phones).running() as running:
        yield running


class Browser:
    """At an address of the world; it keeps what it is given."""

    def __init__(self, system: System, address: str = "1.2.3.4") -> None:
        transport = httpx2.ASGITransport(system.app, client=(address, 1))
        self.web = httpx2.AsyncClient(transport=transport, base_url=ORIGIN, headers={"origin": ORIGIN})

    async def asks(self, phone: str, **headers: str) -> int:
        """For a code, on the pages: the status of the answer."""
        await self.web.get("/accounts/login")
        return (await self.web.post("/accounts/login", data={"phone": phone}, headers=headers)).status_code

    async def logs_in(self, phone: str, phones: Phones) -> None:
        """So that it is known."""
        assert await self.asks(phone) == 303
        done = await self.web.post("/accounts/login/code", data={"code": phones.last(phone)})
        assert done.status_code == 303


async def later(system: System, minutes: int = 2) -> None:
    """So much time passes for the codes."""
    await system.pool.execute(
        "UPDATE login_code SET created_at = created_at - $1::interval", timedelta(minutes=minutes)
    )


def phone(number: int) -> str:
    return f"136{number:08}"


def refused(what: str) -> float:
    return REGISTRY.get_sample_value("aixin_accounts_codes_total", {"outcome": what}) or 0


async def test_who_asks_in_anothers_name_does_not_lock_them_out(system: System, phones: Phones) -> None:
    mine, new, stranger = Browser(system), Browser(system, "1.2.3.5"), Browser(system, "5.6.7.8")
    await mine.logs_in(OWNER, phones)
    await later(system)
    assert await stranger.asks(OWNER) == 303
    assert await stranger.asks(OWNER) == 429
    program = Browser(system, "5.6.7.8").web  # keeps nothing: it is counted by its address
    answers = [(await program.post("/accounts/api/v1/codes", json={"phone": OWNER})).status_code for _ in range(2)]
    assert answers == [200, 429]
    assert await new.asks(OWNER) == 303  # a browser of which nothing is known yet
    for number in range(20):  # as many as strangers get, and more, wherever they come from
        await Browser(system, f"5.6.8.{number}").asks(OWNER)
    assert await Browser(system, "5.6.9.1").asks(OWNER) == 429
    assert await mine.asks(OWNER) == 303
    assert await mine.asks(OWNER) == 429


async def test_one_address_asks_for_so_many_phones_and_a_known_browser_for_its_own(
    system: System, phones: Phones
) -> None:
    mine = Browser(system)
    await mine.logs_in(OWNER, phones)
    before = refused("address")
    (most, _), _ = limits.OF_STRANGERS["address"]
    answers = [await Browser(system).asks(phone(n), **{"x-forwarded-for": f"9.9.9.{n}"}) for n in range(most + 3)]
    assert answers.count(303) == most - 1  # and the owner's own, before the browser was known
    assert answers[-4:] == [429] * 4
    assert refused("address") == before + 4
    assert await Browser(system, "1.2.3.5").asks(phone(99)) == 303
    await system.pool.execute(
        "UPDATE login_code SET created_at = created_at - interval '2 minutes' WHERE known = false"
    )
    assert await mine.asks(OWNER) == 303
    await later(system, 11)
    assert await Browser(system).asks(phone(98)) == 303


async def test_addresses_that_many_share_are_not_counted(system: System) -> None:
    (most, _), _ = limits.OF_STRANGERS["address"]
    answers = [await Browser(system, "192.168.1.5").asks(phone(n)) for n in range(most + 3)]
    assert set(answers) == {303}


async def test_a_budget_over_all_is_told_and_known_browsers_go_on(
    system: System, phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = Browser(system)
    await mine.logs_in(OWNER, phones)
    await later(system)
    monkeypatch.setitem(limits.OF_STRANGERS, "all", ((4, MINUTES),))
    before = refused("all")
    answers = [await Browser(system, f"1.2.4.{n}").asks(phone(n)) for n in range(5)]
    assert answers == [303] * 3 + [429] * 2
    assert refused("all") == before + 2
    assert await mine.asks(OWNER) == 303


async def test_at_once_no_more_are_sent_than_one_after_the_other(
    system: System, phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.OF_STRANGERS, "address", ((3, MINUTES),))
    browsers = [Browser(system) for _ in range(8)]
    answers = await asyncio.gather(*(browser.asks(phone(n)) for n, browser in enumerate(browsers)))
    assert sorted(answers) == [303] * 3 + [429] * 5
    assert len(phones.sent) == 3


async def test_what_a_browser_keeps_and_its_address_are_not_to_be_read_in_the_table(
    system: System, phones: Phones
) -> None:
    mine = Browser(system)
    await mine.logs_in(OWNER, phones)
    rows = [
        *await system.pool.fetch("SELECT * FROM login_code"),
        *await system.pool.fetch("SELECT * FROM known_browser"),
    ]
    kept = " ".join(str(value) for row in rows for value in row.values())
    assert mine.web.cookies["aixin-browser"] not in kept
    assert "1.2.3.4" not in kept
