"""The code on the terminal of whoever runs the system: for demonstrations and small installations without SMS."""

from collections.abc import Collection

import structlog

from services.accounts.words import terminal
from shared.terminal import tell

log = structlog.get_logger()


class Console:
    """Shows the code; never logs it, because logs are kept."""

    def __init__(self, silent_for: Collection[str] = ()) -> None:
        """`silent_for` are made-up phones whose hundreds of codes would drown the rest."""
        self._silent_for = silent_for

    async def send_code(self, phone: str, code: str) -> None:
        """One line on the terminal; without one the log says that nobody could read it."""
        if phone not in self._silent_for and not tell(terminal.CODE.format(phone=phone, code=code)):
            log.warning("code_not_shown", hint="standard output is closed or full: mend it, then the family asks again")

    async def invite(self, phone: str) -> None:
        """As a code."""
        if not tell(terminal.INVITED.format(phone=phone)):
            log.warning("invitation_not_shown", hint="standard output is closed or full: the link can be passed on")

    async def warn(self, phone: str, hours: int) -> None:
        """As a code."""
        if not tell(terminal.PHONE_ASKED.format(phone=phone, hours=hours)):
            log.warning("warning_not_shown", hint="standard output is closed or full: call the old number")
