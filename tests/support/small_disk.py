"""A disk of its own that a test may fill: a file system in memory, which root alone can mount."""

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CHUNKS = (1 << 20, 4096)
"""Bytes: at first large ones, then what is left."""


class Disk:
    """A mounted one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Not one more page can be written."""
        with self._ballast.open("ab", buffering=0) as ballast:
            for size in CHUNKS:
                while _takes(ballast.fileno(), bytes(size)):
                    pass

    def free(self) -> None:
        """As somebody does who deletes what nobody needs."""
        self._ballast.unlink()


def _takes(file: int, what: bytes) -> bool:
    try:
        return os.write(file, what) == len(what)
    except OSError as full:
        assert full.errno == errno.ENOSPC
        return False


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Disk]:
    """Mounted there. Skips where that is not permitted."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a disk to fill")
    folder.mkdir()
    size = f"size={megabytes}m,mode=755"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no disk to fill: {done.stderr.strip()}")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
