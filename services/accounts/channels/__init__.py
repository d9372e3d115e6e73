"""Ways a log-in code, an invitation or a word of warning reaches a phone."""

from typing import Protocol


class Channel(Protocol):
    """One way to send a code; called after the code is kept, outside any transaction."""

    async def send_code(self, phone: str, code: str) -> None:
        """Send, or raise the Refusal that whoever waits for the code is told."""
        ...

    async def invite(self, phone: str) -> None:
        """Tell whoever has a phone that a guardian invites them; what cannot be sent is passed on by the one who invites."""
        ...

    async def warn(self, phone: str, hours: int) -> None:
        """Tell whoever has a phone that another one is to take its place in so many hours; what cannot be sent is logged."""
        ...
