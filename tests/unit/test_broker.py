"""Where the broker is, and how its clients begin and end: a client that hangs keeps nobody."""

import asyncio
import ssl
from pathlib import Path

import pytest

from shared.messaging.address import options
from shared.messaging.broker import start, within

NEVER = 60.0
"""Seconds that no test waits for, unless what it tests is broken."""


def test_a_plain_address_is_its_hosts() -> None:
    assert options("one:9092,two:9092") == {"bootstrap_servers": ["one:9092", "two:9092"]}


def test_an_encrypted_address_says_who_we_are() -> None:
    told = options("tls://aixin:p%40ss%3Aword@one:9093,two:9093")
    context = told.pop("ssl_context")
    assert isinstance(context, ssl.SSLContext) and context.verify_mode is ssl.CERT_REQUIRED and context.check_hostname
    assert told == {
        "bootstrap_servers": ["one:9093", "two:9093"],
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "aixin",
        "sasl_plain_password": "p@ss:word",
    }


@pytest.mark.parametrize(
    "kafka", ["http://a:b@one:9093", "tls://one:9093", "tls://aixin@one:9093", "tls://:b@one:9093"]
)
def test_whoever_cannot_be_known_there_is_told_how_to_say_it(kafka: str) -> None:
    with pytest.raises(ValueError, match=r"^AIXIN_KAFKA: host:port,… · scram://"):
        options(kafka)


def test_an_authority_that_is_not_there_is_missed(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        options(f"tls://aixin:b@one:9093?ca={tmp_path / 'ca.pem'}")


async def test_what_ends_in_time_is_let_end() -> None:
    ended = asyncio.Event()

    async def ending() -> None:
        await asyncio.sleep(0)
        ended.set()

    await within(NEVER, ending())
    assert ended.is_set()


async def test_what_does_not_end_is_cut_off() -> None:
    ending = asyncio.ensure_future(asyncio.Event().wait())
    await within(0, ending)
    assert ending.cancelled()


@pytest.mark.parametrize("fault", [RuntimeError, asyncio.CancelledError])
async def test_how_it_ends_is_nobodys_concern(fault: type[BaseException]) -> None:
    async def ending() -> None:
        raise fault

    await within(NEVER, ending())


async def test_a_client_that_starts_is_waited_for() -> None:
    with pytest.raises(RuntimeError, match="refused"):
        await start(NEVER, _refused())


async def _refused() -> None:
    await asyncio.sleep(0)
    raise RuntimeError("refused")


async def test_a_client_that_does_not_start_is_given_up_and_cut_off() -> None:
    cut_off = asyncio.Event()

    async def starting() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cut_off.set()

    with pytest.raises(TimeoutError):
        await start(0.01, starting())
    assert cut_off.is_set()


async def test_who_is_stopped_while_a_client_starts_lets_it_start_first() -> None:
    """One that is cut off halfway would leave its sockets open."""
    go_on, started = asyncio.Event(), asyncio.Event()

    async def starting() -> None:
        await go_on.wait()
        started.set()

    whole = asyncio.ensure_future(start(NEVER, starting()))
    await asyncio.sleep(0)
    whole.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await whole
    assert started.is_set()
