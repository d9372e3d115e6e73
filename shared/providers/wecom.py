"""WeCom (企业微信): a text card of an application. Errors come as HTTP 200 with an `errcode`; a message to nobody is one, to somebody unknown is none."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import httpx2
import orjson

from shared.kernel.sending import Accepted, Away, Doubtful, Outcome, Refused, Why
from shared.providers.calling import Unanswered, post
from shared.providers.wechat import Granted
from shared.providers.workplace import WorkCard, granted

URL = "https://qyapi.weixin.qq.com"
WHY: Mapping[int, Why] = {
    -1: "transient",
    45033: "transient",
    40001: "token",
    40014: "token",
    42001: "token",
    46004: "user",
    81013: "user",
}
"""By `errcode`; any other is ours to mend."""
TOO_OFTEN = 45009
TITLE, LINES, BUTTON = 128, 512, 4
"""Bytes of a title and of what stands below; letters of a button. WeCom cuts what is longer."""
SAME = 1800
"""Seconds in which the same card to the same person is shown once."""


class WeCom:
    """One application."""

    def __init__(self, web: httpx2.AsyncClient, key: tuple[str, str], agent: int, url: str = "") -> None:
        """`key`: CorpID and the application's Secret."""
        self._web, (self._corp, self._secret), self._agent = web, key, agent
        self._url = (url or URL).rstrip("/")

    async def access(self) -> Granted:
        """The token of now. Raises Away."""
        return await granted(
            self._web, f"{self._url}/cgi-bin/gettoken", {"corpid": self._corp, "corpsecret": self._secret}
        )

    async def whose(self, token: str, phone: str) -> str | Refused:
        """Their userid. Raises Away."""
        try:
            said = await self._posted("/cgi-bin/user/getuserid", token, {"mobile": phone})
        except Unanswered as silent:
            raise Away(str(silent)) from None
        return str(said["userid"]) if said.get("errcode") == 0 else _refused(said.get("errcode"))

    async def send(self, token: str, user: str, card: WorkCard) -> Outcome:
        """A text card. Raises Away."""
        body = {
            "touser": user,
            "agentid": self._agent,
            "msgtype": "textcard",
            "textcard": {
                "title": cut(card.title, TITLE),
                "description": cut(card.lines, LINES),
                "url": card.url,
                "btntxt": card.button[:BUTTON],
            },
            "enable_duplicate_check": 1,
            "duplicate_check_interval": SAME,
        }
        try:
            said = await self._posted("/cgi-bin/message/send", token, body)
        except Unanswered as unanswered:
            return Doubtful(str(unanswered))
        if said.get("errcode") != 0:
            return _refused(said.get("errcode"))
        unknown = str(said.get("invaliduser", "")).split("|")
        return Refused("invaliduser", "user") if user in unknown else Accepted(str(said.get("msgid", "")))

    async def _posted(self, path: str, token: str, body: Mapping[str, Any]) -> dict[str, Any]:
        url = f"{self._url}{path}?{urlencode({'access_token': token})}"
        return (await post(self._web, url, {"content-type": "application/json"}, orjson.dumps(body))).json


def cut(text: str, longest: int) -> str:
    """At most so many bytes, and no half of a letter."""
    whole = text.encode()
    return text if len(whole) <= longest else whole[: longest - 3].decode(errors="ignore") + "…"


def _refused(code: object) -> Refused:
    """Raises Away when it takes no more for a while."""
    if code == TOO_OFTEN:
        raise Away(str(code), 60.0)
    return Refused(str(code), WHY.get(code, "configuration") if isinstance(code, int) else "transient")
