"""What `make demo` plays after the race, on all four systems: it is real, and leaves nothing broken."""

import random

from aixin.demo.run import acts
from aixin.demo.stage import ORGANIZER
from shared.invariants.checker import patiently
from tests.support.eventually import eventually
from tests.support.whole import whole


async def test_places_are_passed_on_and_a_draw_is_checked_twice_over(settings):
    async with whole(settings) as stack:
        roll = stack.systems["accounts"].pool
        await eventually(lambda: roll.fetchval("SELECT count(*) FROM roll_member"))  # the people of the demonstration
        organizer = await stack.log_in(ORGANIZER)
        for _ in range(2):  # a second demo finds the families of the first, and asks anew
            await acts(stack.web, organizer, random.Random(1))
        found = await patiently(list(stack.systems.values()), stack.dsns, 30)
        assert [(invariant.name, invariant.broken) for invariant in found if invariant.breaks] == []
