"""The code on the terminal of whoever runs the system: for demonstrations and small installations without SMS."""

from collections.abc import Collection


class Console:
    """Prints; never logs, because logs are kept."""

    def __init__(self, silent_for: Collection[str] = ()) -> None:
        """`silent_for` are made-up phones whose hundreds of codes would drown the rest."""
        self._silent_for = silent_for

    async def send_code(self, phone: str, code: str) -> None:
        """One line on the terminal."""
        if phone not in self._silent_for:
            print(f"验证码 code  {phone} → {code}", flush=True)
