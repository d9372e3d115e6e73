"""Systems as a cluster runs them: each role a process of its own, `python -m services.NAME` with its settings in the environment."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2

from deploy.local.server import free_port
from shared.settings import Settings
from tests.support.owner import owners
from tests.support.stack import ROOT


def environment(settings: Settings) -> dict[str, str]:
    """What a process is told so."""
    told = {f"AIXIN_{field.upper()}": str(getattr(settings, field)) for field in settings.model_fields_set}
    return {name: value for name, value in os.environ.items() if not name.startswith("AIXIN_")} | told


STARTS = 300.0
"""Seconds until a process has come so far, on a machine however busy."""


class Part:
    """One process of a system."""

    def __init__(self, name: str, settings: Settings, *words: str, code: Path = ROOT, **more: str) -> None:
        """`more` stands in its environment; `code` may be another checkout's."""
        self.name, self.role = name, settings.role
        self.url = f"http://127.0.0.1:{settings.port}"
        command = [sys.executable, "-m", f"services.{name}", *words]
        told = environment(settings) | more
        self.process = subprocess.Popen(command, cwd=code, env=told, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.wait()

    async def ask(self, path: str) -> httpx2.Response | None:
        """The answer, if anybody answers."""
        async with httpx2.AsyncClient(base_url=self.url, trust_env=False, timeout=30) as web:
            try:
                return await web.get(f"/{self.name}/{path}")
            except httpx2.TransportError:
                return None

    async def answers(self) -> bool:
        """Whether it answers visitors, even if all is not well."""
        answer = await self.ask("readyz")
        return answer is not None and answer.is_success

    async def ready(self) -> bool:
        """Whether it says that all is well."""
        answer = await self.ask("readyz")
        return answer is not None and answer.json()["status"] == "ready"


@contextmanager
def parts(name: str, settings: Settings, roles: Sequence[str]) -> Iterator[list[Part]]:
    """A process for each role, gone afterwards; nobody has migrated the database."""
    started: list[Part] = []
    try:
        for role in roles:
            changes = {"role": role, "port": free_port()}
            started.append(Part(name, settings.model_copy(update=changes)))
        yield started
    finally:
        for part in started:
            part.process.send_signal(signal.SIGTERM)
        for part in started:
            part.process.wait(timeout=60)


def migrate(name: str, settings: Settings, code: Path = ROOT) -> None:
    """The step of its own that brings the database up to date, as its owner."""
    as_owner = settings.model_copy(update={"database_url": owners(settings.database_url)})
    assert Part(name, as_owner, "migrate", code=code).process.wait(timeout=300) == 0
