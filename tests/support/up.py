"""`make up` and `aixin up` as processes, and checkouts of their own to run them in."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Self

import psutil
import pytest

from deploy.local.server import ended
from tests.support.stack import ROOT, fetched_jars

PATIENCE = 120
"""Seconds for a stop, on a busy machine too; it takes one."""


class Up:
    """A command that runs until it is told to stop, and what it says."""

    def __init__(
        self,
        command: Sequence[str],
        port: int,
        cwd: Path = ROOT,
        env: Mapping[str, str] | None = None,
        *,
        terminal: int | IO[str] = subprocess.PIPE,
    ) -> None:
        self.url, self.port = f"http://127.0.0.1:{port}", port
        self.process = subprocess.Popen(
            command, cwd=cwd, env=env, stdout=terminal, stderr=subprocess.STDOUT, encoding="utf-8",
            start_new_session=True,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Whatever happened, nothing of it stays."""
        if self.process.poll() is None:
            family = self.family()
            self.end(signal.SIGKILL)
            assert ended(family, PATIENCE)
        if self.process.stdout:
            self.process.stdout.close()

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
        """Send the signal, if any, to it and to what it runs in the foreground; the rest of what it says until it ends."""
        if sig:
            os.killpg(self.process.pid, sig)
        return self.process.communicate(timeout=PATIENCE)[0]

    def family(self) -> list[psutil.Process]:
        """Its child processes, PostgreSQL's own included."""
        return psutil.Process(self.process.pid).children(recursive=True)


def aixin_up(home: Path, port: int, terminal: int | IO[str] = subprocess.PIPE) -> Up:
    """`aixin up` of this checkout."""
    command = [sys.executable, "-m", "aixin", "up", "--home", str(home), "--port", str(port)]
    return Up(command, port, terminal=terminal)


def prepared(home: Path, place: Callable[[Path, Path], object] = lambda jars, there: there.symlink_to(jars)) -> Path:
    """A home that need not fetch Kafka's jars: they are linked there, or laid there by `place`."""
    (home / "kafka").mkdir(parents=True)
    place(fetched_jars(), home / "kafka" / "jars")
    return home


def checkout(folder: Path) -> Path:
    """This checkout once more, as it is cloned."""
    leave = shutil.ignore_patterns(".?*", "__pycache__", "*.egg-info", "tests")
    return shutil.copytree(ROOT, folder, symlinks=True, ignore=leave)


def installed(folder: Path, *own: str) -> Path:
    """The checkout with the environment that `make up` makes; the packages that are not to be its own, it borrows from ours."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    ours, theirs = (next((root / ".venv" / "lib").glob("python3*")) / "site-packages" for root in (ROOT, folder))
    for name in own:
        for package in ours.glob(f"{name}*"):
            shutil.copytree(package, theirs / package.name)
    (theirs / "borrowed.pth").write_text(f"{ours}\n", encoding="utf-8")
    stamp = "from deploy.local.install import state; print(state('requirements.lock'), end='')"
    done = subprocess.run([sys.executable, "-c", stamp], cwd=folder, check=True, capture_output=True, text=True)
    (folder / ".venv" / "requirements.lock.ready").write_text(done.stdout)
    return folder


def bound_by_modes() -> list[str]:
    """For root the words that make file modes hold for it as for anybody; a normal user needs none."""
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


def read_only(folder: Path) -> list[str]:
    """Before a command that is run in the folder: it cannot write there."""
    if os.geteuid() != 0:
        folder.chmod(0o555)
        return []
    mount = 'mount --bind . . && mount -o remount,bind,ro . && cd "$PWD" && '
    words = ["unshare", "--mount", "sh", "-c", f'{mount} exec "$@"', "sh"]
    if subprocess.run([*words, "true"], cwd=folder, check=False, capture_output=True).returncode:
        pytest.skip("root may not mount here")
    return words
