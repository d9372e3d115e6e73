"""What strangers upload is read by a process of its own, and what takes long is written by one: whatever happens to it, nobody else notices.

The process knows no secrets, may take so much memory, time and disk, reads bytes and answers bytes.

Failed             the reader ended without an answer: the file is not what it says
└── Exhausted      it wanted more memory, time or words than it may have
"""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from pathlib import Path

import orjson
import structlog

from shared import confined
from shared.confined import EXHAUSTED, PROCESSOR, REFUSED
from shared.errors import BadInput

MEMORY = 224 * 1024 * 1024
"""Bytes of address space; 100,000 members in twelve columns of Excel take 180 MB."""
DEADLINE = 60
"""Seconds until an answer, on a machine however busy; for more seconds of its processor as many more."""
MOST = 32 * 1024 * 1024
"""Bytes of an answer."""
AT_ONCE = 2
_ROOT = Path(__file__).parents[1]

_log = structlog.get_logger()


class Failed(Exception):
    """The reader ended without an answer."""


class Exhausted(Failed):
    """The reader wanted more than it may have."""


class Apart:
    """Where a system has files read: a few at a time, the others wait for their turn."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def run(
        self, work: Callable[[bytes], bytes], content: bytes, memory: int = MEMORY, *, disk: int = 0, processor: int = PROCESSOR
    ) -> bytes:  # fmt: skip
        """What `work`, a function of a module, makes of the content within so many bytes of memory and of a file, and seconds of a processor.

        Raises its BadInput, Failed, Exhausted.
        """
        async with self._turns:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-B", "-m", confined.__name__, work.__module__, work.__name__, str(memory), str(disk), str(processor),
                cwd=_ROOT, env={}, stdin=PIPE, stdout=PIPE, stderr=DEVNULL,
            )  # fmt: skip
            try:
                async with asyncio.timeout(DEADLINE * processor / PROCESSOR):
                    answer = await _answer(process, content)
                    code = await process.wait()
            except TimeoutError as late:
                raise Exhausted from late
            finally:
                if process.returncode is None:
                    process.kill()
                await process.communicate()  # what it still says is heard by nobody, but its pipes end
        if code not in (0, REFUSED):
            _log.info("a file could not be read", reader=work.__name__, code=code)
        return _judged(code, answer)


async def _answer(process: Process, content: bytes) -> bytes:
    """Feed the process and hear it out, at the same time: neither may wait for the other."""
    feeding = asyncio.create_task(_feed(process, content))
    assert process.stdout  # noqa: S101 - it has a pipe
    try:
        await process.stdout.readexactly(MOST + 1)
    except asyncio.IncompleteReadError as whole:
        return whole.partial
    finally:
        feeding.cancel()
        await asyncio.wait([feeding])
    raise Exhausted


async def _feed(process: Process, content: bytes) -> None:
    assert process.stdin  # noqa: S101 - it has a pipe
    try:
        process.stdin.write(content)
        await process.stdin.drain()
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has seen enough
    finally:
        process.stdin.close()


def _judged(code: int, answer: bytes) -> bytes:
    if code == 0:
        return answer
    if code == REFUSED:
        zh, en, kind = orjson.loads(answer)
        raise BadInput(zh, en, code=kind)
    raise Exhausted if code == EXHAUSTED or code < 0 else Failed  # a signal: of the kernel's limits, or abort()
