"""The stack as its users reach it: HTTP, tokens, Idempotency-Keys."""

import asyncio
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from uuid import uuid4

import httpx2

from aixin.words import demo as words

AWAY = 503
WAITS = (1, 2, 4, 8)
"""Seconds before each further try: a system that recovers asks for it."""


class DemoError(Exception):
    """Something the person at the keyboard can mend."""


def open_web(url: str) -> httpx2.AsyncClient:
    """One client for many people: it carries tokens, and keeps no cookies."""
    # A server lets go of a connection that nobody used for five seconds: sooner, or both may do it at once.
    limits = httpx2.Limits(max_connections=128, max_keepalive_connections=128, keepalive_expiry=2)
    web = httpx2.AsyncClient(base_url=url, timeout=30, trust_env=False, limits=limits)
    web.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return web


@dataclass
class Person:
    """Somebody who is logged in."""

    web: httpx2.AsyncClient
    token: str

    async def get(self, path: str, **params: Any) -> Any:
        """What is there, as JSON. Raises DemoError."""
        return (await _asked(self.web, "GET", path, self._headers(), params=params)).json()

    async def list(self, path: str, what: str) -> list[Any]:
        """Everything of a list that comes in parts. Raises DemoError."""
        part = await self.get(path)
        found: list[Any] = part[what]
        while part["next"]:
            part = await self.get(path, after=part["next"])
            found += part[what]
        return found

    async def finds(self, path: str) -> bool:
        """Whether anything is there."""
        return (await self.web.get(path, headers=self._headers())).is_success

    async def put(self, path: str, body: Any) -> Any:
        """Say it in place of what was said before. Raises DemoError."""
        return (await _asked(self.web, "PUT", path, self._headers() | _key(), json=body)).json()

    async def fill_in(self, path: str, **fields: str) -> None:
        """Send a page's form, as its button does. Raises DemoError."""
        form = fields | {"idempotency_key": str(uuid4())}
        await _asked(self.web, "POST", path, self._headers(), data=form)

    async def post(self, path: str, body: Any = None, *, key: str = "", content: bytes | None = None) -> Any:
        """Do it once; the answer as JSON. Raises DemoError."""
        headers = self._headers() | {"idempotency-key": key or str(uuid4())}
        if content is None:
            return (await _asked(self.web, "POST", path, headers, json=body or {})).json()
        headers |= {"content-type": "application/yaml"}
        return (await _asked(self.web, "POST", path, headers, content=content)).json()

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}


async def log_in(web: httpx2.AsyncClient, phone: str) -> Person:
    """By phone and the code that the demo shows. Raises DemoError."""
    sent = (await _asked(web, "POST", "/accounts/api/v1/codes", _key(), json={"phone": phone})).json()
    if "code" not in sent:
        raise DemoError(words.NO_CODE.line)
    body = {"request_id": sent["request_id"], "code": sent["code"]}
    session = await _asked(web, "POST", "/accounts/api/v1/sessions", _key(), json=body)
    return Person(web, session.json()["token"])


async def reachable(web: httpx2.AsyncClient) -> None:
    """Raises DemoError when no stack answers."""
    try:
        async with asyncio.timeout(5):
            (await web.get("/booking/healthz")).raise_for_status()
    except (httpx2.HTTPError, TimeoutError, OSError) as error:
        raise DemoError(words.NOTHING_ANSWERS.of(url=web.base_url).line) from error


def _key() -> dict[str, str]:
    return {"idempotency-key": str(uuid4())}


async def _asked(
    web: httpx2.AsyncClient, method: str, path: str, headers: dict[str, str], **said: Any
) -> httpx2.Response:
    """Ask; whoever is told to come again does so a few times, with the same key. Raises DemoError."""
    for wait in (*WAITS, 0):
        answer = await web.request(method, path, headers=headers, **said)
        if answer.status_code != AWAY or not wait:
            break
        await asyncio.sleep(wait)
    if answer.status_code >= 400:
        raise DemoError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
    return answer
