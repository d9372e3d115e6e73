"""Structured logs that hold no personal data: JSON for machines, or coloured lines for a person at a terminal."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from shared.observability import trace

_SECRET_KEYS = re.compile(
    r"phone|mobile|(^|_)(code|otp|token|secret|password|authorization|cookie|name|email|address|birth\w*|id_number|note|health\w*)$",
    re.IGNORECASE,
)
_SECRET_TEXTS = (
    (re.compile(r"(?<![\d-])(?:\+?86[- ]?)?1[3-9]\d{9}(?!\d)"), "[phone]"),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])"), "[id number]"),
    (re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*"), "[token]"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[email]"),
    (re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]*(?=@)"), "[login]"),
    (re.compile(r"(?i)(?<=code=)\w+|(?<=token=)[\w.-]+"), "[secret]"),
)
_OURS = frozenset({"logger", "logger_name", "_record", "_from_structlog"})


def configure(*, pretty: bool = False, level: int = logging.INFO) -> None:
    """Send every log, libraries' too, through one pipe to standard error. Call once at start.

    What cannot be written there (a full disk, a closed terminal) is lost, and whoever logs goes on.
    """
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_trace,
        structlog.processors.format_exc_info,
        without_personal_data,
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    lines = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
    look: Any = lines if pretty else structlog.processors.JSONRenderer(ensure_ascii=False)
    last = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, look]
    handler = logging.StreamHandler()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=before, processors=last))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # A broker that is away is one line of ours a try, not thirty of the client's.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    # It writes down whole addresses, and a provider of text messages wants the phone in its own.
    logging.getLogger("httpx2").setLevel(logging.WARNING)


def without_personal_data(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: blank what a key says is secret, and what looks like a phone, an id number, a token, an address."""
    for key in entry.keys() - _OURS:
        entry[key] = _clean(key, entry[key])
    return entry


def redact(text: str) -> str:
    """The text without what looks personal."""
    for pattern, instead in _SECRET_TEXTS:
        text = pattern.sub(instead, text)
    return text


def _clean(key: str, value: Any) -> Any:
    if value is None or (isinstance(value, bool | int | float) and not _SECRET_KEYS.search(key)):
        return value
    if _SECRET_KEYS.search(key):
        return "[redacted]"
    if isinstance(value, dict):
        return {inner: _clean(str(inner), item) for inner, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_clean("", item) for item in value]
    return redact(value if isinstance(value, str) else str(value))


def _add_trace(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if here := trace.trace_id():
        entry["trace"] = here
    return entry
