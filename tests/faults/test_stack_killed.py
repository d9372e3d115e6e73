"""`aixin up` is killed, disturbed or started twice: nothing is left behind, nothing is lost, and a sentence says what to do."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psutil
import pytest

from deploy.local.stack import free_port

ROOT = Path(__file__).parents[2]


class Up:
    """One `aixin up` and what it says."""

    def __init__(self, home: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        words = ["-m", "aixin", "up", "--home", str(home), "--port", str(port)]
        self.process = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def until(self, words: str) -> None:
        """Read what it says until these words come."""
        assert self.process.stdout
        heard = []
        for line in self.process.stdout:
            heard.append(line)
            if words in line:
                return
        pytest.fail("it ended and said only:\n" + "".join(heard))

    def end(self) -> str:
        """The rest of what it says."""
        return self.process.communicate(timeout=30)[0]

    def family(self) -> list[psutil.Process]:
        """Its child processes, PostgreSQL's own included."""
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "kafka").mkdir()
    (tmp_path / "kafka" / "jars").symlink_to(ROOT / ".aixin" / "kafka" / "jars")
    return tmp_path


@pytest.fixture
def up(home: Path) -> Iterator[Up]:
    (ROOT / ".aixin" / "kafka" / "jars").mkdir(parents=True, exist_ok=True)
    running = Up(home, free_port())
    yield running
    running.process.kill()
    running.process.wait()


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run after at most ten seconds; a zombie nobody collected has ended."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        living = [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
        if not living:
            return []
    return living


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(up: Up, sig: signal.Signals) -> None:
    up.until("ready in")
    family = up.family()
    assert {"postgres", "java"} <= {process.name() for process in family}
    assert httpx2.get(f"{up.url}/").headers["location"] == "/classes/"
    up.process.send_signal(sig)
    assert "已停止" in up.end()
    assert up.process.returncode == 0
    assert alive(family) == []


def test_killed_while_serving_it_leaves_nothing_and_starts_again(up: Up, home: Path) -> None:
    up.until("ready in")
    family = up.family()
    up.process.kill()
    assert alive(family) == []
    again = Up(home, free_port())
    again.until("ready in")
    again.process.send_signal(signal.SIGTERM)
    again.end()


def test_killed_while_starting_for_the_first_time_it_starts_again(up: Up, home: Path) -> None:
    up.until("第一次启动")
    up.process.kill()
    again = Up(home, free_port())
    again.until("ready in")
    again.process.send_signal(signal.SIGTERM)
    again.end()
    assert again.process.returncode == 0


def test_a_second_one_is_told_that_the_first_runs(up: Up, home: Path) -> None:
    up.until("ready in")
    second = Up(home, free_port())
    assert "已经在运行了" in second.end()
    assert second.process.returncode == 1
    assert httpx2.get(f"{up.url}/").status_code == 302


def test_a_busy_port_is_told_with_a_way_out(up: Up, tmp_path: Path) -> None:
    up.until("第一次启动")
    port = int(up.url.rpartition(":")[2])
    second = Up(tmp_path / "other", port)
    said = second.end()
    assert f"make up PORT={port + 1}" in said
    assert second.process.returncode == 1


def test_a_broker_that_dies_is_started_again(up: Up) -> None:
    up.until("ready in")
    broker = next(process for process in up.family() if process.name() == "java")
    broker.send_signal(signal.SIGKILL)
    up.until("Kafka")
    deadline = time.monotonic() + 15
    while not any(p.name() == "java" and p.pid != broker.pid for p in up.family()):
        assert time.monotonic() < deadline


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    refused = Up(tmp_path / "home", free_port())
    assert "AIXIN_HOME" in refused.end()
