"""Tests call nobody outside this machine."""

import asyncio
import socket

import pytest

from tests.support import loopback

ELSEWHERE = "192.0.2.1"
"""An address of documentation, where nobody is."""


def test_whoever_would_call_outside_fails_with_a_sentence() -> None:
    with socket.socket() as caller, pytest.raises(pytest.fail.Exception, match=r"192\.0\.2\.1:443.*127\.0\.0\.1"):
        caller.connect((ELSEWHERE, 443))


def test_nor_is_anybody_sent_a_packet() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as caller, pytest.raises(pytest.fail.Exception):
        caller.sendto(b"?", (ELSEWHERE, 53))


async def test_what_swallows_every_exception_does_not_hide_it() -> None:
    async def careless() -> None:
        try:
            await asyncio.open_connection(ELSEWHERE, 443)
        except Exception:
            return

    with pytest.raises(pytest.fail.Exception):
        await careless()


def test_this_machine_may_be_called_by_any_of_its_names() -> None:
    for family, name in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET, "localhost"), (socket.AF_INET6, "::1")):
        with socket.socket(family) as caller:
            assert caller.connect_ex((name, 1)) != 0  # nobody there, and nobody forbids it


@pytest.mark.parametrize(
    "said",
    [
        f"tcp://{ELSEWHERE}:2375",
        ELSEWHERE,
        f"postgresql://postgres:secret@{ELSEWHERE}:5432/postgres",
        f"127.0.0.1:9092,{ELSEWHERE}:9092",
    ],
)
def test_a_host_is_known_however_it_was_named(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIXIN_TEST_KAFKA", said)
    assert ELSEWHERE in loopback.hosts()
    monkeypatch.setenv("AIXIN_TEST_KAFKA", "127.0.0.1:9092")
    assert ELSEWHERE not in loopback.hosts()
