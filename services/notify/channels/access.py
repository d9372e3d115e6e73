"""How a provider that gives tokens is called: one is asked for when the last is nearly over, by one process for all, and once more when it is refused."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from services.notify.store import access
from shared.crypto import Vault
from shared.db.pool import Database, connection
from shared.kernel.sending import Away, Outcome, Refused
from shared.providers.wechat import Granted

EARLY = 300.0
"""Seconds before its end, in which the provider has the next one and takes both."""
LEASE = 30.0
"""Seconds; longer than asking twice."""
PATIENCE, POLL = 12.0, 0.2
"""Seconds to wait for whoever renews it, and between two looks."""

Ask = Callable[[bool], Awaitable[Granted]]
"""Asks the provider for its token; True: for another one than it has. Raises Away."""


@dataclass(frozen=True, slots=True)
class Pass:
    """A token, and which it is."""

    number: int
    token: str


class Access:
    """To one provider."""

    def __init__(self, provider: str, system: Database, vault: Vault, ask: Ask) -> None:
        """The token is kept in the system's database, once that is open."""
        self._provider, self._system, self._vault, self._ask = provider, system, vault, ask

    async def call(self, send: Callable[[str], Awaitable[Outcome]]) -> Outcome:
        """What comes of sending with the token; with another one, if it is this that was refused. Raises Away."""
        held = await self._held()
        outcome = await send(held.token)
        if not (isinstance(outcome, Refused) and outcome.why == "token"):
            return outcome
        async with connection(self._system.pool) as conn:
            await access.refuse(conn, self._provider, held.number)
        return await send((await self._held()).token)

    async def _held(self) -> Pass:
        end = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < end:
            async with connection(self._system.pool) as conn:
                found = await access.read(conn, self._provider)
                ours = None if found else await access.take(conn, self._provider, LEASE)
            if found:
                return Pass(found[0], self._vault.open(found[1], self._provider))
            if ours:
                return await self._renewed(ours)
            await asyncio.sleep(POLL)
        raise Away("whoever renews the token does not come back")

    async def _renewed(self, ours: access.Renewal) -> Pass:
        """Ask, outside of any transaction. The same one again is asked for anew only if it was refused."""
        try:
            granted = await self._ask(False)
            if ours.refused and granted.token == self._vault.open(ours.refused, self._provider):
                granted = await self._ask(True)
        except BaseException:
            async with connection(self._system.pool) as conn:
                await access.leave(conn, self._provider, ours.number)
            raise
        async with connection(self._system.pool) as conn:
            sealed = self._vault.seal(granted.token, self._provider)
            life = max(granted.seconds - EARLY, granted.seconds / 2)
            await access.keep(conn, self._provider, ours.number, sealed, life)
        return Pass(ours.number, granted.token)
