"""Run by `make test-compose` alone: it needs a Docker engine and minutes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.compose.stack import Stack


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """`make test` passes by."""
    return None if "AIXIN_TEST_COMPOSE" in os.environ else True


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Up before the first test, gone after the last one."""
    stack = Stack()
    try:
        stack.up()
        yield stack
    finally:
        stack.down()
