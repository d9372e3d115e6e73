"""Who comes when too many wait already is told so at once; those who came first keep their turns."""

import asyncio
from uuid import uuid4

import pytest

from services.booking.domain.requests import Withdraw
from services.booking.usecases import desk as desks
from services.booking.usecases.desk import Desk
from shared.errors import Unavailable


def asking(desk):
    person = uuid4()
    return desk.ask(person, str(uuid4()), b"", Withdraw(person, uuid4()))


async def test_who_would_wait_too_long_comes_again_and_nobody_before_loses_a_turn():
    desk = Desk()
    waiting = [asyncio.create_task(asking(desk)) for _ in range(2 * desks.MAX_BATCH)]
    await asyncio.sleep(0)
    desk._takes = 5.1
    with pytest.raises(Unavailable) as told:
        await asking(desk)
    assert told.value.retry_after == 11
    desk._takes = 4.9
    waiting.append(asyncio.create_task(asking(desk)))
    await asyncio.sleep(0)
    assert not any(task.done() for task in waiting)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
