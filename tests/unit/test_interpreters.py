"""Every Python from 3.11 on reads the whole code; older ones read the installer, which then says what is needed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMPILE = "import pathlib, sys; [compile(pathlib.Path(file).read_bytes(), file, 'exec') for file in sys.argv[1:]]"


def interpreter(minor: int) -> str:
    """A Python 3 of this minor version, on the path or kept by pyenv."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [shutil.which(f"python3.{minor}"), *map(str, sorted(kept.glob(f"3.{minor}.*/bin/python3")))]
    for python in filter(None, found):
        if subprocess.run([python, "--version"], check=False, capture_output=True).returncode == 0:
            return python
    pytest.skip(f"no Python 3.{minor} here")


@pytest.mark.parametrize("minor", [11, 12, 13, 14])
def test_it_reads_every_module(minor: int) -> None:
    rooms = ("aixin", "deploy", "services", "shared")
    files = [str(file) for room in rooms for file in (ROOT / room).rglob("*.py")]
    done = subprocess.run([interpreter(minor), "-W", "error", "-c", COMPILE, *files], check=False, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("minor", [6, 7, 8, 9, 10])
def test_an_older_one_says_which_is_needed(minor: int) -> None:
    installer = ROOT / "deploy" / "local" / "install.py"
    done = subprocess.run(
        [interpreter(minor), installer, "requirements.lock"], env={"PATH": ""}, check=False, stderr=subprocess.PIPE
    )
    assert b"Python 3.11 or newer is needed" in done.stderr
