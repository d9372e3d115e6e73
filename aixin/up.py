"""`aixin up`: the embedded stack and the four systems, in one process, behind one origin.

Start: lock, port, PostgreSQL and Kafka together while the systems import, migrations, systems, origin.
Stop (Ctrl-C, SIGTERM, a closed terminal): the same backwards.
"""

import asyncio
import errno
import fcntl
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import NoReturn

from aixin.options import Options
from aixin.welcome import say, welcome
from deploy.local.causes import cause
from deploy.local.stack import Kafka, Postgres, StackError
from shared.db.migrate import Unusable
from shared.terminal import tell

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def up(options: Options) -> int:
    """Run until told to stop; the exit code. Every error is a sentence that says what to do."""
    began, home = time.monotonic(), options.home
    try:
        with interruptible(), ExitStack() as stack:
            stack.enter_context(only_one(options))
            listener = stack.enter_context(listen(options.host, options.port))
            postgres, kafka = Postgres(home / "postgres"), Kafka(home / "kafka", home / "kafka" / "jars")
            stack.callback(postgres.stop)
            stack.callback(kafka.stop)
            stack.callback(deaf)
            start(postgres, kafka)
            from aixin.serve import build, let_auditor_in, run  # noqa: PLC0415 - imports a second's worth of code while the servers start

            systems = build(options, postgres, kafka)
            postgres.wait()
            asyncio.run(let_auditor_in(postgres))
            kafka.wait()
            run(systems, listener, (postgres, kafka), lambda: welcome(options, time.monotonic() - began))
    except KeyboardInterrupt:
        pass
    except (StackError, Unusable, OSError) as error:
        tell(sentence(error))
        return 1
    say("已停止，数据都在。", f"Stopped; all data stay in {home}.")
    return 0


def start(postgres: Postgres, kafka: Kafka) -> None:
    """What may take long one after the other, then both processes at once."""
    if not postgres.data.exists():
        say(
            "第一次启动：准备数据库和消息队列，约半分钟 …",
            "First start: preparing database and broker, about half a minute …",
        )
    postgres.prepare()
    kafka.prepare()
    postgres.launch()
    kafka.launch()


@contextmanager
def interruptible() -> Iterator[None]:
    """SIGTERM and a closed terminal (unless ignored, as under nohup) stop the start as Ctrl-C does."""

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    for sig in STOPPING:
        if signal.getsignal(sig) is not signal.SIG_IGN:
            signal.signal(sig, interrupt)
    yield


def deaf() -> None:
    """From here on everything is being stopped already; an impatient second Ctrl-C must not break that off."""
    for sig in STOPPING:
        signal.signal(sig, signal.SIG_IGN)


@contextmanager
def only_one(options: Options) -> Iterator[None]:
    """Hold the folder's lock; the kernel frees it when we die, however that is."""
    options.home.mkdir(parents=True, exist_ok=True)
    with (options.home / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            other = lock.read().strip()
            raise StackError(
                f"已经在运行了：{other}。要重新启动，请先在那个终端按 Ctrl-C。",
                f"It is running already: {other}. To start anew, press Ctrl-C in that terminal first.",
            ) from error
        lock.truncate(0)
        lock.write(f"{options.url} (pid {os.getpid()})")
        lock.flush()
        yield


@contextmanager
def listen(host: str, port: int) -> Iterator[socket.socket]:
    """The origin's socket, taken first: who comes early waits instead of being refused, and a busy port is told at once."""
    try:
        listener = socket.create_server((host, port), family=family(host), backlog=2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise StackError(
                f"端口 {port} 已被占用。换一个端口：make up PORT={port + 1}",
                f"Port {port} is in use. Choose another: make up PORT={port + 1}",
            ) from error
        raise StackError(
            f"无法在 {host}:{port} 监听。请检查 HOST= 和 PORT=，或省去它们。",
            f"Cannot listen on {host}:{port} ({error}). Check HOST= and PORT=, or leave them out.",
        ) from error
    with listener:
        yield listener


def family(host: str) -> socket.AddressFamily:
    """IPv6 for an address with colons."""
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def sentence(error: Exception) -> str:
    """An error in words that say what to do."""
    if isinstance(error, PermissionError) or (isinstance(error, OSError) and error.errno == errno.EROFS):
        return (
            f"没有权限读写：{error.filename}。请换一个目录：make up AIXIN_HOME=/可写的/目录，或改正权限。\n"
            f"No permission to read and write {error.filename}. Use another folder (make up AIXIN_HOME=/some/folder) or mend its permissions."
        )
    if isinstance(error, OSError):
        zh, en = cause(str(error)) or ("请据此改正后再运行。", "Mend that, then run again.")
        return f"系统出错：{error}。{zh}\n{error}. {en}"
    return str(error)
