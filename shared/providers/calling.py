"""One request to a provider, with its end: what is known of a request that broke."""

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx2
import orjson

from shared.kernel.sending import Away

DEADLINE = 10.0
"""Seconds in all, so that a family that waits for a code hears soon that none comes."""
LARGEST = 64 * 1024
"""Bytes of an answer; more is none."""
_NEVER_LEFT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


class Unanswered(Exception):
    """It may have been taken: the request went out, and no answer came that can be read."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    json: dict[str, Any]


async def post(
    web: httpx2.AsyncClient, url: str, headers: Mapping[str, str], body: bytes = b"", *, deadline: float = DEADLINE
) -> Reply:
    """Send once, never again. Raises Away, Unanswered; neither quotes the request."""
    return await _answered(web.stream("POST", url, headers=headers, content=body), deadline)


async def get(web: httpx2.AsyncClient, url: str, *, deadline: float = DEADLINE) -> Reply:
    """Ask once. Raises as `post`."""
    return await _answered(web.stream("GET", url), deadline)


async def _answered(asked: AbstractAsyncContextManager[httpx2.Response], deadline: float) -> Reply:
    try:
        async with asyncio.timeout(deadline), asked as response:
            content = b""
            async for part in response.aiter_bytes():
                content += part
                if len(content) > LARGEST:
                    raise Unanswered("an answer without an end")
            return Reply(response.status_code, _read(content))
    except _NEVER_LEFT as away:
        raise Away(type(away).__name__) from None
    except (httpx2.HTTPError, TimeoutError) as broken:
        raise Unanswered(type(broken).__name__) from None


def _read(content: bytes) -> dict[str, Any]:
    try:
        read = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise Unanswered("no JSON") from None
    if not isinstance(read, dict):
        raise Unanswered("no JSON object")
    return read


def client() -> httpx2.AsyncClient:
    """For a provider: a stranger, so no redirects. The time of a request is limited where it is made."""
    return httpx2.AsyncClient(follow_redirects=False, timeout=None, verify=trusted())


@cache
def trusted() -> ssl.SSLContext:
    """Read once: a client that reads it anew takes longer than the request."""
    return ssl.create_default_context()
