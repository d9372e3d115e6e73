"""WeChat's 服务号: template messages to whoever follows it, and who somebody is inside WeChat. Errors come as HTTP 200 with an `errcode`."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from xml.etree import ElementTree

import httpx2
import orjson

from shared.kernel.clock import ZONE, machine_clock
from shared.kernel.sending import Accepted, Away, Doubtful, Outcome, Receipt, Refused, Why
from shared.providers.calling import Unanswered, get, post
from shared.providers.identity import NotVouched

URL = "https://api.weixin.qq.com"
WHY: Mapping[int, Why] = {
    -1: "transient",
    40001: "token",
    40014: "token",
    42001: "token",
    40003: "user",
    43004: "user",
    43101: "user",
}
"""By `errcode`; any other is ours to mend."""
DAY_OVER, MINUTE_OVER = 45009, 45011
"""All that it takes of us today, or in this minute."""
CLOCKS_DIFFER = 3600
"""Seconds between its clock and ours, the way included, within which what it signed is of now."""


@dataclass(frozen=True, slots=True)
class Granted:
    """A token that lets us in, and for how many seconds."""

    token: str
    seconds: float


@dataclass(frozen=True, slots=True)
class FieldMessage:
    """Fields of a template that WeChat has approved."""

    openid: str
    template: str
    fields: Mapping[str, str]
    url: str
    """Where it leads."""
    mark: UUID
    """Ours: what it was given twice within ten minutes it shows once."""


class WeChat:
    """One 服务号."""

    def __init__(self, web: httpx2.AsyncClient, app_id: str, secret: str, url: str = "") -> None:
        self._web, self._app_id, self._secret, self._url = web, app_id, secret, (url or URL).rstrip("/")

    async def access(self, *, anew: bool) -> Granted:
        """The token of now, the same for whoever asks; `anew` ends it and gives another, twenty times a day. Raises Away, with what it said."""
        asked = {"grant_type": "client_credential", "appid": self._app_id, "secret": self._secret}
        said = await self._posted("/cgi-bin/stable_token", asked | {"force_refresh": anew})
        if "access_token" not in said:
            raise Away(f"no token: {said.get('errcode')}")
        return Granted(str(said["access_token"]), float(said["expires_in"]))

    async def send(self, token: str, message: FieldMessage) -> Outcome:
        """Hand over a template message. Raises Away."""
        body = {
            "touser": message.openid,
            "template_id": message.template,
            "url": message.url,
            "client_msg_id": message.mark.hex,
            "data": {name: {"value": value} for name, value in message.fields.items()},
        }
        try:
            return understood(await self._posted("/cgi-bin/message/template/send", body, token))
        except Unanswered as unanswered:
            return Doubtful(str(unanswered))

    async def openid(self, code: str) -> str:
        """Who came back from WeChat with this code, which is good once. Raises Away, NotVouched."""
        asked = {"appid": self._app_id, "secret": self._secret, "code": code, "grant_type": "authorization_code"}
        try:
            said = (await get(self._web, f"{self._url}/sns/oauth2/access_token?{urlencode(asked)}")).json
        except Unanswered as unanswered:
            raise Away(str(unanswered)) from None
        if not said.get("openid"):
            raise NotVouched(str(said.get("errcode")))
        return str(said["openid"])

    async def _posted(self, path: str, body: Mapping[str, Any], token: str = "") -> dict[str, Any]:
        url = f"{self._url}{path}" + (f"?{urlencode({'access_token': token})}" if token else "")
        try:
            return (await post(self._web, url, {"content-type": "application/json"}, orjson.dumps(body))).json
        except Unanswered as unanswered:
            if token:
                raise
            raise Away(str(unanswered)) from None


def understood(answer: Mapping[str, Any]) -> Outcome:
    """What became of a message. Raises Away when it takes no more for a while."""
    code = answer.get("errcode")
    if code == 0:
        return Accepted(str(answer.get("msgid", "")))
    if not isinstance(code, int):
        return Doubtful("an answer without a code")
    if code in (DAY_OVER, MINUTE_OVER):
        raise Away(str(code), until_tomorrow(machine_clock()) if code == DAY_OVER else 60.0)
    return Refused(str(code), WHY.get(code, "configuration"))


def until_tomorrow(now: datetime) -> float:
    """Seconds until a new day begins for the provider."""
    local = now.astimezone(ZONE)
    return (datetime.combine(local.date() + timedelta(days=1), time(), ZONE) - local).total_seconds()


def is_signed(said: Mapping[str, str], token: str) -> bool:
    """Whether an address was signed by WeChat, now: it signs what is asked for, not what is sent along."""
    parts = sorted((token, said.get("timestamp", ""), said.get("nonce", "")))
    right = hashlib.sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()  # WeChat's own choice
    if not token or not hmac.compare_digest(right.encode(), said.get("signature", "").encode()):
        return False
    at = said["timestamp"]
    return at.isdecimal() and abs(machine_clock().timestamp() - int(at)) < CLOCKS_DIFFER


def receipts(body: bytes) -> list[Receipt]:
    """What it POSTs later, a piece of XML each; what else happens there is none. Raises ValueError for what it never sends."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise ValueError("no event")
    try:
        event = ElementTree.fromstring(body)  # noqa: S314 - without a document type there is nothing to expand
    except ElementTree.ParseError as other:
        raise ValueError("no event") from other
    if event.findtext("Event") != "TEMPLATESENDJOBFINISH":
        return []
    number, status = event.findtext("MsgID"), event.findtext("Status")
    if not number or not status:
        raise ValueError("no receipt")
    return [Receipt(number, "", status == "success", status.removeprefix("failed:").strip()[:80])]
