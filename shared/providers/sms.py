"""A text message, and what every provider of them is: whoever sends one knows no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from shared.kernel.sending import Outcome, Receipt


@dataclass(frozen=True, slots=True)
class Sms:
    """Words that the provider holds as a template, and what is filled in."""

    phone: str
    """Eleven digits, of mainland China."""
    template: str
    values: Mapping[str, str]
    """By the names that the template gives them, in its order."""
    mark: UUID
    """Ours: a receipt carries it back."""


@dataclass(frozen=True, slots=True)
class Doubted:
    """A message that may have gone out: what the provider can be asked for."""

    phone: str
    mark: UUID
    at: datetime
    """When it was handed over."""


class SmsProvider(Protocol):
    """One account with one provider."""

    async def send(self, sms: Sms) -> Outcome:
        """Hand it over once. Raises Away when it surely was not sent."""
        ...

    async def ask(self, doubted: Doubted) -> Receipt | None:
        """What became of one; None: it cannot say yet."""
        ...
