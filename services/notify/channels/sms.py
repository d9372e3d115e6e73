"""Text messages, by the provider that the installation has an account with; the phone is asked of accounts for each, and kept nowhere."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from services.notify import short
from services.notify.channels.channel import Notice
from services.notify.channels.phones import Phones
from services.notify.short import ShortText
from shared.errors import Unusable
from shared.kernel.sending import Outcome, Receipt, Suppressed
from shared.providers.accounts import SmsAccount
from shared.providers.calling import client
from shared.providers.sms import Doubted, Sms
from shared.words.providers import NO_SUCH_NOTICE

A_SECOND = 20
"""Messages; the providers take more."""


class SmsChannel:
    """One account with a provider."""

    name, gap, usual = "sms", 1 / A_SECOND, short.USUAL
    disturbs, repeatable, patience = True, False, 600.0
    one_provider = True

    def __init__(self, account: SmsAccount, phones: Phones) -> None:
        """Raises Unusable when there are templates for what is not told so."""
        if strangers := account.notices.keys() - short.kinds():
            raise Unusable(
                *NO_SUCH_NOTICE.of(kinds=", ".join(sorted(strangers)), known=", ".join(sorted(short.kinds())))
            )
        self._account, self._phones = account, phones
        self.budget, self.kinds = account.a_day, frozenset(account.notices)

    def may_send(self, notice: Notice) -> Suppressed | None:
        """Only what the provider has approved a text for."""
        return None if notice.kind in self.kinds else Suppressed("no template for it any more")

    def write(self, notice: Notice) -> tuple[str, ShortText]:
        """The template, and what is filled in; Chinese where there is none in the person's language."""
        templates = self._account.notices[notice.kind]
        language: Literal["zh", "en"] = "en" if notice.language == "en" and "en" in templates else "zh"
        return templates[language], short.line(notice.kind, language, notice.params, notice.text)

    async def send(self, notice: Notice, written: tuple[str, ShortText]) -> Outcome:
        """Ask for the phone, and hand it over. Raises Away."""
        phone = await self._phones.of(notice.person_id)
        if phone is None:
            return Suppressed("the account is closed")
        template, line = written
        async with client() as web:
            return await self._account.opened(web).send(Sms(phone, template, line.values, notice.id))

    async def ask(self, person_id: UUID, mark: UUID, at: datetime) -> Receipt | None:
        """What became of one that may have gone out then; None: nobody can say yet. Raises Away."""
        phone = await self._phones.of(person_id)
        if phone is None:
            return None
        async with client() as web:
            return await self._account.opened(web).ask(Doubted(phone, mark, at))

    def rest(self) -> None:
        """Nothing is held open."""
