"""What belongs together: a W3C trace id that travels from a request through events to the message it causes.

The id always travels, and logs carry it. What took how long is recorded only where an operator asks for it by OpenTelemetry's
own settings (`OTEL_EXPORTER_OTLP_ENDPOINT` …, docs/howto/follow-a-booking.md): elsewhere OpenTelemetry is not even imported.
"""

import asyncio
import re
import secrets
import time
from contextlib import AbstractContextManager
from contextvars import ContextVar
from typing import Any, Literal, Protocol, TypedDict

FLUSH_SECONDS = 3.0
Kind = Literal["server", "producer", "consumer", "internal"]
_FORM = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")
_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


class Facts(TypedDict, total=False):
    """All that is ever recorded of a step: nothing that names, or leads to, a person."""

    system: str
    route: str
    """By its template: never what stands in its place."""
    status: int
    event: str
    """The type."""
    event_id: str
    timer: str
    batch: int
    channel: str
    outcome: str


class Recorder(Protocol):
    """Where steps are recorded."""

    def step(self, name: str, kind: Kind, caller: str | None, facts: Facts) -> AbstractContextManager[str]:
        """Record what is done in the block; yields its `traceparent`. `facts` are read at its end."""

    def past(self, name: str, kind: Kind, caller: str | None, began: int, facts: Facts) -> None:
        """Record what ends now."""

    def flush(self) -> None:
        """Send what was recorded."""

    def stop(self) -> None:
        """Send it, and end."""


_recorder: Recorder | None = None


def record_with(recorder: Recorder | None) -> None:
    """From now on record each step; None: no more."""
    global _recorder  # noqa: PLW0603 - one process, one place
    _recorder = recorder


def stop() -> None:
    """Record no more."""
    if _recorder:
        _recorder.stop()
    record_with(None)


async def flush() -> None:
    """Send what was recorded; a receiver that does not answer is not waited for long."""
    if _recorder:
        await asyncio.to_thread(_recorder.flush)


def current() -> str | None:
    """The `traceparent` of what is being done now, if it is part of anything."""
    return _current.get()


def trace_id() -> str | None:
    """The part of `current()` that all steps share; logs carry it."""
    known = _current.get()
    return known and known.split("-")[1]


class step(AbstractContextManager[str]):
    """A step of the caller's trace, or of a new one when `caller` is missing or malformed; yields its `traceparent`.

    `facts` may be completed until the block ends.
    """

    __slots__ = ("_caller", "_doing", "_token")

    def __init__(self, name: str, kind: Kind, caller: str | None, facts: Facts | None = None) -> None:
        said: Facts = {} if facts is None else facts
        self._caller, self._doing = caller, _recorder.step(name, kind, caller, said) if _recorder else None

    def __enter__(self) -> str:
        here = self._doing.__enter__() if self._doing else _unrecorded(self._caller)
        self._token = _current.set(here)
        return here

    def __exit__(self, *error: Any) -> bool | None:
        _current.reset(self._token)
        return self._doing.__exit__(*error) if self._doing else None


def now() -> int:
    """Nanoseconds, for `past`."""
    return time.time_ns() if _recorder else 0


def past(name: str, kind: Kind, caller: str | None, began: int, facts: Facts) -> None:
    """A step that nothing else is a part of, and that ends now."""
    if _recorder and began:
        _recorder.past(name, kind, caller, began, facts)


def parts(traceparent: str | None) -> tuple[str, str, str] | None:
    """Trace, step and flags in hexadecimal; None when it is missing or malformed."""
    match = _FORM.fullmatch(traceparent or "")
    return match and (match[1], match[0].split("-")[2], match[2])


def _unrecorded(caller: str | None) -> str:
    known = parts(caller)
    trace, flags = (known[0], known[2]) if known else (secrets.token_hex(16), "01")
    return f"00-{trace}-{secrets.token_hex(8)}-{flags}"
