"""What several of these files start from."""

import pytest

from tests.support.admission import World


@pytest.fixture
def world() -> World:
    """No group, no child."""
    return World()
