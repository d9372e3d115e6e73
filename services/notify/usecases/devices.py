"""Browsers in which a person switches messages on, and off again."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

import orjson

from services.notify.domain.browser import called
from services.notify.domain.outside import NotOpen
from services.notify.store import devices
from services.notify.store.devices import Device, SwitchedOn
from services.notify.usecases.webhooks import Looks
from services.notify.words import push as words
from shared.crypto import SealBroken, Vault
from shared.db.pool import Connection
from shared.errors import BadInput, Conflict
from shared.providers.webpush import subscription

MOST = 10
"""Browsers of a person: a message goes to each."""


@dataclass(frozen=True, slots=True)
class PushTools:
    """What the use cases here have at hand."""

    vault: Vault
    looks: Looks
    server_keys: tuple[str, ...]
    """The public halves of our keys, the newest first; none where the installation does not tell browsers."""


@dataclass(frozen=True, slots=True)
class Switched:
    """What a browser says when it is switched on."""

    endpoint: str
    p256dh: str
    auth: str
    server_key: str
    agent: str
    """What it calls itself."""


async def switch_on(conn: Connection, tools: PushTools, person: UUID, told: Switched) -> None:
    """Tell the person there, too. Raises BadInput for what no browser says, Conflict when there are enough."""
    if not tools.server_keys:
        raise Conflict(*words.NOT_SET_UP)
    try:
        tools.looks.looked_at(told.endpoint)
        subscription(told.endpoint, told.p256dh, told.auth)
        if told.server_key not in tools.server_keys:
            raise ValueError("another's key")
    except (NotOpen, ValueError):
        raise BadInput(*words.NOT_SO) from None
    device = device_of(tools.vault, told.endpoint)
    if await devices.counted(conn, person, device) >= MOST:
        raise Conflict(*words.ENOUGH.of(most=MOST))
    sealed = tools.vault.seal(orjson.dumps([told.endpoint, told.p256dh, told.auth]).decode(), device)
    await devices.put(
        conn, person, SwitchedOn(device, sealed, told.server_key, called(told.agent) or words.SOME_BROWSER)
    )


def mark_of(vault: Vault, device: Device) -> str:
    """By which a browser finds itself in the list; empty where it cannot be read any more."""
    try:
        endpoint = orjson.loads(vault.open(device.subscription, device.id))[0]
    except SealBroken:
        return ""
    return sha256(endpoint.encode()).hexdigest()


def device_of(vault: Vault, endpoint: str) -> UUID:
    """One row for one address, which nobody learns from its id."""
    return UUID(bytes=vault.hash(f"device {endpoint}")[:16])
