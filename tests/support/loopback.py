"""No test calls anybody outside: what would connect to anything but this machine fails, with a sentence.

Python says of each connection, to a hook that nothing takes off again, where it is to lead. Let through are Unix sockets, loopback, and
the hosts that whoever runs the tests has named: Docker's, a database's, a broker's. Child processes are not watched.
"""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from urllib.parse import urlsplit

import pytest

NAMED_BY = ("DOCKER_HOST", "TESTCONTAINERS_HOST_OVERRIDE", "AIXIN_TEST_DATABASE", "AIXIN_TEST_KAFKA")
"""Variables that name a host: as an address, as host:port, or alone."""
_open = 0


def watch() -> None:
    """From now on, in this process."""
    sys.addaudithook(_hear)


@contextmanager
def going_out() -> Iterator[None]:
    """What the tests run against may first have to be fetched."""
    global _open  # noqa: PLW0603 - fetching takes threads, which share it
    _open += 1
    try:
        yield
    finally:
        _open -= 1


def hosts() -> frozenset[str]:
    """Those that the variables name, by name and by number."""
    said = ",".join(os.environ.get(name, "") for name in NAMED_BY).split(",")
    named = {urlsplit(one if "://" in one else f"//{one}").hostname for one in said} - {None, ""}
    return frozenset(named | {found[4][0] for host in named for found in _looked_up(host)})


def _looked_up(host: str) -> list:
    try:
        return socket.getaddrinfo(host, None)
    except OSError:
        return []


_NAMED = hosts()


def _hear(event: str, args: tuple[object, ...]) -> None:
    if event not in ("socket.connect", "socket.sendto") or _open:
        return
    _, address = args
    if isinstance(address, tuple) and not (_is_loopback(address[0]) or address[0] in _NAMED):
        pytest.fail(
            f"A test would connect to {address[0]}:{address[1]}. Tests call nobody outside this machine:"
            " start what it needs on 127.0.0.1 (tests/support/stack.py)."
        )


def _is_loopback(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost"
    return address.is_loopback or address.is_unspecified
