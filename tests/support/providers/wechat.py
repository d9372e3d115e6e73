"""WeChat as it is from outside: tokens, template messages of a 服务号, their receipts, and who somebody is (OAuth, snsapi_base)."""

import hashlib
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import httpx2
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from tests.support.providers.stand_in import DAY, MINUTE, StandIn, Will

APP_ID, SECRET, PUSH_TOKEN = "wx0123456789abcdef", "an appsecret that only the two know", "a word for pushes"
TEMPLATES: dict[str, tuple[str, ...]] = {
    "offered-1": ("thing1", "time2", "thing3"),
    "confirmed-1": ("thing1", "thing4", "phrase5"),
    "cancelled-1": ("thing1", "date3", "phrase2"),
}
"""Of each approved template the fields."""
INSTANT = re.compile(r"(\d{4}年\d{1,2}月\d{1,2}日 ?)?([01]?\d|2[0-3]):[0-5]\d|\d{4}年\d{1,2}月\d{1,2}日")
RULES = {
    "phrase": re.compile(r"[\u4e00-\u9fff]{1,5}"),
    "time": INSTANT,
    "date": re.compile(r"\d{4}年\d{1,2}月\d{1,2}日( ?([01]?\d|2[0-3]):[0-5]\d)?"),
    "number": re.compile(r"[\d.]{1,32}"),
    "character_string": re.compile(r"[\x20-\x7e]{1,32}"),
}
"""Types whose values are judged; a `thing` is cut at 20 letters without a word."""
OVERLAP, FORCED_A_DAY, FORCED_APART = 300, 20, 30


@dataclass
class WeChat(StandIn):
    """One 服务号 with its templates and followers."""

    tokens: list[tuple[str, float]] = field(default_factory=list)
    """With the instant at which each ends, the newest last."""
    _forced: list[float] = field(default_factory=list)
    _marks: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict)
    _codes: dict[str, str] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    async def answer(self, request: Request) -> Response:
        """Whatever WeChat answers here."""
        doors = {
            "/cgi-bin/stable_token": self._token,
            "/cgi-bin/message/template/send": self._send,
            "/connect/oauth2/authorize": self._authorize,
            "/sns/oauth2/access_token": self._who,
        }
        door = doors.get(request.url.path)
        return await door(request) if door else Response(status_code=404)

    def error(self, code: int) -> JSONResponse:
        """It came, and was nothing."""
        self.refused.append(str(code))
        return JSONResponse({"errcode": code, "errmsg": f"what {code} means rid: {uuid4()}"})

    async def _token(self, request: Request) -> Response:
        asked = await request.json()
        if asked.get("grant_type") != "client_credential":
            return self.error(40002)
        if asked.get("appid") != APP_ID:
            return self.error(40013)
        if asked.get("secret") != SECRET:
            return self.error(40125)
        now = time.monotonic()
        if asked.get("force_refresh"):
            if self._forced and now - self._forced[-1] < FORCED_APART:
                return self.error(45011)
            if sum(now - then < DAY for then in self._forced) >= FORCED_A_DAY:
                return self.error(45009)
            self._forced.append(now)
            self.tokens.clear()
        if not self.tokens or self.tokens[-1][1] - now < min(OVERLAP, self.will.life / 2):
            self.tokens.append((f"{len(self.tokens) + 10}_{uuid4().hex * 4}", now + self.will.life))
            self.gave.append(self.tokens[-1][0])
        token, end = self.tokens[-1]
        return JSONResponse({"access_token": token, "expires_in": int(end - now)})

    def _not_let_in(self, request: Request) -> int:
        token, now = request.query_params.get("access_token"), time.monotonic()
        if not token:
            return 41001
        ends = [end for given, end in self.tokens if given == token]
        return 40001 if not ends else 42001 if ends[0] < now else 0

    async def _send(self, request: Request) -> Response:
        if wrong := self._not_let_in(request):
            return self.error(wrong)
        if self.will.refuse:
            return self.error(int(self.will.refuse))
        asked = await request.json()
        if wrong := _wrong(asked):
            return self.error(wrong)
        openid, mark = asked["touser"], asked.get("client_msg_id", "")
        if openid in self.will.left:
            return self.error(43004)
        known, now = self._marks.get((openid, mark)), time.monotonic()
        if mark and known and now - known[1] < 10 * MINUTE:
            return await self.said(JSONResponse({"errcode": 0, "errmsg": "ok", "msgid": int(known[0])}))
        if self.will.day and len(self.ledger) >= self.will.day:
            return self.error(45009)
        number = str(2_000_000_000 + len(self.ledger))
        self._marks[openid, mark] = (number, now)
        fields = {name: part["value"][:20] for name, part in asked["data"].items()}
        cut = [name for name, part in asked["data"].items() if len(part["value"]) > 20]
        self.take(openid=openid, template=asked["template_id"], fields=fields, cut=cut, url=asked["url"], number=number)
        receipt = {"openid": openid, "number": number, "status": self.will.fails or "success"}
        return await self.said(JSONResponse({"errcode": 0, "errmsg": "ok", "msgid": int(number)}), receipt)

    async def report(self, web: httpx2.AsyncClient, will: Will, receipts: list[dict[str, Any]]) -> httpx2.Response:
        """An event a receipt, at an address that is signed."""
        (one,) = receipts
        event = (
            f"<xml><ToUserName><![CDATA[gh_7f083739789a]]></ToUserName><FromUserName><![CDATA[{one['openid']}]]></FromUserName>"
            f"<CreateTime>{int(time.time())}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
            f"<Event><![CDATA[TEMPLATESENDJOBFINISH]]></Event><MsgID>{one['number']}</MsgID>"
            f"<Status><![CDATA[{one['status']}]]></Status></xml>"
        )
        return await web.post(
            f"{will.receipts}?{signed()}", content=event.encode(), headers={"content-type": "text/xml"}
        )

    async def _authorize(self, request: Request) -> Response:
        """Inside WeChat nobody is asked anything: back at once, with a code."""
        asked = request.query_params
        right = (
            asked.get("appid") == APP_ID
            and asked.get("response_type") == "code"
            and asked.get("scope") == "snsapi_base"
        )
        back = urlsplit(asked.get("redirect_uri", ""))
        if (
            not right
            or not re.fullmatch(r"[a-zA-Z0-9]{0,128}", asked.get("state", ""))
            or back.scheme not in ("http", "https")
        ):
            return PlainTextResponse("10003 redirect_uri域名与后台配置不一致", 200)
        code = uuid4().hex
        self._codes[code] = self.will.who or f"o{uuid4().hex[:27]}"
        return RedirectResponse(f"{back.geturl()}?{urlencode({'code': code, 'state': asked.get('state', '')})}", 302)

    async def _who(self, request: Request) -> Response:
        asked = request.query_params
        if asked.get("appid") != APP_ID:
            return self.error(40013)
        if asked.get("secret") != SECRET:
            return self.error(40125)
        code = asked.get("code", "")
        if code in self._used:
            return self.error(40163)
        if asked.get("grant_type") != "authorization_code" or code not in self._codes:
            return self.error(40029)
        self._used.add(code)
        openid = self._codes[code]
        return JSONResponse(
            {
                "access_token": "of the person",
                "expires_in": 7200,
                "refresh_token": "x",
                "openid": openid,
                "scope": "snsapi_base",
            }
        )


def signed(word: str = PUSH_TOKEN, at: float | None = None) -> str:
    """A query as WeChat signs it."""
    stamp, nonce = str(int(time.time() if at is None else at)), uuid4().hex[:10]
    signature = hashlib.sha1("".join(sorted((word, stamp, nonce))).encode()).hexdigest()
    return urlencode({"signature": signature, "timestamp": stamp, "nonce": nonce})


def _wrong(asked: dict[str, Any]) -> int:
    """What is wrong with a message; 0: nothing."""
    if not re.fullmatch(r"o[\w-]{27}", asked.get("touser", "")):
        return 40003
    fields = TEMPLATES.get(asked.get("template_id", ""))
    if fields is None:
        return 40037
    if set(asked.get("data", {})) != set(fields) or len(asked.get("client_msg_id", "")) > 32:
        return 47003
    for name, part in asked["data"].items():
        rule = RULES.get(name.rstrip("0123456789"))
        if not part.get("value") or (rule and not rule.fullmatch(part["value"])):
            return 47003
    return 0
