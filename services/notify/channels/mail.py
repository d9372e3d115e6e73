"""Mail, to an address that its owner has confirmed: nothing else is mailed there before."""

from services.notify.channels.channel import Notice
from services.notify.channels.letter import Mail
from services.notify.channels.smtp import Smtp
from services.notify.texts import CONFIRM_ADDRESS
from shared.kernel.sending import Outcome, Suppressed
from shared.settings import Settings


class MailChannel:
    """One mail server, through as many connections as there are senders."""

    name, gap, budget = "mail", 0.0, None
    kinds = usual = None
    disturbs, repeatable, patience = False, True, 0.0
    one_provider = True

    def __init__(self, settings: Settings, deadline: float) -> None:
        """A mail may take `deadline` seconds in all."""
        self._settings, self._deadline = settings, deadline
        self._idle: list[Smtp] = []

    def may_send(self, notice: Notice) -> Suppressed | None:
        """Only to an address that is confirmed, but for the question whether it is theirs."""
        if notice.address is None or notice.confirmed == (notice.kind == CONFIRM_ADDRESS):
            return Suppressed("the address was removed, changed or confirmed meanwhile")
        return None

    def write(self, notice: Notice) -> bytes:
        """The mail as it travels."""
        letter = Mail(notice.id, notice.address or "", notice.at, notice.language, notice.text)
        return letter.wire(self._settings.mail_from, self._settings.public_url)

    async def send(self, notice: Notice, written: bytes) -> Outcome:
        """Hand it to the server. Raises Away."""
        smtp = self._idle.pop() if self._idle else self._connection()
        try:
            return await smtp.send(notice.address or "", written)
        finally:
            self._idle.append(smtp)

    def rest(self) -> None:
        """Connections that nobody uses are given back."""
        while self._idle:
            self._idle.pop().close()

    def _connection(self) -> Smtp:
        return Smtp(self._settings.smtp_url, self._settings.mail_from, self._deadline)
