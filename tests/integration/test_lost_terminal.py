"""Codes are shown on the terminal of whoever runs the system; without one families are answered all the same."""

# ruff: noqa: SIM115 - the test that opens a terminal closes it

import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from pathlib import Path
from typing import TextIO

import pytest

from services.accounts.bootstrap import build
from services.accounts.channels import console
from shared.settings import Settings
from tests.support.accounts import browser


def gone() -> TextIO:
    """A pipe whose reader has ended."""
    reader, writer = os.pipe()
    os.close(reader)
    return open(writer, "w", encoding="utf-8")


def closed() -> TextIO:
    terminal = open(os.devnull, "w", encoding="utf-8")
    terminal.close()
    return terminal


TERMINALS = {
    "full": lambda: open("/dev/full", "w", encoding="utf-8"),
    "gone": gone,
    "closed": closed,
    "without Chinese": lambda: open(os.devnull, "w", encoding="ascii"),
}


@contextmanager
def shown_on(terminal: TextIO) -> Iterator[None]:
    """Within the test itself: pytest puts its own terminal back before each."""
    try:
        with redirect_stdout(terminal):
            yield
    finally:
        with suppress(OSError):  # what it still held
            terminal.close()


@pytest.mark.parametrize("terminal", TERMINALS)
async def test_asking_for_a_code_is_answered_and_the_log_says_that_nobody_read_it(
    terminal: str, database: Callable[[str], Awaitable[str]], keys_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[str] = []
    monkeypatch.setattr(console.log, "warning", lambda event, **_: logged.append(event), raising=False)
    settings = Settings(database_url=await database("accounts"), kafka="127.0.0.1:1", keys_dir=keys_dir)
    accounts = build(settings)
    async with accounts.running(), browser(accounts) as web:
        with shown_on(TERMINALS[terminal]()):
            answer = await web.post("/accounts/api/v1/codes", json={"phone": "13700001234"})
    assert answer.status_code == 200
    assert logged == ["code_not_shown"]
