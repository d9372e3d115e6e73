"""docs/doors.md: each door that somebody may try, how it is held, and the tests that fail when it is opened, as doors.yaml has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

_HEAD = """# The doors, and what holds each

Made from `aixin/doors.yaml` by `make docs`; do not edit. `make attack` plays the tests named here: everybody knocks at every route, and whatever is sent
to the API, well formed or not, is answered as its document says. A door that waits for a part of the system says so.
Weaknesses are told as [SECURITY.md](../SECURITY.md) says.

| | door | how it is held | tests |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Door:
    """What somebody may try, and what stands in the way."""

    number: int
    what: str
    held: str
    tests: Sequence[str] = ()
    """Files of tests, tests, or the beginnings of their ids; `*` stands for any letters."""
    waits: str = ""
    """Which part of it, or all, is not there, and why."""


def _test(written: str) -> str:
    """`unit/auth::over_https*`, as it is called where tests are played."""
    path, _, name = written.partition("::")
    folder, file = path.split("/")
    return f"tests/{folder}/test_{file}.py" + (f"::test_{name}" if name else "")


def _read(file: Path) -> tuple[Door, ...]:
    told = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    return tuple(
        Door(number, **{**door, "tests": tuple(map(_test, door.get("tests", ())))}) for number, door in told.items()
    )


DOORS = _read(Path(__file__).with_suffix(".yaml"))


def render() -> dict[Path, str]:
    """The page, by its path below the repository's root."""
    return {Path("docs/doors.md"): _HEAD + "".join(map(_row, DOORS))}


def _row(door: Door) -> str:
    files = dict.fromkeys(test.partition("::")[0] for test in door.tests)
    tests = " ".join(f"[{Path(file).stem.removeprefix('test_')}](../{file})" for file in files)
    held = f"{door.held}; {door.waits}" if door.tests and door.waits else door.waits or door.held
    return f"| {door.number} | {door.what} | {held} | {tests or '–'} |\n"
