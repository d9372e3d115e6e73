"""The stack as its users reach it: HTTP, tokens, Idempotency-Keys."""

import asyncio
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from uuid import uuid4

import httpx2

from aixin.words import demo as words


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
        return _json(await self.web.get(path, params=params, headers=self._headers()))

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
        return _json(await self.web.put(path, json=body, headers=self._headers() | _key()))

    async def fill_in(self, path: str, **fields: str) -> None:
        """Send a page's form, as its button does. Raises DemoError."""
        form = fields | {"idempotency_key": str(uuid4())}
        _checked(await self.web.post(path, data=form, headers=self._headers()))

    async def post(self, path: str, body: Any = None, *, key: str = "", content: bytes | None = None) -> Any:
        """Do it once; the answer as JSON. Raises DemoError."""
        headers = self._headers() | {"idempotency-key": key or str(uuid4())}
        if content is None:
            return _json(await self.web.post(path, json=body or {}, headers=headers))
        return _json(await self.web.post(path, content=content, headers=headers | {"content-type": "application/yaml"}))

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}


async def log_in(web: httpx2.AsyncClient, phone: str) -> Person:
    """By phone and the code that the demo shows. Raises DemoError."""
    sent = _json(await web.post("/accounts/api/v1/codes", json={"phone": phone}, headers=_key()))
    if "code" not in sent:
        raise DemoError(words.NO_CODE.line)
    body = {"request_id": sent["request_id"], "code": sent["code"]}
    session = _json(await web.post("/accounts/api/v1/sessions", json=body, headers=_key()))
    return Person(web, session["token"])


async def reachable(web: httpx2.AsyncClient) -> None:
    """Raises DemoError when no stack answers."""
    try:
        async with asyncio.timeout(5):
            (await web.get("/booking/healthz")).raise_for_status()
    except (httpx2.HTTPError, TimeoutError, OSError) as error:
        raise DemoError(words.NOTHING_ANSWERS.of(url=web.base_url).line) from error


def _key() -> dict[str, str]:
    return {"idempotency-key": str(uuid4())}


def _json(response: httpx2.Response) -> Any:
    return _checked(response).json()


def _checked(response: httpx2.Response) -> httpx2.Response:
    if response.status_code >= 400:
        raise DemoError(
            f"{response.request.method} {response.request.url.path}: {response.status_code} {response.text[:300]}"
        )
    return response
