"""A relay in a process of its own, which `FAIL_AT` may end: `python -m tests.support.relay_process DSN KAFKA PREFIX`."""

import asyncio
import sys

from shared.db.pool import open_pool
from shared.messaging.relay import Relay
from shared.supervision import Supervisor


async def main(dsn: str, kafka: str, prefix: str) -> None:
    """Until it is killed."""
    relay = Relay(await open_pool(dsn, 4), kafka, prefix, system="tests", source="booking")
    async with Supervisor("booking") as supervisor:
        supervisor.start("relay", relay.run)
        await asyncio.Event().wait()


asyncio.run(main(*sys.argv[1:]))
