"""`python -m tests.attack` plays what holds the doors of docs/doors.md: everybody at every route, anything at every operation."""

import sys
from collections.abc import Sequence

import pytest

from aixin.doors import DOORS
from tests.faults.report import matches

TESTS = tuple(dict.fromkeys(test for door in DOORS for test in door.tests))


class Attack:
    """A plugin of pytest: of the files, the tests that are named."""

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """A file may hold other tests."""
        others = [item for item in items if not any(matches(item.nodeid, test) for test in TESTS)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


def main(words: Sequence[str]) -> int:
    """As pytest ends."""
    return int(pytest.main([*sorted({test.partition("::")[0] for test in TESTS}), *words], plugins=[Attack()]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
