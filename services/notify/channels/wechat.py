"""Template messages of the union's 服务号, to whoever follows it and logged in from WeChat once; the openid is asked of accounts for each."""

from functools import partial

from services.notify import fields
from services.notify.channels.access import Access
from services.notify.channels.channel import Notice
from services.notify.channels.phones import Bindings
from shared.crypto import Vault
from shared.db.pool import Database
from shared.kernel.sending import Outcome, Suppressed
from shared.providers.calling import client
from shared.providers.wechat import FieldMessage, Granted
from shared.providers.wechat_account import WeChatAccount
from shared.settings import Settings

A_SECOND = 200
"""Messages: what stands in its way are those who are not bound, of whom WeChat hears nothing."""


class WeChatChannel:
    """One 服务号. Whoever does not use it is told by other ways, and finds it in the inbox."""

    name, gap, usual = "wechat", 1 / A_SECOND, None
    disturbs, repeatable, patience = True, True, 0.0
    one_provider = True

    def __init__(self, account: WeChatAccount, settings: Settings, system: Database) -> None:
        """Raises Unusable when a template cannot show what it is to."""
        for kind, template in account.notices.items():
            fields.check(kind, template)
        self._account, self._origin = account, settings.public_url.rstrip("/")
        self._bindings = Bindings(settings, "wechat")
        self._access = Access("wechat", system, Vault(settings.keys_dir, "notify"), self._granted)
        self.budget, self.kinds = account.a_day, frozenset(account.notices)

    def may_send(self, notice: Notice) -> Suppressed | None:
        """Only what WeChat has approved a template for."""
        return None if notice.kind in self.kinds else Suppressed("no template for it any more")

    def write(self, notice: Notice) -> dict[str, str]:
        """What the template's fields show."""
        template = self._account.notices[notice.kind]
        return fields.filled(template, notice.kind, notice.language, notice.params, notice.text)

    async def send(self, notice: Notice, written: dict[str, str]) -> Outcome:
        """Ask for the openid, and hand it over. Raises Away."""
        openid = await self._bindings.of(notice.person_id)
        if openid is None:
            return Suppressed("not bound")
        template = self._account.notices[notice.kind].template
        message = FieldMessage(openid, template, written, f"{self._origin}{notice.text.path}", notice.id)
        async with client() as web:
            return await self._access.call(partial(self._account.opened(web).send, message=message))

    def rest(self) -> None:
        """Nothing is held open."""

    async def _granted(self, anew: bool) -> Granted:
        async with client() as web:
            return await self._account.opened(web).access(anew=anew)
