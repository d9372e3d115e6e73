"""The code on the terminal of whoever runs the system: for demonstrations and small installations without SMS."""

from collections.abc import Collection

from services.accounts.words import terminal


class Console:
    """Prints; never logs, because logs are kept."""

    def __init__(self, silent_for: Collection[str] = ()) -> None:
        """`silent_for` are made-up phones whose hundreds of codes would drown the rest."""
        self._silent_for = silent_for

    async def send_code(self, phone: str, code: str) -> None:
        """One line on the terminal."""
        if phone not in self._silent_for:
            print(terminal.CODE.format(phone=phone, code=code), flush=True)
