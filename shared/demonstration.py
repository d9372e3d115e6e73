"""Who may see a demonstration: whoever sits at the machine it runs on. It shows log-in codes, so it never opens by itself.

What is told at the start is judged by `open_on`, every request by `told_to`; nothing else decides.
"""

import ipaddress
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Protocol
from urllib.parse import urlsplit

_PASSED_ON = ("forwarded", "via", "x-real-ip", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto")
_OLD = "1.0"
"""The HTTP that no browser speaks, and nginx as it comes: it asks for our own name then, and says in no header that it passes something on."""


class Reachable(Protocol):
    """How a system is set up to be reached."""

    @property
    def demo(self) -> bool: ...
    @property
    def published(self) -> str: ...


class Knock(Protocol):
    """A request, as far as it tells where it comes from."""

    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def scope(self) -> Mapping[str, Any]: ...


def open_on(listens_on: str, public_url: str) -> bool:
    """Whether there may be a demonstration: `listens_on` is a host, or how a container's port is published (`127.0.0.1:8080`)."""
    with suppress(ValueError):
        url = urlsplit(public_url)
        return url.scheme == "http" and _here(url.netloc) and _here(listens_on)
    return False


def told_to(settings: Reachable, request: Knock) -> bool:
    """Whether this request may see what only a demonstration shows: it came to this machine's own name, and from nowhere else.

    Behind the edge of containers every request is passed on; there the names it was asked for must be this machine's.
    """
    headers = request.headers
    passed_on = request.scope.get("http_version") == _OLD or any(name in headers for name in _PASSED_ON)
    names = [headers.get("host", ""), *headers.get("x-forwarded-host", "").split(",")]
    asked = all(_here(name.strip()) for name in names if name)
    return settings.demo and bool(names[0]) and asked and (not passed_on or bool(settings.published))


def _here(address: str) -> bool:
    """Whether a host, with or without a port, is this machine's own."""
    with suppress(ValueError):
        host = f"[{address}]" if address.count(":") > 1 and not address.startswith("[") else address
        name = urlsplit(f"//{host}").hostname or ""
        if name == "localhost":
            return True
        return ipaddress.ip_address(name).is_loopback
    return False
