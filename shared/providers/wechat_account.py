"""A 服务号 as an installation has it, and log-in inside WeChat by it."""

from collections.abc import Mapping
from urllib.parse import urlencode

import httpx2
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from shared.providers.calling import client
from shared.providers.identity import Errand, NotVouched
from shared.providers.wechat import WeChat
from shared.words.providers import WECHAT

OPEN_URL = "https://open.weixin.qq.com"


class FieldTemplate(BaseModel):
    """A template of fields that WeChat has approved."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    template: str = Field(min_length=1, max_length=60)
    fields: dict[str, str] = Field(min_length=1)
    """What the template's fields are called there (`thing1`), and which value of ours each of them shows."""


class WeChatAccount(BaseModel):
    """Its keys, and what it tells."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    app_id: str = Field(min_length=1)
    secret: SecretStr
    push_token: SecretStr = SecretStr("")
    """The word that both know, by which WeChat signs what it tells us; empty: it tells nothing."""
    url: str = ""
    """Of a stand-in; empty: WeChat's own."""
    open_url: str = ""
    """As `url`, of the page that says who somebody is."""
    notices: dict[str, FieldTemplate] = {}
    """By kind; one that is left out is not sent."""
    a_day: int = Field(100_000, ge=1)
    """So many messages WeChat takes a day."""

    def opened(self, web: httpx2.AsyncClient) -> WeChat:
        """The service, to be called."""
        return WeChat(web, self.app_id, self.secret.get_secret_value(), self.url)


class WeChatLogin:
    """Says who somebody is inside WeChat, without asking them anything (`snsapi_base`)."""

    name, title, inside = "wechat", WECHAT, "MicroMessenger"

    def __init__(self, account: WeChatAccount) -> None:
        self._account = account

    async def going(self, errand: Errand, back: str) -> str:
        """WeChat's page, which leads back at once."""
        asked = {
            "appid": self._account.app_id,
            "redirect_uri": back,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": errand.state,
        }
        origin = (self._account.open_url or OPEN_URL).rstrip("/")
        return f"{origin}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"

    async def coming(self, said: Mapping[str, str], errand: Errand, back: str) -> str:
        """Their openid. Raises Away, NotVouched."""
        if not said.get("code"):
            raise NotVouched("no code")
        async with client() as web:
            return await self._account.opened(web).openid(said["code"])
