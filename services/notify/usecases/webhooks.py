"""What organizers do with the addresses of their union's programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID, uuid4

from services.notify.domain.outside import NotOpen, WebTarget
from services.notify.domain.signature import new_secret
from services.notify.domain.webhook import known
from services.notify.store import webhooks
from services.notify.store.webhooks import New, Webhook
from services.notify.usecases.tell_programs import KINDS
from services.notify.words import refusals
from shared.crypto import Vault
from shared.db.pool import Connection
from shared.errors import BadInput, Conflict, NotFound
from shared.kernel.identity import Identity
from shared.kernel.unions import Tree

MOST, LONGEST = 20, 500
"""Addresses of a union, and characters of one."""
ALL_KINDS = tuple(KINDS.values())


class Looks(Protocol):
    """Knows which addresses may be called by their looks."""

    def looked_at(self, url: str) -> WebTarget: ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What the use cases here have at hand."""

    vault: Vault
    looks: Looks


@dataclass(frozen=True, slots=True)
class WebhookWanted:
    """For which union, where to send, and what of."""

    union: str
    url: str
    kinds: Sequence[str]


def of_their_own(who: Identity, tree: Tree, union: str) -> str:
    """The union, if there is one and they organize it. Raises NotFound."""
    if union not in tree or not who.may_organize(union):
        raise NotFound(*refusals.NO_UNION)
    return union


def organized(who: Identity) -> list[str] | None:
    """The unions whose addresses they may see and change; None: all."""
    return None if who.has("federation") else [union for role, union in who.roles if role == "organizer"]


async def subscribe(conn: Connection, tools: Tools, who: UUID, wanted: WebhookWanted) -> UUID:
    """A new address of the union. Raises BadInput, Conflict."""
    _check(tools.looks, wanted)
    if await webhooks.counted(conn, wanted.union) >= MOST:
        raise Conflict(*refusals.WEBHOOKS_ENOUGH.of(most=MOST))
    webhook_id, kinds = uuid4(), list(dict.fromkeys(wanted.kinds))
    sealed = tools.vault.seal(new_secret(), webhook_id)
    await webhooks.add(conn, New(webhook_id, wanted.union, wanted.url, kinds, sealed, who))
    return webhook_id


async def secret(conn: Connection, tools: Tools, webhook_id: UUID) -> str:
    """By which the program knows us. Raises NotFound."""
    return tools.vault.open(await webhooks.secret_of(conn, webhook_id), webhook_id)


async def renew_secret(conn: Connection, tools: Tools, webhook: Webhook) -> None:
    """Another secret, beside which the one before signs for a day."""
    await webhooks.renew(conn, webhook.id, tools.vault.seal(new_secret(), webhook.id))


async def send_test(conn: Connection, webhook: Webhook) -> UUID:
    """Send something that is no event. Raises Conflict when the address is disabled."""
    _check_enabled(webhook)
    return await webhooks.send_test(conn, webhook.id)


async def send_again(conn: Connection, webhook: Webhook, delivery: UUID) -> None:
    """Send an event once more, under its own id. Raises Conflict when the address is disabled, NotFound."""
    _check_enabled(webhook)
    await webhooks.send_again(conn, webhook.id, delivery)


def _check_enabled(webhook: Webhook) -> None:
    if webhook.disabled_at:
        raise Conflict(*refusals.WEBHOOK_OFF)


def _check(looks: Looks, wanted: WebhookWanted) -> None:
    wrong = {}
    try:
        looks.looked_at(wanted.url)
        if len(wanted.url) > LONGEST:
            raise NotOpen("too long")
    except NotOpen:
        wrong["url"] = refusals.WEBHOOK_URL.both
    if not known(wanted.kinds, ALL_KINDS):
        wrong["kinds"] = refusals.WEBHOOK_KINDS.both
    if wrong:
        raise BadInput(*refusals.WISH_WRONG, fields=wrong)
