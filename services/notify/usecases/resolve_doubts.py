"""Of text messages that may have gone out, and of which no receipt came, the provider is asked."""

import asyncio
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog

from services.notify.store import deliveries
from services.notify.usecases.receive_receipts import receive_receipts
from shared.db.pool import Database, connection
from shared.kernel.sending import Away, Receipt

AFTER = 600.0
"""Seconds: receipts come by themselves until then, and what was handed over stands in the provider's lists."""
log = structlog.get_logger()


class Answerable(Protocol):
    """A channel whose provider can be asked."""

    @property
    def name(self) -> str: ...

    async def ask(self, person_id: UUID, mark: UUID, at: datetime) -> Receipt | None: ...


async def resolve_doubts(channel: Answerable, hurry: float, system: Database) -> None:
    """As long as the database answers. Raises Unavailable."""
    while True:
        await ask(system, channel, timedelta(seconds=AFTER / hurry))
        await asyncio.sleep(AFTER / hurry)


async def ask(system: Database, channel: Answerable, since: timedelta) -> int:
    """Ask for each that is in doubt since so long; how many answers there were. An answer is as a receipt: it settles once."""
    async with connection(system.pool) as conn:
        doubts = await deliveries.doubted(conn, channel.name, since)
    answers = []
    for one in doubts:
        try:
            answers.append(await channel.ask(one["person_id"], one["id"], one["changed_at"]))
        except Away as away:
            log.warning("doubts.away", channel=channel.name, why=str(away))
            break
    said = [answer for answer in answers if answer]
    if said:
        await receive_receipts(system, channel.name, said)
    return len(said)
