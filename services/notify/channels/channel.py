"""What a channel is: a way to a family beside its inbox. Each is a file of this folder, and whoever sends by one knows no more than this.

Retries, pauses, leases, the breaker, the pace and the budget are the same for all (usecases/send.py).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from services.notify.rendering import Text
from shared.kernel.sending import Outcome, Suppressed

Written = TypeVar("Written")


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one person by one channel."""

    id: UUID
    """Of the delivery: by it a message that was sent twice can be known as one."""
    message_id: UUID
    person_id: UUID
    kind: str
    params: dict[str, Any]
    """The event, as its text was made from."""
    language: str
    at: datetime
    """When it was told."""
    address: str | None
    """Where the person is to be reached; None: we do not know, or no more."""
    confirmed: bool
    """True when the address was proven to be the person's own."""
    text: Text


class Carrier(Protocol[Written]):
    """One way to families, with its provider."""

    @property
    def name(self) -> str:
        """The word by which deliveries name it."""
        ...

    @property
    def gap(self) -> float:
        """Seconds from one message to the next over all processes, where the provider takes so many a second; 0: as many as it takes."""
        ...

    @property
    def budget(self) -> int | None:
        """Messages a day in all; None: they cost nothing."""
        ...

    @property
    def kinds(self) -> frozenset[str] | None:
        """What it can tell; None: everything."""
        ...

    @property
    def usual(self) -> frozenset[str] | None:
        """Of these, what it tells whoever did not choose otherwise; None: all."""
        ...

    @property
    def disturbs(self) -> bool:
        """Whether it rings at night, so that what can wait is held until the morning."""
        ...

    @property
    def patience(self) -> float:
        """Seconds that it waits whether the message is read in the inbox, because it costs; 0: it does not wait."""
        ...

    @property
    def repeatable(self) -> bool:
        """Whether a message that may have gone out may go once more, because whoever gets two knows them as one."""
        ...

    @property
    def one_provider(self) -> bool:
        """Whether all goes to one provider: when that is in trouble, all wait."""
        ...

    def may_send(self, notice: Notice) -> Suppressed | None:
        """Why it must not be sent any more."""
        ...

    def write(self, notice: Notice) -> Written:
        """Its words as they travel. Whatever it raises is ours to mend: the message waits."""
        ...

    async def send(self, notice: Notice, written: Written) -> Outcome:
        """Hand it over once. Raises Away when it surely was not sent."""
        ...

    def rest(self) -> None:
        """There is nothing to send for now."""
        ...
