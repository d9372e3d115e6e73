"""A folder in memory, for servers whose data nobody wants after the run: there a database is copied in a tenth of the processor's time."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 3 * 2**30
"""Bytes free. A run's servers take a tenth of it; a container's usual 64 MB are too few, and a small machine's own are left to it."""
OURS = "aixin-tests-"


@contextmanager
def in_memory(otherwise: Path) -> Iterator[Path]:
    """A folder in memory that goes with whoever asked for it, or the given one where memory has no room."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM:
        yield otherwise
        return
    with _held(MEMORY, fcntl.LOCK_EX):
        _sweep()
        folder = Path(tempfile.mkdtemp(prefix=OURS, dir=MEMORY))
        mine = _lock(folder, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(mine)


def _sweep() -> None:
    """What a killed run left: its lock went with it."""
    for folder in MEMORY.glob(f"{OURS}*"):
        with suppress(OSError), _held(folder, fcntl.LOCK_EX | fcntl.LOCK_NB):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _held(folder: Path, how: int) -> Iterator[None]:
    lock = _lock(folder, how)
    try:
        yield
    finally:
        os.close(lock)


def _lock(folder: Path, how: int) -> int:
    """The descriptor that holds it until it is closed; OSError if it is not to be had."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, how)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
