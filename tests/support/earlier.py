"""The code of an earlier version, from this checkout's own history."""

import os
import subprocess
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.support.stack import ROOT


def before_last_migration(name: str) -> str:
    """The commit before the one that brought the newest migration of this system; AIXIN_EARLIER names another. Skips without a history."""
    if given := os.environ.get("AIXIN_EARLIER"):
        return given
    rooms = ("shared/db/migrations", f"services/{name}/migrations")
    newest = _git("log", "-1", "--format=%H", "--diff-filter=A", "--", *rooms).decode().strip()
    return _git("rev-parse", "--verify", f"{newest}^").decode().strip()


def unpacked(commit: str, folder: Path) -> Path:
    """Its files, in the folder."""
    with tarfile.open(fileobj=BytesIO(_git("archive", commit))) as files:
        files.extractall(folder, filter="data")
    return folder


def _git(*words: str) -> bytes:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"no earlier version in this checkout: {done.stderr.decode().strip()}")
    return done.stdout
