"""Booking on a database of its own, as most tests here want it; a file that starts it otherwise says so."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from shared.system import System
from tests.conftest import RunSystem
from tests.support.booking import FamilyOfOne, door, make_families
from tests.support.staff import Staff


@pytest.fixture
async def booking(system: RunSystem) -> AsyncIterator[System]:
    """Running, with no group and no family."""
    async with system("booking") as running:
        yield running


@pytest.fixture
def web(booking: System) -> httpx2.AsyncClient:
    """Its doors."""
    return door(booking)


@pytest.fixture
async def family(booking: System) -> FamilyOfOne:
    """A guardian and a child."""
    return (await make_families(booking, 1))[0]


@pytest.fixture
def organizer(booking: System) -> dict[str, str]:
    """The headers of an organizer of gaoxin."""
    return Staff(booking).headers
