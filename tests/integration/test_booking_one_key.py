"""One Idempotency-Key at three desks at once: the one answer, always."""

import asyncio
from collections import Counter

from tests.support.booking import book, broken, door, make_families, publish


async def test_one_key_at_three_desks_is_answered_once(system, database):
    dsn = await database("booking")
    async with system("booking", dsn) as one, system("booking", dsn) as two, system("booking", dsn) as three:
        webs = [door(desk) for desk in (one, two, three)]
        groups = [await publish(one, capacity=20) for _ in range(3)]
        families = await make_families(one, 150)
        # Each desk meets the families in an order of its own, so that their batches overlap in every way.
        answers = await asyncio.gather(
            *(
                book(webs[(n + turn) % 3], family, groups[n % 3], key=f"one-key-{n}")
                for turn in range(3)
                for n, family in enumerate(families)
            )
        )
        firsts, seconds, thirds = answers[:150], answers[150:300], answers[300:]
        assert firsts == seconds == thirds
        assert Counter(answer["result"] for answer in firsts) == {"confirmed": 60, "waitlisted": 90}
        assert await broken(one) == set()
