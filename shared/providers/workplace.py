"""Where colleagues read what concerns them, WeCom or DingTalk: a card to one person, whom it knows by their phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

import httpx2

from shared.kernel.sending import Away, Outcome, Refused
from shared.providers.calling import Unanswered, get
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


async def granted(web: httpx2.AsyncClient, url: str, key: Mapping[str, str]) -> Granted:
    """The token of now, for an application's name and secret. Raises Away."""
    try:
        said = (await get(web, f"{url}?{urlencode(key)}")).json
    except Unanswered as silent:
        raise Away(str(silent)) from None
    if not said.get("access_token"):
        raise Away(f"no token: {said.get('errcode')}")
    return Granted(str(said["access_token"]), float(said["expires_in"]))
