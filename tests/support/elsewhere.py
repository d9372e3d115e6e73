"""Accounts with another service that vouches for people, at a stand-in; browsers that go there and come back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx2

from services.accounts.bootstrap import build
from shared.settings import Settings
from shared.system import System
from shared.tokens import public_keys, verify
from tests.conftest import MakeDatabase
from tests.support.accounts import ORIGIN, Phones, office_of
from tests.support.providers import oidc
from tests.support.providers.serving import Provider, provider
from tests.support.wechat import ACCOUNT

PHONE, OTHER = "13700001234", "13700005678"
IN_WECHAT = "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.50"
OIDC = f"""
[identity.suishenban]
zh = "随申办"
en = "Suishenban"
issuer = "URL"
client_id = "{oidc.CLIENT_ID}"
secret = "{oidc.SECRET}"
"""
FILES = {"wechat": ACCOUNT, "oidc": OIDC}
SERVICES = {"wechat": "wechat", "oidc": "suishenban"}


@dataclass
class Elsewhere:
    """Accounts with one other service."""

    system: System
    provider: Provider
    service: str
    keys: Path

    def browser(self, **cookies: str) -> httpx2.AsyncClient:
        """Inside WeChat."""
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self.system.app),
            base_url=ORIGIN,
            headers={"origin": ORIGIN, "accept": "text/html", "user-agent": IN_WECHAT},
            cookies=cookies,
        )

    async def there(self, web: httpx2.AsyncClient, next: str = "/accounts/") -> str:
        """Go there with this browser; the address by which it is sent back."""
        gone = await web.get(f"/accounts/login/by/{self.service}", params={"next": next})
        assert gone.status_code == 303, gone.text
        async with httpx2.AsyncClient(trust_env=False) as outside:
            back = await outside.get(gone.headers["location"])
        assert back.status_code == 302, back.text
        return back.headers["location"].removeprefix(self.system.settings.public_url)

    async def arrive(self, web: httpx2.AsyncClient, next: str = "/accounts/") -> httpx2.Response:
        """There and back."""
        return await web.get(await self.there(web, next))

    async def by_phone(self, web: httpx2.AsyncClient, phone: str = PHONE, **form: str) -> httpx2.Response:
        """By a code, with whatever the browser brought along."""
        await self.system.pool.execute("UPDATE login_code SET created_at = created_at - interval '5 minutes'")
        assert (await web.post("/accounts/login", data={"phone": phone})).status_code == 303
        phones = office_of(self.system).channel
        assert isinstance(phones, Phones)
        return await web.post("/accounts/login/code", data={"code": phones.last(phone), **form})

    def person(self, web: httpx2.AsyncClient) -> UUID | None:
        """Who is logged in with it."""
        return verify(web.cookies["aixin"], public_keys(self.keys)).person_id if "aixin" in web.cookies else None

    async def bound(self) -> int:
        """How many are."""
        return int(await self.system.pool.fetchval("SELECT count(*) FROM binding"))


@asynccontextmanager
async def elsewhere_by(name: str, database: MakeDatabase, keys_dir: Path, folder: Path) -> AsyncIterator[Elsewhere]:
    """While the block runs; `folder` is for keys of its own."""
    keys = folder / "keys"
    keys.mkdir()
    for file in keys_dir.iterdir():
        (keys / file.name).write_bytes(file.read_bytes())
    async with provider(name) as there:
        (keys / "channels.toml").write_text(FILES[name].replace("URL", there.url), encoding="utf-8")
        settings = Settings(database_url=await database("accounts"), kafka="127.0.0.1:1", keys_dir=keys)
        async with build(settings, Phones()).running() as system:
            yield Elsewhere(system, there, SERVICES[name], keys)
