"""A stand-in in a process of its own, as the real one is: what a test knows of it it was told over the wire."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.support.providers.aliyun import Aliyun
from tests.support.providers.oidc import Oidc
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
}


@dataclass(frozen=True)
class Provider:
    """One that runs."""

    url: str

    async def behave(self, **will: Any) -> None:
        """From now on it does so."""
        async with httpx2.AsyncClient() as web:
            (await web.post(f"{self.url}/-/behave", json=will)).raise_for_status()

    async def ledger(self, what: str = "taken") -> list[Any]:
        """What families would have seen; or what it `refused`."""
        async with httpx2.AsyncClient() as web:
            return (await web.get(f"{self.url}/-/ledger")).json()[what]


@asynccontextmanager
async def provider(name: str) -> AsyncIterator[Provider]:
    """The stand-in of this name, while the block runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.providers", name, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout
        yield Provider(f"http://127.0.0.1:{int(await process.stdout.readline())}")
    finally:
        process.terminate()
        await process.wait()
