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
from aixin.words import running as words
from deploy.local.causes import cause
from deploy.local.stack import Kafka, Postgres, StackError
from shared.errors import Unusable
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
            from aixin.serve import build, let_others_in, run  # noqa: PLC0415 - imports a second's worth of code while the servers start

            systems = build(options, postgres, kafka)
            postgres.wait()
            asyncio.run(let_others_in(postgres))
            kafka.wait()
            run(systems, listener, postgres, kafka, lambda: welcome(options, time.monotonic() - began))
    except KeyboardInterrupt:
        pass
    except (StackError, Unusable, OSError) as error:
        tell(sentence(error))
        return 1
    say(words.STOPPED.of(home=home))
    return 0


def start(postgres: Postgres, kafka: Kafka) -> None:
    """What may take long one after the other, then both processes at once."""
    if not postgres.data.exists():
        say(words.FIRST_START)
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
            raise StackError(*words.RUNS_ALREADY.of(other=other)) from error
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
            raise StackError(*words.PORT_TAKEN.of(port=port, next=port + 1)) from error
        raise StackError(*words.CANNOT_LISTEN.of(host=host, port=port, error=error)) from error
    with listener:
        yield listener


def family(host: str) -> socket.AddressFamily:
    """IPv6 for an address with colons."""
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def sentence(error: Exception) -> str:
    """An error in words that say what to do."""
    if isinstance(error, PermissionError) or (isinstance(error, OSError) and error.errno == errno.EROFS):
        return "\n".join(words.NO_RIGHTS.of(path=error.filename))
    if isinstance(error, OSError):
        return "\n".join(words.FAULT.of(error=error, what=cause(str(error)) or words.MEND_THAT))
    return str(error)
