"""People with real tokens, as accounts would sign them."""

import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import jwt

from shared.db.pool import open_pool
from shared.kernel.identity import Identity
from shared.keys import signing_key
from shared.messaging.heartbeat import Heartbeat
from shared.settings import Settings
from shared.supervision import Supervisor
from shared.system import System
from shared.tokens import ALGORITHM, claims_of


def token_for(
    keys_dir: Path,
    person_id: UUID,
    *,
    unions: tuple[str, ...] = (),
    revision: int = 0,
    roles: frozenset[tuple[str, str]] = frozenset(),
    seconds: float = 900,
    session_id: UUID | None = None,
    epoch: int = 0,
    methods: tuple[str, ...] = (),
    enrolled: bool = False,
) -> str:
    """A token that every system accepts."""
    now = time.time()
    identity = Identity(
        person_id, "138****0000", unions, revision, roles, now + seconds, session_id, epoch, methods, enrolled
    )
    kid, key = signing_key(keys_dir)
    return jwt.encode(claims_of(identity, now), key, algorithm=ALGORITHM, headers={"kid": kid})


def bearer(token: str) -> dict[str, str]:
    """As an API client sends it."""
    return {"authorization": f"Bearer {token}"}


def never_in_doubt(system: System) -> None:
    """It runs without accounts: as if that had said once and for all that every revocation is told."""
    system.revocations.heard_at = math.inf


@asynccontextmanager
async def accounts_speaks(settings: Settings) -> AsyncIterator[None]:
    """To a system that runs alone, in a process of its own: it hears all the while that every revocation is told."""
    async with await open_pool(settings.database_url, 1) as pool, Supervisor("accounts") as supervisor:
        voice = Heartbeat(pool, settings.kafka, settings.topic_prefix, "http://aixin.test/accounts")
        supervisor.start("heartbeat", voice.run)
        yield
