"""Ways a log-in code reaches a phone."""

from typing import Protocol


class Channel(Protocol):
    """One way to send a code; called after the code is kept, outside any transaction."""

    async def send_code(self, phone: str, code: str) -> None:
        """Send, or raise the Refusal that whoever waits for the code is told."""
        ...
