"""The process that `shared.apart` starts for each file: it imports no more than it needs, for its start is what most files wait for."""

import os
import resource
import sys
from contextlib import suppress
from importlib import import_module

import orjson

from shared.errors import BadInput

PROCESSOR = 15
"""Seconds of processor time; 100,000 members in twelve columns of Excel take 2."""
REFUSED, EXHAUSTED = 3, 4
"""Exit codes."""


def main(module: str, function: str, memory: str, disk: str = "0", processor: str = str(PROCESSOR)) -> int:
    """Read, work, answer; the exit code."""
    _limit(int(memory), int(disk), int(processor))
    try:
        answer, code = getattr(import_module(module), function)(sys.stdin.buffer.read()), 0
    except BadInput as no:
        answer, code = orjson.dumps([no.zh, no.en, no.code]), REFUSED
    except MemoryError:
        return EXHAUSTED
    sys.stdout.buffer.write(answer)
    return code


def _limit(memory: int, disk: int, processor: int) -> None:
    os.environ["RUST_BACKTRACE"] = "0"
    for what, most in (
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_FSIZE, disk),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, memory),
    ):
        with suppress(ValueError, OSError):  # macOS has no limit of memory
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
