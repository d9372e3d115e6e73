"""A union's program that asks: by a token that it got for its key, for what the key allows, so often and no more."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from math import ceil
from uuid import UUID

from fastapi import Request

from shared.errors import Forbidden, NotSignedIn, TooMany, Uncertain, refuses
from shared.messaging.revocation import Revocations
from shared.web.auth import PATIENCE_SECONDS, vouched
from shared.words import refusals as words

A_MINUTE, AT_ONCE = 300, 60
"""Requests of one key in one process: on average, and in one go."""
KEPT = 10_000
"""Keys whose pace is remembered; one that has not asked for long may ask as if it never had."""


@dataclass(frozen=True, slots=True)
class Program:
    """What may be read by whoever asks."""

    key_id: UUID
    unions: tuple[str, ...]
    """Those of the key, and all below them."""


class KeyPace:
    """How often each key has asked lately, by the steady clock: a bucket that fills again."""

    def __init__(self) -> None:
        self._left: OrderedDict[UUID, tuple[float, float]] = OrderedDict()
        """Key → (requests that it may make at once, when that was so)."""

    def wait(self, key: UUID, now: float) -> int:
        """Seconds until it may ask again; 0: now, which is counted."""
        left, at = self._left.pop(key, (float(AT_ONCE), now))
        left = min(AT_ONCE, left + (now - at) * A_MINUTE / 60)
        self._left[key] = (left - 1 if left >= 1 else left), now
        while len(self._left) > KEPT:
            self._left.popitem(last=False)
        return 0 if left >= 1 else ceil((1 - left) * 60 / A_MINUTE)


_pace = KeyPace()


def program(scope: str) -> Callable[[Request], Awaitable[Program]]:
    """What a route depends on that programs with this scope may ask."""

    @refuses(NotSignedIn, Forbidden, Uncertain, TooMany)
    async def asking(request: Request) -> Program:
        """The program. Raises NotSignedIn, Forbidden, Uncertain, TooMany."""
        who, revocations = vouched(request), _revocations(request)
        if who and not await revocations.until_certain(PATIENCE_SECONDS):
            raise Uncertain
        who = vouched(request)
        if who is None or not who.program:
            raise NotSignedIn
        if wait := _pace.wait(who.person_id, time.monotonic()):
            raise TooMany(*words.PROGRAM_TOO_OFTEN, retry_after=wait)
        tree = await request.app.state.system.unions.look(request.app.state.system.pool)
        unions = tuple(sorted(union for role, union in tree.reaching(who.roles) if role == scope))
        if not unions:
            raise Forbidden(*words.SCOPE_MISSING.of(scope=scope))
        return Program(who.person_id, unions)

    return asking


def _revocations(request: Request) -> Revocations:
    known: Revocations = request.app.state.system.revocations
    return known
