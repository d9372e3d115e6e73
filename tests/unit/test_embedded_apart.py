"""What only `make up` needs, nobody else does: neither the systems in their containers nor the commands that are run there."""

from tests.support.apart import RUN, pins, python

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


def test_containers_run_the_versions_that_make_up_runs() -> None:
    assert pins("requirements-systems.lock") < pins("requirements.lock")


def test_the_systems_load_without_it() -> None:
    done = python(LOAD)
    assert (done.returncode, done.stderr) == (0, "")


def test_commands_that_need_none_of_it_run() -> None:
    assert python(RUN.format(["plan", "check", "examples/plans/gaoxin-2027-winter.yaml"])).returncode == 0


def test_a_command_that_needs_it_says_what_to_do() -> None:
    for command in (["up"], ["invariants"], ["dead-letters", "list", "booking"]):
        done = python(RUN.format(command))
        assert (done.returncode, "aixin[embedded]" in done.stderr, "Traceback" in done.stderr) == (1, True, False), done
