"""A server of the embedded stack as a child process that never outlives us, and whose data outlives everything.

Its folder holds `data/`, `log`, `pid` and `port`. A start first ends what a killed run may have left behind.
"""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ClassVar

import psutil  # type: ignore[import-untyped]

from deploy.local.causes import cause
from deploy.words import stack as words
from shared.kernel.sentence import Sentence

START_SECONDS = 300.0
STOP_SECONDS = 20.0
# Nothing of ours, so that no setting of a shell changes a server; but without a UTF-8 locale Java cannot read a Chinese path.
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8",
}
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1
# Linux delivers the "parent died" signal when the *thread* that forked ends, so one thread that lives as long as we do forks all.
_SPAWNER = ThreadPoolExecutor(1, thread_name_prefix="spawner")


class StackError(RuntimeError):
    """The stack cannot run; a Chinese and an English sentence say what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")


class Server(ABC):
    """One server; `start` and `stop` may be called again and again and keep its data."""

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]
    pid_files: ClassVar[tuple[str, ...]] = ("pid",)

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder = folder.absolute()
        self.data = self.folder / "data"
        self._given_port = port
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def create(self, fresh: Path) -> None:
        """Make a new, complete data folder at `fresh`; it is renamed to `data` afterwards, so half a folder is never used."""

    @abstractmethod
    def command(self) -> Sequence[str]:
        """The command line that serves `data` on `port`."""

    @abstractmethod
    def ready(self) -> bool:
        """Whether the server answers."""

    def fits(self) -> bool:
        """Whether the data are such as this server goes on with; if not they go, and new ones are made."""
        return True

    def start(self) -> None:
        """Start and return when it answers; StackError with the end of its log otherwise."""
        self.prepare()
        self.launch()
        self.wait()

    def prepare(self) -> None:
        """Everything before the start that may take long, the first time above all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for file in self.pid_files:
            self._end_orphan(self.folder / file)
        self._choose_port()
        if self.data.exists() and not self.fits():
            shutil.rmtree(self.data)
        if not self.data.exists():
            for half in self.folder.glob("data.new*"):
                shutil.rmtree(half, ignore_errors=True)
            # A name of its own: a program of a run that was killed may still write, or tidy up, where it was.
            fresh = self.folder / f"data.new-{os.getpid()}"
            self.create(fresh)
            fresh.rename(self.data)

    def launch(self) -> None:
        """Start the process, in a session of its own: a Ctrl-C at the terminal is ours to pass on, systems first."""
        log = self.folder / "log"
        if log.exists():
            log.replace(self.folder / "log.1")
        with open(os.open(log, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
            self._process = _SPAWNER.submit(self._spawn, out.fileno()).result()
        (self.folder / "pid").write_text(f"{self._process.pid}\n")

    def wait(self, seconds: float = START_SECONDS) -> None:
        """Return when it answers; StackError when it ended or the deadline passed."""
        deadline = time.monotonic() + seconds
        while not self.ready():
            if not self.running or time.monotonic() > deadline:
                raise self.failed()
            time.sleep(0.02)

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Stop cleanly; after these seconds not so cleanly."""
        if self._process:
            self._process.send_signal(self.stop_signal)
            try:
                self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
            self._forget()

    def kill(self) -> None:
        """Kill -9, as a power cut would; returns when its own children have noticed and ended too."""
        if self._process:
            family = _family(self._process.pid)
            self._process.kill()
            self._process.wait()
            ended(family, STOP_SECONDS)
            self._forget()

    def wipe(self) -> None:
        """Stop and delete the data: the next start is a new cluster on the same port."""
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1, also when another process started it."""
        try:
            return int((self.folder / "port").read_text())
        except FileNotFoundError as error:
            raise StackError(*words.NEVER_RAN.of(server=self.name)) from error

    @property
    def running(self) -> bool:
        """Whether the process we started lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process we started."""
        if self._process is None:
            raise RuntimeError(f"{self.name} is not started")
        return self._process.pid

    def failed(self) -> StackError:
        """The error that shows the end of the log, and its cause as far as that can be known."""
        log = self.folder / "log"
        said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        end, why = "\n".join(said.splitlines()[-15:]), cause(said) or self._ending()
        zh, en = words.NOT_STARTED.of(server=self.name, log=log, cause=why)
        return StackError(f"{end}\n{zh}", en)

    def run(self, command: Sequence[str], typed: str = "") -> None:
        """Run a program to its end, with this as its input; StackError with what it said when it fails."""
        done = subprocess.run(
            command, input=typed, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
            check=False, cwd=self.folder, env=ENVIRONMENT,
        )  # fmt: skip
        if done.returncode or "ERROR:" in done.stdout:
            write_private(self.folder / "log", done.stdout)
            raise self.failed()

    def _ending(self) -> Sentence:
        """How the process ended, when its log tells no cause."""
        if self.running:
            return words.NEVER_ANSWERED
        if self._process and self._process.returncode == -signal.SIGKILL:
            return words.WAS_KILLED
        return Sentence("", "")

    def _spawn(self, out: int) -> subprocess.Popen[bytes]:
        parent = os.getpid()
        return subprocess.Popen(
            self.command(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            env=ENVIRONMENT,
            start_new_session=True,
            preexec_fn=lambda: _die_with(parent, self.stop_signal),  # noqa: PLW1509 - one C call, no locks taken
        )

    def _forget(self) -> None:
        self._process = None
        (self.folder / "pid").unlink(missing_ok=True)

    def _choose_port(self) -> None:
        """The given port, or the one we were started on, where clients look for us; else the remembered one while it is free, else
        a new one. Another process may ask for it by our folder.
        """
        if self._given_port and not is_free(self._given_port):
            raise StackError(*words.PORT_TAKEN.of(server=self.name, port=self._given_port))
        file = self.folder / "port"
        remembered = int(file.read_text()) if file.exists() else 0
        port = self._given_port or (remembered if remembered and is_free(remembered) else free_port())
        file.write_text(f"{port}\n")
        self._given_port = port

    def _end_orphan(self, pid_file: Path) -> None:
        """End the server of a run that was killed. A pid alone proves nothing (pids are used again): its command names our folder."""
        orphan = _process_of(pid_file, self.folder)
        if orphan:
            family = [orphan, *_family(orphan.pid)]
            orphan.send_signal(self.stop_signal)
            if not ended(family, STOP_SECONDS):
                orphan.kill()
                ended(family, STOP_SECONDS)
        pid_file.unlink(missing_ok=True)


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner may read, from its first moment on."""
    file.unlink(missing_ok=True)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _die_with(parent: int, sig: signal.Signals) -> None:
    """In the child before exec: be told to stop when the parent dies, even by kill -9."""
    if _LIBC:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(sig))
        if os.getppid() != parent:
            os._exit(1)


def _family(pid: int) -> list[psutil.Process]:
    try:
        return list(psutil.Process(pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def ended(processes: list[psutil.Process], seconds: float) -> bool:
    """Wait until all have ended; a zombie that its new parent never collects has ended too."""
    deadline = time.monotonic() + seconds
    while any(_alive(process) for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _process_of(pid_file: Path, folder: Path) -> psutil.Process | None:
    try:
        process = psutil.Process(int(pid_file.read_bytes().split()[0]))
        return process if any(str(folder) in word for word in process.cmdline()) else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None
