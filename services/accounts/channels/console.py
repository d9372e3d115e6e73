"""The code on the terminal of whoever runs the system: for demonstrations and small installations without SMS."""


class Console:
    """Prints; never logs, because logs are kept."""

    async def send_code(self, phone: str, code: str) -> None:
        """One line on the terminal."""
        print(f"验证码 code  {phone} → {code}", flush=True)
