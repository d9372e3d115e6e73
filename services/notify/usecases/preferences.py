"""Where and how a person wants to hear.

A mail address gets nothing but one question until the link in it has been followed: anybody can type anybody's address.
"""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from services.notify.domain.address import mail_address
from services.notify.store import recipients
from services.notify.store.recipients import Recipient
from services.notify.texts import CONFIRM_ADDRESS
from services.notify.words import refusals
from shared.crypto import Vault
from shared.db.pool import Connection
from shared.errors import BadInput, NotFound, TooMany
from shared.settings import Settings

QUESTIONS_AN_HOUR = 5
"""Confirmation mails a person can cause."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person typed."""

    email: str
    language: str

    def checked(self) -> tuple[str | None, str]:
        """The address as it is stored (None: no mail) and the language. Raises BadInput."""
        address = mail_address(self.email) if self.email.strip() else None
        wrong = {}
        if self.email.strip() and address is None:
            wrong["email"] = refusals.EMAIL_HINT.both
        if self.language not in ("zh", "en"):
            wrong["language"] = refusals.LANGUAGE_HINT.both
        if wrong:
            raise BadInput(*refusals.WISH_WRONG, fields=wrong)
        return address, self.language


async def prefer(conn: Connection, person: UUID, wish: Wish) -> Recipient:
    """Store the wish; a new address is asked by mail whether it is theirs. Raises BadInput, TooMany."""
    email, language = wish.checked()
    before = await recipients.recipient(conn, person)
    now = await recipients.put_recipient(conn, person, email, language)
    if email and not now.confirmed and email != before.email:
        await _ask(conn, person)
    return now


async def ask_again(conn: Connection, person: UUID) -> None:
    """Mail the question once more, if there still is one. Raises TooMany."""
    now = await recipients.locked_recipient(conn, person)
    if now.email and not now.confirmed:
        await _ask(conn, person)


async def confirm(conn: Connection, settings: Settings, person: UUID, seal: str) -> str:
    """The link that was mailed has been followed; returns the address. Raises NotFound for any other link."""
    now = await recipients.locked_recipient(conn, person)
    if now.email is None or not Vault(settings.keys_dir, "notify").signed(_question(person, now.email), seal):
        raise NotFound(*refusals.LINK_OLD)
    await recipients.confirm(conn, person)
    return now.email


def confirmation_path(settings: Settings, person: UUID, email: str) -> str:
    """The path that confirms this address of this person. It names no address, and needs no log-in: a mail may be read elsewhere."""
    seal = Vault(settings.keys_dir, "notify").sign(_question(person, email))
    return "/notify/confirm?" + urlencode({"person": person, "seal": seal})


async def _ask(conn: Connection, person: UUID) -> None:
    """The person's row is locked, so that two at once are counted."""
    if await recipients.asked_lately(conn, person, CONFIRM_ADDRESS) >= QUESTIONS_AN_HOUR:
        raise TooMany(*refusals.MAILS_TOO_OFTEN, retry_after=3600)
    await recipients.ask(conn, person, CONFIRM_ADDRESS)


def _question(person: UUID, email: str) -> str:
    return f"notify/confirm\n{person}\n{email}"
