"""`aixin up` is killed, disturbed or started twice: nothing is left behind, nothing is lost, and a sentence says what to do."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psutil
import pytest

from deploy.local.server import ended, free_port

ROOT = Path(__file__).parents[2]
JARS = ROOT / ".aixin" / "kafka" / "jars"


class Up:
    """One `aixin up` and what it says."""

    def __init__(self, home: Path, port: int) -> None:
        self.url, self.port = f"http://127.0.0.1:{port}", port
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

    def end(self, sig: signal.Signals | None = None) -> str:
        """Send the signal, if any; the rest of what it says until it ends."""
        if sig:
            self.process.send_signal(sig)
        return self.process.communicate(timeout=40)[0]

    def family(self) -> list[psutil.Process]:
        """Its child processes, PostgreSQL's own included."""
        return psutil.Process(self.process.pid).children(recursive=True)


def prepared(folder: Path) -> Path:
    """A home that need not fetch Kafka's jars."""
    JARS.mkdir(parents=True, exist_ok=True)
    (folder / "kafka").mkdir(parents=True)
    (folder / "kafka" / "jars").symlink_to(JARS)
    return folder


@pytest.fixture(autouse=True, scope="module")
def _as_in_a_terminal() -> Iterator[None]:
    """Tests that are run in the background ignore what a terminal sends, and so would every process they start."""
    ignored = [sig for sig in (signal.SIGINT, signal.SIGHUP) if signal.getsignal(sig) is signal.SIG_IGN]
    for sig in ignored:
        signal.signal(sig, signal.SIG_DFL)
    yield
    for sig in ignored:
        signal.signal(sig, signal.SIG_IGN)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all tests: each also proves that the one before left it in order."""
    return prepared(tmp_path_factory.mktemp("home"))


@pytest.fixture
def up(home: Path) -> Iterator[Up]:
    running = Up(home, free_port())
    running.until("ready in")
    yield running
    if running.process.returncode is None:
        family = running.family()
        running.end(signal.SIGKILL)
        assert ended(family, 30)


def test_killed_in_its_very_first_start_it_starts_again(tmp_path: Path) -> None:
    home = prepared(tmp_path / "home")
    first = Up(home, free_port())
    first.until("第一次启动")
    first.end(signal.SIGKILL)
    again = Up(home, free_port())
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
    assert ended(family, 30)


def test_others_are_told_why_they_cannot_start_and_the_first_goes_on(up: Up, home: Path, tmp_path: Path) -> None:
    same_home, same_port = Up(home, free_port()), Up(tmp_path / "other", up.port)
    assert f"已经在运行了：{up.url}" in same_home.end()
    assert f"make up PORT={up.port + 1}" in same_port.end()
    assert (same_home.process.returncode, same_port.process.returncode) == (1, 1)
    assert httpx2.get(f"{up.url}/").status_code == 302


def test_a_broker_that_dies_is_started_again(up: Up) -> None:
    broker = next(process for process in up.family() if process.name() == "java")
    broker.kill()
    up.until("Kafka 又在运行了")
    assert "java" in {process.name() for process in up.family() if process.pid != broker.pid}


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    # root may write into any folder, but into the kernel's own
    folder = Path("/sys") if os.geteuid() == 0 else tmp_path
    told = Up(folder / "home", free_port())
    assert "AIXIN_HOME" in told.end()
    assert told.process.returncode == 1
