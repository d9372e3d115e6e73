"""The forty-four doors: each has a test that is there, or says what it waits for."""

import pytest

from aixin.doors import DOORS
from tests.faults.report import there


def test_there_are_forty_four():
    assert [door.number for door in DOORS] == list(range(1, 45))


@pytest.mark.parametrize("door", DOORS, ids=lambda door: str(door.number))
def test_each_is_held_or_says_what_it_waits_for(door):
    assert door.tests or door.waits
    assert [test for test in door.tests if not there(test)] == []
