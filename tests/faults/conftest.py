"""Signals as in a terminal."""

import signal
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def _as_in_a_terminal() -> Iterator[None]:
    """Tests that are run in the background ignore what a terminal sends, and so would every process they start."""
    ignored = [sig for sig in (signal.SIGINT, signal.SIGHUP) if signal.getsignal(sig) is signal.SIG_IGN]
    for sig in ignored:
        signal.signal(sig, signal.SIG_DFL)
    yield
    for sig in ignored:
        signal.signal(sig, signal.SIG_IGN)
