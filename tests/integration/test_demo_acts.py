"""What `make demo` plays after the race, on all four systems: it is real, and leaves nothing broken."""

import random

from aixin import invariants
from aixin.demo.run import acts
from aixin.demo.stage import ORGANIZER
from tests.support.eventually import eventually
from tests.support.whole import whole


async def test_places_are_passed_on_and_a_draw_is_checked_twice_over(settings):
    async with whole(settings) as stack:
        roll = stack.systems["accounts"].pool
        await eventually(lambda: roll.fetchval("SELECT count(*) FROM roll_member"))  # the people of the demonstration
        organizer = await stack.log_in(ORGANIZER)
        for _ in range(2):  # a second demo finds the families of the first, and asks anew
            await acts(stack.web, organizer, random.Random(1))
        findings = await invariants.settled(stack.dsns)
        assert [(finding.name, finding.broken) for finding in findings if finding.broken] == []
