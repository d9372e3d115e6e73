"""What is built for others is whole: from an empty folder, with nothing of this checkout, each system migrates and shows its pages."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import httpx2
import pytest

from deploy.local.server import free_port
from tests.conftest import MakeSettings
from tests.support.eventually import eventually
from tests.support.owner import owners
from tests.support.people import accounts_speaks, bearer, token_for
from tests.support.up import Up, checkout

OURS = ("aixin", "deploy", "services", "shared")
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
STYLESHEET = re.compile(r'rel="stylesheet" href="([^"]+)"')


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout to build in."""
    return checkout(tmp_path_factory.mktemp("source") / "aixin")


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built offline, by the setuptools that is here."""
    folder = tmp_path_factory.mktemp("wheel")
    words = ("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, source)
    subprocess.run([*PIP, *words], check=True)
    return next(folder.iterdir())


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of an environment that has the wheel; the packages that it needs, it borrows from ours."""
    folder = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([*PIP, "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)
    there = next(folder.glob("lib/python3*/site-packages"))
    (there / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A folder to start in."""
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


def test_what_lies_beside_the_code_is_in_it(source: Path, wheel: Path) -> None:
    """The links among it as what they lead to."""
    packed = {name: ZipFile(wheel).read(name) for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == {file.relative_to(source).as_posix(): file.read_bytes() for file in files_of(source)}


def files_of(source: Path) -> Iterator[Path]:
    for room in OURS:
        for folder, _, names in os.walk(source / room, followlinks=True):
            yield from (Path(folder, name) for name in names if not folder.endswith("__pycache__"))


def test_nothing_of_this_checkout_is_asked(python: Path, empty: Path) -> None:
    where = "import aixin, deploy, services, shared; print(*(m.__file__ for m in (aixin, deploy, services, shared)))"
    found = subprocess.run([python, "-c", where], cwd=empty, env={}, check=True, capture_output=True, text=True).stdout
    assert all(file.startswith(str(python.parents[1])) for file in found.split())


PAGES = (
    ("accounts", "/accounts/login", "登录"),
    ("classes", "/classes/console/import/write", "plan: "),  # the first plan of the language
    ("classes", "/classes/console/import/write?start=lijiang-2025-winter", "lijiang-2025-winter"),
    ("booking", "/booking/family", "孩子"),
    ("notify", "/notify/", "通知"),
)


@pytest.mark.parametrize(("service", "page", "says"), PAGES, ids=[page for _, page, _ in PAGES])
async def test_a_system_migrates_and_shows_its_page(
    settings: MakeSettings, keys_dir: Path, python: Path, empty: Path, service: str, page: str, says: str
) -> None:
    port = free_port()
    roles = frozenset({("organizer", "mazhang")}) if "/console/" in page else frozenset()
    token = token_for(keys_dir, UUID(int=1), roles=roles)
    nobody = {} if roles else {"kafka": f"127.0.0.1:{free_port()}"}  # families' pages wait for no broker
    known = await settings("shared", **nobody)
    told = {
        "AIXIN_DATABASE_URL": known.database_url, "AIXIN_KEYS_DIR": str(keys_dir), "AIXIN_PORT": str(port),
        "AIXIN_KAFKA": known.kafka, "AIXIN_TOPIC_PREFIX": known.topic_prefix,
    }  # fmt: skip
    migrating = told | {"AIXIN_DATABASE_URL": owners(known.database_url)}
    command = [python, "-m", f"services.{service}", "migrate"]
    await asyncio.to_thread(subprocess.run, command, cwd=empty, env=migrating, check=True)
    async with accounts_speaks(known):
        with Up([str(python), "-m", f"services.{service}"], port, empty, told) as running:
            async with httpx2.AsyncClient(base_url=running.url, headers=bearer(token), timeout=60) as web:
                running.until("listening on")
                await eventually(lambda: answers(web, f"/{service}/healthz"))
                shown = await web.get(page)
                assert (shown.status_code, says in shown.text) == (200, True)
                stylesheet = await web.get(STYLESHEET.findall(shown.text)[0])
                assert (stylesheet.status_code, "{" in stylesheet.text) == (200, True)
            running.end(signal.SIGTERM)
    assert not list(empty.iterdir())


async def answers(web: httpx2.AsyncClient, path: str) -> bool:
    try:
        return (await web.get(path)).is_success
    except httpx2.TransportError:
        return False
