"""Which providers an installation has, and its keys there: one file, `channels.toml`, that its operator writes and nobody else reads.

[sms]
provider = "aliyun"                 # or "tencent"
key_id = "…"
secret = "…"
sign = "高新区工会"                  # 签名, without 【】
# app = "1400…"                     # tencent: SmsSdkAppId
[sms.code]                          # the template of log-in codes
template = "SMS_154950909"
values = { code = "code" }          # what the template calls it = what we call it; tencent: in its order
[sms.invitation]                    # to a number that a guardian invites; left out: the link is passed on
template = "SMS_154950911"
values = {}
[sms.warning]                       # to a number that is to be replaced by another one; left out: nothing is sent
template = "SMS_154950910"
values = { hours = "hours" }
[sms.notices]                       # the texts of docs/howto/text-notices.md, as approved; a kind that is left out is not sent
offered = { zh = "SMS_154950911", en = "SMS_154950912" }

[wechat]                            # a 服务号: docs/howto/wechat.md
app_id = "wx…"
secret = "…"
push_token = "…"                    # 令牌(Token) of 服务器配置; left out: nobody hears whether a message arrived
[wechat.notices.offered]            # by kind: the template, and what its fields show
template = "…"
fields = { thing1 = "group", time2 = "until", thing3 = "what" }

[wecom]                             # 企业微信, or [dingtalk] 钉钉: to colleagues who choose to read there (docs/howto/workplace.md)
key = "…"                           # CorpID; AppKey
secret = "…"
agent = 1000002                     # AgentId
kinds = ["role-changed", "offered"]

[push]                              # to browsers that a family switched it on in: docs/howto/web-push.md
contact = "mailto:aixin@example.org" # whom a push service may write to

[identity.suishenban]               # who else vouches for people: docs/howto/log-in-elsewhere.md
zh = "随申办"
en = "Suishenban"
issuer = "https://…"
client_id = "…"
secret = "…"
"""

import tomllib
from pathlib import Path
from typing import Literal

import httpx2
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from shared.errors import Unusable
from shared.providers.aliyun import Aliyun
from shared.providers.identity import IdentityProvider
from shared.providers.oidc import Oidc, OidcAccount, OidcName
from shared.providers.sms import SmsProvider
from shared.providers.tencent import Tencent
from shared.providers.webpush import PushAccount
from shared.providers.wechat_account import WeChatAccount, WeChatLogin
from shared.providers.workplace_account import WorkplaceAccount
from shared.words.providers import FILE_UNREADABLE, FILE_WRONG

_STRICT = ConfigDict(extra="forbid", frozen=True)


class Template(BaseModel):
    """Words that the provider has approved."""

    model_config = _STRICT
    template: str = Field(min_length=1, max_length=60)
    values: dict[str, Literal["code", "minutes", "hours"]]
    """What the template's words are called there, and which value of ours each of them is."""

    def filled(self, **values: str) -> dict[str, str]:
        """Our values by the template's names, in its order."""
        return {theirs: values[ours] for theirs, ours in self.values.items()}


class SmsAccount(BaseModel):
    """An account with a provider of text messages."""

    model_config = _STRICT
    provider: Literal["aliyun", "tencent"]
    key_id: str = Field(min_length=1)
    secret: SecretStr
    sign: str = Field(min_length=2, max_length=20, pattern=r"^[^【】]+$")
    app: str = ""
    url: str = ""
    """Of another region, or of a stand-in; empty: the provider's own."""
    code: Template
    invitation: Template | None = None
    """That a guardian invites whoever has the number; it has no values."""
    warning: Template | None = None
    """That the number is to be replaced by another one, and when."""
    notices: dict[str, dict[Literal["zh", "en"], str]] = {}
    """Templates of notices to families, by kind and language."""
    a_day: int = Field(2000, ge=1)
    """So many notices a day are paid for; codes are counted apart."""

    @model_validator(mode="after")
    def _whole(self) -> "SmsAccount":
        if self.provider == "tencent" and not self.app:
            raise ValueError("`app` (SmsSdkAppId) is missing")
        if "code" not in self.code.values.values():
            raise ValueError("`code.values` must say where the code stands")
        return self

    def opened(self, web: httpx2.AsyncClient) -> SmsProvider:
        """The provider, to be sent to."""
        key = (self.key_id, self.secret.get_secret_value())
        if self.provider == "aliyun":
            return Aliyun(web, key, self.sign, self.url)
        return Tencent(web, key, self.sign, self.app, self.url)


class Accounts(BaseModel):
    """All that an installation has; what is not there is not sent by."""

    model_config = _STRICT
    sms: SmsAccount | None = None
    wechat: WeChatAccount | None = None
    wecom: WorkplaceAccount | None = None
    dingtalk: WorkplaceAccount | None = None
    push: PushAccount | None = None
    identity: dict[OidcName, OidcAccount] = {}
    """Who vouches for people beside WeChat, by our name for it."""

    def identity_providers(self) -> dict[str, IdentityProvider]:
        """All that vouch for people, by name."""
        found: list[IdentityProvider] = [WeChatLogin(self.wechat)] if self.wechat else []
        return {one.name: one for one in [*found, *(Oidc(name, one) for name, one in self.identity.items())]}


def accounts(file: Path) -> Accounts:
    """What the file says; none, or one that is not there, says nothing. Raises Unusable, which quotes no value."""
    if not file.exists():
        return Accounts()
    try:
        return Accounts.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as unreadable:
        raise Unusable(*FILE_UNREADABLE.of(file=file, why=unreadable)) from None
    except ValidationError as wrong:
        where = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors(include_input=False))
        raise Unusable(*FILE_WRONG.of(file=file, where=where)) from None
