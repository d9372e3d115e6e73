"""What belongs together: a W3C trace id that travels from a request through events to the message it causes."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_FORM = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")
_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


def current() -> str | None:
    """The `traceparent` of what is being done now, if it is part of anything."""
    return _current.get()


def trace_id() -> str | None:
    """The part of `current()` that all steps share; logs carry it."""
    known = _current.get()
    return known and known.split("-")[1]


@contextmanager
def step(caller: str | None) -> Iterator[str]:
    """A step of the caller's trace, or of a new one when `caller` is missing or malformed; yields its `traceparent`."""
    match = _FORM.fullmatch(caller or "")
    trace, flags = match.groups() if match else (secrets.token_hex(16), "01")
    here = f"00-{trace}-{secrets.token_hex(8)}-{flags}"
    token = _current.set(here)
    try:
        yield here
    finally:
        _current.reset(token)
