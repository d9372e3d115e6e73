"""WeCom and DingTalk as they are from outside: a token, who has a phone, and a card to one person. Every answer is an HTTP 200."""

import json
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.support.providers.stand_in import MINUTE, StandIn

KEY, SECRET, AGENT = "ww-stand-in", "a secret of the application", 1000002


def user_of(phone: str) -> str:
    """What a colleague is called there; whose phone ends in 0 is none."""
    return f"user-{phone}"


@dataclass
class Tokens(StandIn):
    """What both have: tokens that run out, and errors."""

    tokens: dict[str, float] = field(default_factory=dict)
    _shown: dict[str, float] = field(default_factory=dict)

    def error(self, code: int) -> JSONResponse:
        """It came, and was nothing."""
        self.refused.append(str(code))
        return JSONResponse({"errcode": code, "errmsg": f"what {code} means, hint: [{uuid4()}]"})

    def token(self, right: bool) -> Response:
        """The same as long as it is good."""
        if not right:
            return self.error(40013)
        now = time.monotonic()
        good = [(token, end) for token, end in self.tokens.items() if end > now]
        if not good:
            good = [(uuid4().hex * 4, now + self.will.life)]
            self.tokens |= dict(good)
            self.gave.append(good[0][0])
        token, end = good[-1]
        return JSONResponse({"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": int(end - now)})

    def not_let_in(self, request: Request) -> int:
        """The code, unless the token is good; `forge` has it let nobody in by those it gave before."""
        if self.will.forge == "tokens ended":
            self.tokens.clear()
            self.will.forge = ""
        end = self.tokens.get(request.query_params.get("access_token", ""))
        return 40014 if end is None else 42001 if end < time.monotonic() else 0


class WeCom(Tokens):
    """One application of one company."""

    async def answer(self, request: Request) -> Response:
        """Token, userid, message."""
        asked = request.query_params
        if request.url.path == "/cgi-bin/gettoken" and request.method == "GET":
            return self.token((asked.get("corpid"), asked.get("corpsecret")) == (KEY, SECRET))
        if wrong := self.not_let_in(request):
            return self.error(wrong)
        said = await request.json()
        if request.url.path == "/cgi-bin/user/getuserid":
            known = not said["mobile"].endswith("0")
            return JSONResponse({"errcode": 0, "userid": user_of(said["mobile"])}) if known else self.error(46004)
        return await self._send(said) if request.url.path == "/cgi-bin/message/send" else Response(status_code=404)

    async def _send(self, said: dict[str, Any]) -> Response:
        if self.will.refuse:
            return self.error(int(self.will.refuse))
        if said.get("agentid") != AGENT:
            return self.error(40056)
        card = said.get("textcard", {})
        if said.get("msgtype") != "textcard" or not all(card.get(part) for part in ("title", "description", "url")):
            return self.error(41033)
        if said["touser"] in self.will.left:
            return self.error(81013)
        same, now = json.dumps([said["touser"], card], sort_keys=True), time.monotonic()
        span = said.get("duplicate_check_interval", 1800) if said.get("enable_duplicate_check") else 0
        number = f"msg-{uuid4().hex}"
        if now - self._shown.get(same, -10 * MINUTE * 60) >= span:
            long = len(card["title"].encode()) > 128 or len(card["description"].encode()) > 512
            self.take(
                user=said["touser"],
                title=card["title"],
                lines=card["description"],
                url=card["url"],
                number=number,
                cut=long,
            )
        self._shown[same] = now
        return await self.said(JSONResponse({"errcode": 0, "errmsg": "ok", "invaliduser": "", "msgid": number}))


class DingTalk(Tokens):
    """One application of one company."""

    async def answer(self, request: Request) -> Response:
        """Token, userid, notice."""
        asked = request.query_params
        if request.url.path == "/gettoken" and request.method == "GET":
            return self.token((asked.get("appkey"), asked.get("appsecret")) == (KEY, SECRET))
        if wrong := self.not_let_in(request):
            return self.error(wrong)
        said = await request.json()
        if request.url.path == "/topapi/v2/user/getbymobile":
            if said["mobile"].endswith("0"):
                return self.error(60121)
            return JSONResponse({"errcode": 0, "errmsg": "ok", "result": {"userid": user_of(said["mobile"])}})
        if request.url.path != "/topapi/message/corpconversation/asyncsend_v2":
            return Response(status_code=404)
        if self.will.refuse:
            return self.error(int(self.will.refuse))
        card = said.get("msg", {}).get("action_card", {})
        parts = ("title", "markdown", "single_title", "single_url")
        if (
            said.get("agent_id") != AGENT
            or said["msg"].get("msgtype") != "action_card"
            or not all(map(card.get, parts))
        ):
            return self.error(40035)
        if said["userid_list"] in self.will.left:
            return self.error(33012)
        number = str(256271667526 + len(self.ledger))
        self.take(
            user=said["userid_list"],
            title=card["title"],
            lines=card["markdown"],
            url=card["single_url"],
            number=number,
            cut=False,
        )
        return await self.said(JSONResponse({"errcode": 0, "errmsg": "ok", "task_id": int(number)}))
