"""`aixin up` is killed, disturbed or started twice: nothing is left behind, nothing is lost, and a sentence says what to do."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import httpx2
import psutil
import pytest

from deploy.local.server import ended, free_port
from tests.support.eventually import eventually
from tests.support.up import PATIENCE, Up, aixin_up, prepared


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all tests: each also proves that the one before left it in order."""
    return prepared(tmp_path_factory.mktemp("home"))


@pytest.fixture
def up(home: Path) -> Iterator[Up]:
    with aixin_up(home, free_port()) as running:
        running.until("ready in")
        yield running


def test_killed_in_its_very_first_start_it_starts_again(tmp_path: Path) -> None:
    home = prepared(tmp_path / "home")
    with aixin_up(home, free_port()) as first:
        first.until("第一次启动")
    with aixin_up(home, free_port()) as again:
        again.until("ready in")
        again.end(signal.SIGTERM)
    assert again.process.returncode == 0


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(up: Up, sig: signal.Signals) -> None:
    family = up.family()
    assert {"postgres", "java"} <= {process.name() for process in family}
    assert httpx2.get(f"{up.url}/").headers["location"] == "/classes/"
    assert "已停止" in up.end(sig)
    assert up.process.returncode == 0
    assert ended(family, 0)


def test_killed_it_leaves_no_process(up: Up) -> None:
    family = up.family()
    up.end(signal.SIGKILL)
    assert ended(family, PATIENCE)


def test_others_are_told_why_they_cannot_start_and_the_first_goes_on(up: Up, home: Path, tmp_path: Path) -> None:
    same_home, same_port = aixin_up(home, free_port()), aixin_up(tmp_path / "other", up.port)
    assert f"已经在运行了：{up.url}" in same_home.end()
    assert f"make up PORT={up.port + 1}" in same_port.end()
    assert (same_home.process.returncode, same_port.process.returncode) == (1, 1)
    assert httpx2.get(f"{up.url}/").status_code == 302


def test_a_broker_that_dies_is_started_again(up: Up) -> None:
    broker = next(process for process in up.family() if process.name() == "java")
    broker.kill()
    up.until("Kafka 又在运行了")
    assert "java" in {process.name() for process in up.family() if process.pid != broker.pid}


@pytest.fixture
def full_disk() -> Iterator[IO[str]]:
    """A file that takes nothing."""
    file = Path("/dev/full")
    if not file.exists():
        pytest.skip("no disk here that is always full")
    with file.open("w") as out:
        yield out


async def test_what_cannot_be_written_into_a_log_ends_no_worker(home: Path, full_disk: IO[str]) -> None:
    """Nobody reads that the broker died, and it is started again all the same."""
    with aixin_up(home, free_port(), full_disk) as up:

        async def ready() -> bool:
            with suppress(httpx2.TransportError):
                return bool(httpx2.get(f"{up.url}/classes/readyz").json()["status"] == "ready")
            return False

        await eventually(ready, within=PATIENCE)
        broker = next(process for process in up.family() if process.name() == "java")
        broker.kill()

        def another() -> bool:
            with suppress(psutil.NoSuchProcess):
                return any(process.name() == "java" and process != broker for process in up.family())
            return False

        await eventually(another, within=PATIENCE)
        await eventually(ready, within=PATIENCE)
        up.end(signal.SIGTERM)
        assert up.process.returncode == 0


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    # root may write into any folder, but into the kernel's own
    folder = Path("/sys") if os.geteuid() == 0 else tmp_path
    told = aixin_up(folder / "home", free_port())
    assert "AIXIN_HOME" in told.end()
    assert told.process.returncode == 1
