"""Readers that misbehave, to be run apart."""

import os
import signal
import tempfile


def forever(_: bytes) -> bytes:
    """Never answers."""
    while True:
        signal.pause()


def hungry(_: bytes) -> bytes:
    """Wants a gigabyte."""
    return bytes(1 << 30)


def talkative(_: bytes) -> bytes:
    """Answers with more than anybody asked for."""
    return bytes(1_000_000)


def wrong(_: bytes) -> bytes:
    """Has a mistake in it."""
    raise ZeroDivisionError


def surroundings(_: bytes) -> bytes:
    """Tells what it knows."""
    return repr(dict(os.environ)).encode()


def writing(_: bytes) -> bytes:
    """Leaves something behind."""
    with tempfile.TemporaryFile() as file:
        file.write(b"x")
    return b"written"
