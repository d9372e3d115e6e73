"""DingTalk (钉钉): a work notice (工作通知) of an application. Errors come as HTTP 200 with an `errcode`."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import httpx2
import orjson

from shared.kernel.sending import Accepted, Away, Doubtful, Outcome, Refused, Why
from shared.providers.calling import Unanswered, post
from shared.providers.wechat import Granted
from shared.providers.workplace import WorkCard, granted

URL = "https://oapi.dingtalk.com"
WHY: Mapping[int, Why] = {
    -1: "transient",
    40014: "token",
    42001: "token",
    33012: "user",
    60121: "user",
}
"""By `errcode`; any other is ours to mend."""
TOO_OFTEN = frozenset({90002, 90018})
"""This minute's calls, of the application or of all."""


class DingTalk:
    """One application."""

    def __init__(self, web: httpx2.AsyncClient, key: tuple[str, str], agent: int, url: str = "") -> None:
        """`key`: AppKey and AppSecret."""
        self._web, (self._key, self._secret), self._agent = web, key, agent
        self._url = (url or URL).rstrip("/")

    async def access(self) -> Granted:
        """The token of now. Raises Away."""
        return await granted(self._web, f"{self._url}/gettoken", {"appkey": self._key, "appsecret": self._secret})

    async def whose(self, token: str, phone: str) -> str | Refused:
        """Their userid. Raises Away."""
        try:
            said = await self._posted("/topapi/v2/user/getbymobile", token, {"mobile": phone})
        except Unanswered as silent:
            raise Away(str(silent)) from None
        return str(said["result"]["userid"]) if said.get("errcode") == 0 else _refused(said.get("errcode"))

    async def send(self, token: str, user: str, card: WorkCard) -> Outcome:
        """A card with one button. Raises Away."""
        shown = {
            "title": card.title,
            "markdown": f"### {plain(card.title)}\n\n" + "\n\n".join(map(plain, card.lines.split("\n"))),
            "single_title": card.button,
            "single_url": card.url,
        }
        body = {
            "agent_id": self._agent,
            "userid_list": user,
            "msg": {"msgtype": "action_card", "action_card": shown},
        }
        try:
            said = await self._posted("/topapi/message/corpconversation/asyncsend_v2", token, body)
        except Unanswered as unanswered:
            return Doubtful(str(unanswered))
        return Accepted(str(said.get("task_id", ""))) if said.get("errcode") == 0 else _refused(said.get("errcode"))

    async def _posted(self, path: str, token: str, body: Mapping[str, Any]) -> dict[str, Any]:
        url = f"{self._url}{path}?{urlencode({'access_token': token})}"
        return (await post(self._web, url, {"content-type": "application/json"}, orjson.dumps(body))).json


def plain(line: str) -> str:
    """What people typed is no markup: neither a link nor a heading."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()#+-.!<>|" else letter for letter in line)


def _refused(code: object) -> Refused:
    """Raises Away when it takes no more for a while."""
    if code in TOO_OFTEN:
        raise Away(str(code), 60.0)
    return Refused(str(code), WHY.get(code, "configuration") if isinstance(code, int) else "transient")
