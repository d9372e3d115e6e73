"""A stand-in in a process of its own, as the real one is: what a test knows of it it was told over the wire."""

import asyncio
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from tests.support.programs import trusting
from tests.support.providers.aliyun import Aliyun
from tests.support.providers.oidc import Oidc
from tests.support.providers.push import Push
from tests.support.providers.stand_in import StandIn
from tests.support.providers.tencent import Tencent
from tests.support.providers.wechat import WeChat
from tests.support.providers.workplace import DingTalk, WeCom

NAMES: dict[str, type[StandIn]] = {
    "aliyun": Aliyun,
    "tencent": Tencent,
    "wechat": WeChat,
    "oidc": Oidc,
    "wecom": WeCom,
    "dingtalk": DingTalk,
    "push": Push,
}


@dataclass(frozen=True)
class Provider:
    """One that runs."""

    url: str
    trusted: ssl.SSLContext | bool = True
    """What its certificate is held against, where it has one."""

    async def behave(self, **will: Any) -> None:
        """From now on it does so."""
        async with httpx2.AsyncClient(verify=self.trusted) as web:
            (await web.post(f"{self.url}/-/behave", json=will)).raise_for_status()

    async def ledger(self, what: str = "taken") -> list[Any]:
        """What families would have seen; or what it `refused`."""
        async with httpx2.AsyncClient(verify=self.trusted) as web:
            return (await web.get(f"{self.url}/-/ledger")).json()[what]

    async def asked(self, path: str, **said: Any) -> Any:
        """What it answers to somebody who is not us."""
        async with httpx2.AsyncClient(verify=self.trusted) as web:
            return (await web.post(f"{self.url}{path}", json=said)).raise_for_status().json()


@asynccontextmanager
async def provider(name: str, *, pem: Path | None = None) -> AsyncIterator[Provider]:
    """The stand-in of this name, while the block runs; with `pem`, key and certificate of the programs of tests, by https."""
    secured = ["--pem", str(pem)] if pem else []
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.providers", name, *secured, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout
        port = int(await process.stdout.readline())
        scheme, trusted = ("https", trusting()) if pem else ("http", True)
        yield Provider(f"{scheme}://127.0.0.1:{port}", trusted)
    finally:
        process.terminate()
        await process.wait()
