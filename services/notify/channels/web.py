"""One POST to an address that a stranger chose: by a name that we look up, to an address that we have looked at, and no further.

What is sent goes to the address that was checked, under the certificate of the name: a name that leads elsewhere a moment later leads nobody
anywhere. The transport alone is used: it follows no redirect, keeps no cookie and asks no proxy.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx2

from services.notify.domain.outside import NotOpen, WebTarget, check, target
from services.notify.domain.webhook import Posted
from shared.providers import calling

DEADLINE = 10.0
"""Seconds in all: the name, the connection, the answer's head. Its body is not read."""
NAME_SECONDS = 5.0
AT_ONCE = 8
"""Names that are looked up at the same time; a slow one takes a thread of these and nobody else's."""

_NEVER_LEFT = (httpx2.ConnectError, httpx2.ConnectTimeout, socket.gaierror)

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""All addresses of a host. Raises OSError."""


class Outside:
    """The way to programs of strangers."""

    def __init__(
        self, *, at_home: bool = False, resolve: Resolve | None = None, trusted: ssl.SSLContext | None = None, deadline: float = DEADLINE
    ) -> None:  # fmt: skip
        """`at_home`, in a demonstration, this machine itself may be called, at any port."""
        self._at_home, self._resolve, self._deadline = at_home, resolve or by_dns(), deadline
        self._transport = httpx2.AsyncHTTPTransport(
            verify=trusted or calling.trusted(),
            trust_env=False,
            http2=False,
            limits=httpx2.Limits(max_keepalive_connections=0),
        )

    def looked_at(self, url: str) -> WebTarget:
        """The address by its looks. Raises NotOpen."""
        return target(url, at_home=self._at_home)

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Posted:
        """What came of it; of an answer its status alone."""
        try:
            async with asyncio.timeout(self._deadline):
                where = self.looked_at(url)
                return await self._post(where, await self._checked(where), headers, body)
        except NotOpen as closed:
            return Posted(reason=str(closed), left=False)
        except TimeoutError:
            return Posted(reason="no answer in time")
        except _NEVER_LEFT as away:
            return Posted(reason=type(away).__name__, left=False)
        except (httpx2.HTTPError, OSError) as broken:
            return Posted(reason=type(broken).__name__)

    async def _checked(self, where: WebTarget) -> str:
        """The address that is called. Raises NotOpen, OSError."""
        async with asyncio.timeout(NAME_SECONDS):
            addresses = await self._resolve(where.host, where.port)
        check(addresses, at_home=self._at_home)
        return addresses[0]

    async def _post(self, where: WebTarget, address: str, headers: Mapping[str, str], body: bytes) -> Posted:
        host = f"[{address}]" if ":" in address else address
        request = httpx2.Request(
            "POST",
            f"https://{host}:{where.port}{where.path}",
            headers={"host": where.authority, "content-type": "application/json", "user-agent": "aixin", **headers},
            content=body,
            extensions={"sni_hostname": where.host, "timeout": dict.fromkeys(("connect", "read", "write", "pool"), self._deadline)},
        )  # fmt: skip
        response = await self._transport.handle_async_request(request)
        await response.aclose()
        return Posted(response.status_code)


def by_dns() -> Resolve:
    """As this machine looks names up, in threads of its own."""
    threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="names")

    async def resolve(host: str, port: int) -> list[str]:
        look = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(threads, look)
        return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))

    return resolve
