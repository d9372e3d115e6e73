"""Web push, to browsers in which a family switched it on. What comes there is on a locked screen: that something is to be seen, and of whom nothing.

Each browser has the address of a push service that a stranger told us: it is called as programs of strangers are, its trouble is its own, and
one that never answers is left alone.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from services.notify.channels.channel import Notice
from services.notify.channels.web import Outside
from services.notify.domain.delivery import MAX_AGE
from services.notify.domain.webhook import Posted
from services.notify.store import devices
from services.notify.store.devices import Device
from services.notify.words import push as words
from services.notify.words.brief import BRIEF
from shared.crypto import SealBroken, Vault
from shared.db.pool import Database, connection
from shared.kernel.clock import machine_clock
from shared.kernel.languages import translator
from shared.kernel.sending import Accepted, Doubtful, Outcome, Refused, Suppressed
from shared.keys import push_keys
from shared.providers.webpush import PushAccount, point, sealed, subscription, vouched, written
from shared.settings import Settings

A_SECOND = 200
"""Messages, of which each may go to some browsers."""
GONE = {404, 410}
"""What a push service answers of a browser that is there no more."""
NOT_THERE = Posted(404)
"""As if it had: one that was switched on under a key that we have no more, for its service will never take it from us."""
PASSING = {408, 425, 429}
"""As 5xx: it may take it later."""


@dataclass(frozen=True, slots=True)
class ScreenLine:
    """What a browser shows, and how long it may be kept for one that is switched off."""

    said: bytes
    until: datetime
    urgent: bool


class PushChannel:
    """Any number of push services, each known by nothing but its browsers."""

    name, gap, budget = "push", 1 / A_SECOND, None
    kinds = usual = None
    disturbs, repeatable, patience = True, True, 0.0
    one_provider = False

    def __init__(
        self, account: PushAccount, settings: Settings, system: Database, outside: Outside, hurry: float
    ) -> None:
        """Pauses are divided by `hurry`, for tests."""
        self._account, self._system, self._outside, self._hurry = account, system, outside, hurry
        self._vault = Vault(settings.keys_dir, "notify")
        self._keys = {written(point(key.public_key())): key for key in push_keys(settings.keys_dir)}

    def may_send(self, notice: Notice) -> Suppressed | None:
        """Whoever has no browser any more is found when it is sent."""
        return None

    def write(self, notice: Notice) -> ScreenLine:
        """What is to be seen, and where; the same message twice is one line on the screen."""
        t, end = translator(notice.language), notice.at + timedelta(seconds=MAX_AGE)
        shown = {
            "title": t(*BRIEF[notice.kind][1]),
            "body": t(*words.OPEN),
            "path": f"/notify/messages/{notice.message_id}",
            "tag": str(notice.id),
            "lang": notice.language,
        }
        over = notice.text.over_at
        return ScreenLine(orjson.dumps(shown), min(over, end) if over else end, notice.text.until is not None)

    async def send(self, notice: Notice, written: ScreenLine) -> Outcome:
        """To all of the person's browsers at once."""
        async with connection(self._system.pool) as conn:
            held = await devices.of_person(conn, notice.person_id)
        awake = [device for device in held if not device.rests]
        if not awake:
            return Refused("its push service is left alone", "transient") if held else Suppressed("no browser any more")
        came = await asyncio.gather(*(self._posted(device, notice, written) for device in awake))
        async with connection(self._system.pool) as conn:
            for device, posted in zip(awake, came, strict=True):
                if posted.status in GONE:
                    await devices.gone(conn, device)
                elif posted.taken:
                    await devices.took(conn, device)
                else:
                    await devices.failed(conn, device, self._hurry)
        return understood(came)

    def rest(self) -> None:
        """Nothing is held open."""

    async def _posted(self, device: Device, notice: Notice, told: ScreenLine) -> Posted:
        if (key := self._keys.get(device.server_key)) is None:
            return NOT_THERE
        try:
            to = subscription(*orjson.loads(self._vault.open(device.subscription, device.id)))
        except SealBroken:
            return NOT_THERE
        now = machine_clock()
        headers = {
            **vouched(key, self._account, to.endpoint, now),
            "content-type": "application/octet-stream",
            "content-encoding": "aes128gcm",
            "ttl": str(max(0, int((told.until - now).total_seconds()))),
            "urgency": "high" if told.urgent else "normal",
            "topic": notice.id.hex,
        }
        return await self._outside.post(to.endpoint, headers, sealed(to, told.said))


def understood(came: Sequence[Posted]) -> Outcome:
    """Of all browsers together: where one took it, the person is told."""
    if any(posted.taken for posted in came):
        return Accepted("")
    there = [posted for posted in came if posted.status not in GONE]
    if not there:
        return Refused("gone", "user")
    if silent := [posted for posted in there if posted.status is None and posted.left]:
        return Doubtful(str(silent[0].reason))
    worst = there[0]
    passing = worst.status is None or worst.status in PASSING or worst.status >= 500
    return Refused(str(worst.status or worst.reason), "transient" if passing else "configuration")
