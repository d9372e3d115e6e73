"""Cards of WeCom or DingTalk to colleagues who chose to read messages there; who is who it knows by the phone, asked of accounts for each."""

import httpx2

from services.notify.channels.access import Access
from services.notify.channels.channel import Notice
from services.notify.channels.phones import Phones
from services.notify.fields import KINDS
from services.notify.words.brief import BRIEF
from shared.crypto import Vault
from shared.db.pool import Database
from shared.errors import Unusable
from shared.kernel.languages import translator
from shared.kernel.sending import Outcome, Refused, Suppressed
from shared.kernel.words import Words
from shared.providers.calling import client
from shared.providers.wechat import Granted
from shared.providers.workplace import WorkCard
from shared.providers.workplace_account import Where, WorkplaceAccount
from shared.settings import Settings
from shared.words.providers import NO_SUCH_KIND

A_SECOND = 10
"""Messages."""


class WorkplaceChannel:
    """One application. It tells nobody who did not choose it: looking up many phones that it does not know, it would let us in no more."""

    gap, usual = 1 / A_SECOND, frozenset[str]()
    disturbs, patience, one_provider = True, 0.0, True

    def __init__(self, name: Where, account: WorkplaceAccount, settings: Settings, system: Database) -> None:
        """Raises Unusable when it is to tell what cannot be told so."""
        if strangers := set(account.kinds) - KINDS:
            raise Unusable(
                *NO_SUCH_KIND.of(channel=name, kinds=", ".join(sorted(strangers)), known=", ".join(sorted(KINDS)))
            )
        self.name, self._where, self._account = name, name, account
        self.repeatable = name == "wecom"  # it shows the same card once; DingTalk has no such promise
        self._phones, self._origin = Phones(settings), settings.public_url.rstrip("/")
        self._access = Access(name, system, Vault(settings.keys_dir, "notify"), self._granted)
        self.budget, self.kinds = account.a_day, frozenset(account.kinds)

    def may_send(self, notice: Notice) -> Suppressed | None:
        """Only what the operator wants told so."""
        return None if notice.kind in self.kinds else Suppressed("not told so any more")

    def write(self, notice: Notice) -> WorkCard:
        """What to do, and of which group; no child is named."""
        group, until = notice.params.get("group"), notice.text.until
        lines = [group["title"], group["site"]] if group else []
        lines += [Words(notice.language).until(until)] if until else []
        title = translator(notice.language)(*BRIEF[notice.kind][1])
        return WorkCard(title, "\n".join(lines), notice.text.action, f"{self._origin}{notice.text.path}")

    async def send(self, notice: Notice, written: WorkCard) -> Outcome:
        """Ask for the phone, find whose it is there, and hand it over. Raises Away."""
        phone = await self._phones.of(notice.person_id)
        if phone is None:
            return Suppressed("the account is closed")
        async with client() as web:
            return await self._access.call(lambda token: self._handed(web, token, phone, written))

    async def _handed(self, web: httpx2.AsyncClient, token: str, phone: str, card: WorkCard) -> Outcome:
        there = self._account.opened(self._where, web)
        user = await there.whose(token, phone)
        if isinstance(user, Refused):
            return Suppressed("not known there") if user.why == "user" else user
        return await there.send(token, user, card)

    def rest(self) -> None:
        """Nothing is held open."""

    async def _granted(self, anew: bool) -> Granted:
        async with client() as web:
            return await self._account.opened(self._where, web).access()
