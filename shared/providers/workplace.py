"""Where colleagues read what concerns them, WeCom or DingTalk: a card to one person, whom it knows by their phone."""

from dataclasses import dataclass
from typing import Protocol

from shared.kernel.sending import Outcome, Refused
from shared.providers.wechat import Granted


@dataclass(frozen=True, slots=True)
class WorkCard:
    """A title, some lines, and a button that leads to a page."""

    title: str
    lines: str
    button: str
    url: str


class Workplace(Protocol):
    """One application of one employer or union there."""

    async def access(self) -> Granted:
        """The token of now. Raises Away, with what it said."""
        ...

    async def whose(self, token: str, phone: str) -> str | Refused:
        """Its name for whoever has the phone; of whom it does not know the refusal is the user's. Raises Away."""
        ...

    async def send(self, token: str, user: str, card: WorkCard) -> Outcome:
        """Hand it over once. Raises Away."""
        ...
