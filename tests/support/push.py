"""An installation that tells browsers, by a push service that is a stand-in, and families that switched it on in some."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2

from services.notify.bootstrap import build
from services.notify.channels.web import Outside
from services.notify.usecases.devices import PushTools
from shared.settings import Settings
from shared.system import System
from tests.conftest import MakeDatabase
from tests.support.notify import HURRY, alone, browser
from tests.support.programs import certificate, trusting
from tests.support.providers.serving import Provider, provider

ACCOUNT = '[push]\ncontact = "mailto:aixin@example.org"\n'


@dataclass
class Pushing:
    """What a test needs of it."""

    system: System
    service: Provider

    async def browser(self, **asked: Any) -> dict[str, str]:
        """A browser that asked its push service, as it says so to us."""
        keys: PushTools = self.system.app.state.push
        told: dict[str, str] = await self.service.asked("/subscribe", **{"server_key": keys.server_keys[0], **asked})
        return told

    async def switched_on(self, person: UUID, told: dict[str, str] | None = None, **changes: str) -> httpx2.Response:
        """The person switches it on in a browser, by the page."""
        said = (told or await self.browser()) | changes | {"idempotency_key": str(uuid4())}
        async with browser(self.system, person) as web:
            return await web.post("/notify/devices", data=said)

    async def shown(self) -> list[dict[str, Any]]:
        """What browsers showed."""
        return await self.service.ledger()


@asynccontextmanager
async def push_service(folder: Path) -> AsyncIterator[Provider]:
    """One that is called by https, while the block runs."""
    pem = folder / "push.pem"
    pem.write_bytes(certificate())
    async with provider("push", pem=pem) as service:
        yield service


async def pushed_from(database: MakeDatabase, keys_dir: Path, folder: Path) -> Settings:
    """Settings of an installation that tells browsers; its keys lie in the folder."""
    own = folder / "keys"
    own.mkdir()
    for file in keys_dir.iterdir():
        (own / file.name).write_bytes(file.read_bytes())
    settings = await alone(database, own)
    settings.channels_at.write_text(ACCOUNT, encoding="utf-8")
    return settings


@asynccontextmanager
async def told_by(settings: Settings, service: Provider, *, at_home: bool = True) -> AsyncIterator[Pushing]:
    """The installation while the block runs; where it is not at home, nothing on this machine is called."""
    outside = Outside(at_home=at_home, trusted=trusting(), deadline=5.0)
    async with build(settings, HURRY, outside=outside).running() as system:
        yield Pushing(system, service)


@asynccontextmanager
async def pushing(database: MakeDatabase, keys_dir: Path, folder: Path) -> AsyncIterator[Pushing]:
    """Both while the block runs."""
    settings = await pushed_from(database, keys_dir, folder)
    async with push_service(folder) as service, told_by(settings, service) as made:
        yield made
