"""An application of WeCom or DingTalk as an installation has it."""

from typing import Literal

import httpx2
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from shared.providers.dingtalk import DingTalk
from shared.providers.wecom import WeCom
from shared.providers.workplace import Workplace

Where = Literal["wecom", "dingtalk"]


class WorkplaceAccount(BaseModel):
    """An application there, and what it tells."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str = Field(min_length=1)
    """WeCom: CorpID; DingTalk: AppKey."""
    secret: SecretStr
    agent: int
    """AgentId."""
    url: str = ""
    """Of a stand-in; empty: its own."""
    kinds: list[str] = Field(min_length=1)
    """What it brings to whoever wants it so."""
    a_day: int = Field(10_000, ge=1)

    def opened(self, name: Where, web: httpx2.AsyncClient) -> Workplace:
        """The application, to be called."""
        key = (self.key, self.secret.get_secret_value())
        return (WeCom if name == "wecom" else DingTalk)(web, key, self.agent, self.url)
