"""Aliyun's text messages as they are from outside: dysmsapi 2017-05-25, ACS3-HMAC-SHA256."""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.support.providers.stand_in import DAY, HOUR, MINUTE, StandIn

KEY_ID, SECRET = "LTAI-stand-in", "a secret that only the two know"
SIGN = "高新区工会"
TEMPLATES = {
    "SMS_154950909": "您的验证码为${code}，10分钟内有效，请勿告知他人。",
    "SMS_154950911": "${group}有名额待您确认，${until}前请到爱心托管答复",
    "SMS_154950912": "${group}: a place! Answer by ${until}",
    "SMS_154950913": "${group}的报名被主办方取消，原因请看爱心托管",
    "SMS_154950914": "${group}已录取，详情请看爱心托管",
}
LIMITS: list[tuple[int, float]] = [(1, MINUTE), (5, HOUR), (10, DAY)]
LIMIT_WORDS = ("触发分钟级流控Permits:1", "触发小时级流控Permits:5", "触发天级流控Permits:10")
_AUTHORIZATION = re.compile(r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})")


@dataclass
class Aliyun(StandIn):
    """One account with one approved signature and its templates."""

    _nonces: set[str] = field(default_factory=set)

    async def answer(self, request: Request) -> Response:
        """SendSms and QuerySendDetails, and nothing else."""
        query = dict(parse_qsl(request.url.query, keep_blank_values=True))
        if wrong := await self._not_signed(request, query):
            self.refused.append(wrong[1])
            return _answer(wrong[1], status=wrong[0])
        if request.headers.get("x-acs-action") == "QuerySendDetails":
            return self._details(query)
        if request.headers.get("x-acs-action") != "SendSms" or request.headers.get("x-acs-version") != "2017-05-25":
            return _answer("InvalidAction.NotFound", status=404)
        if code := self._wrong(query):
            self.refused.append(code)
            return _answer(code)
        phone, values = query["PhoneNumbers"], json.loads(query["TemplateParam"])
        at = self.too_many(phone, LIMITS)
        if at is not None:
            self.refused.append("isv.BUSINESS_LIMIT_CONTROL")
            return _answer("isv.BUSINESS_LIMIT_CONTROL", LIMIT_WORDS[at])
        words = re.sub(r"\$\{(\w+)\}", lambda name: values[name[1]], TEMPLATES[query["TemplateCode"]])
        number = f"{len(self.ledger) + 1:015}^0"
        self.take(phone=phone, words=f"【{query['SignName']}】{words}", mark=query.get("OutId", ""), number=number)
        receipt = {
            "phone_number": phone, "send_time": "2027-01-01 00:00:00", "report_time": "2027-01-01 00:00:05", "success": not self.will.fails,
            "err_code": self.will.fails or "DELIVERED", "err_msg": "", "sms_size": "1", "biz_id": number, "out_id": query.get("OutId", ""),
        }  # fmt: skip
        return await self.said(_answer("OK", "OK", BizId=number), receipt)

    def _details(self, query: dict[str, str]) -> JSONResponse:
        """What it took for a number on a day, the latest first; whether it arrived, unless the network has not said."""
        missing = {"PhoneNumber", "SendDate", "PageSize", "CurrentPage"} - query.keys()
        if missing or not re.fullmatch(r"20\d{6}", query["SendDate"]) or not 1 <= int(query["PageSize"]) <= 50:
            return _answer("isv.INVALID_PARAMETERS")
        mine = [one for one in self.ledger if one["phone"] == query["PhoneNumber"]][::-1]
        status = 1 if self.will.late else 2 if self.will.fails else 3
        code = self.will.fails or "DELIVERED"
        first = (int(query["CurrentPage"]) - 1) * int(query["PageSize"])
        page = [
            {
                "PhoneNum": one["phone"],
                "OutId": one["mark"],
                "SendStatus": status,
                "ErrCode": code if status > 1 else "",
                "Content": one["words"],
            }
            for one in mine[first : first + int(query["PageSize"])]
        ]
        return JSONResponse(
            {
                "Code": "OK",
                "Message": "OK",
                "RequestId": str(uuid4()).upper(),
                "TotalCount": str(len(mine)),
                "SmsSendDetailDTOs": {"SmsSendDetailDTO": page},
            }
        )

    def _wrong(self, query: dict[str, str]) -> str:
        """The code of what is wrong with a message, as it is looked at: account, signature, template, number, values."""
        template = TEMPLATES.get(query.get("TemplateCode", ""))
        if self.will.refuse:
            return self.will.refuse
        if query.get("SignName") != SIGN:
            return "isv.SMS_SIGNATURE_ILLEGAL"
        if template is None:
            return "isv.SMS_TEMPLATE_ILLEGAL"
        if not re.fullmatch(r"1[3-9]\d{9}", query.get("PhoneNumbers", "")):
            return "isv.MOBILE_NUMBER_ILLEGAL"
        try:
            values = json.loads(query.get("TemplateParam", "{}"))
        except ValueError:
            return "isv.INVALID_JSON_PARAM"
        if set(re.findall(r"\$\{(\w+)\}", template)) - set(values):
            return "isv.TEMPLATE_MISSING_PARAMETERS"
        return "isv.PARAM_LENGTH_LIMIT" if any(len(value) > 35 for value in values.values()) else ""

    async def _not_signed(self, request: Request, query: dict[str, str]) -> tuple[int, str] | None:
        """HTTP status and code, unless the signature is right, of now, and new."""
        said = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
        if not said:
            return 400, "MissingAuthorization"
        key_id, names, signature = said.groups()
        if key_id != KEY_ID:
            return 404, "InvalidAccessKeyId.NotFound"
        body = hashlib.sha256(await request.body()).hexdigest()
        facts = "&".join(f"{quote(name, safe='~')}={quote(query[name], safe='~')}" for name in sorted(query))
        lines = "".join(f"{name}:{request.headers.get(name, '').strip()}\n" for name in names.split(";"))
        asked = "\n".join([request.method, request.url.path, facts, lines, names, body])
        to_sign = f"ACS3-HMAC-SHA256\n{hashlib.sha256(asked.encode()).hexdigest()}"
        right = hmac.new(SECRET.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
        must = {"host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce"}
        if right != signature or must - set(names.split(";")) or request.headers.get("x-acs-content-sha256") != body:
            return 400, "SignatureDoesNotMatch"
        at = datetime.strptime(request.headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        if abs((datetime.now(UTC) - at).total_seconds()) > 15 * MINUTE:
            return 400, "InvalidTimeStamp.Expired"
        nonce = request.headers["x-acs-signature-nonce"]
        if nonce in self._nonces:
            return 400, "SignatureNonceUsed"
        self._nonces.add(nonce)
        return None


def _answer(code: str, message: str = "", status: int = 200, **more: str) -> JSONResponse:
    words = {"Code": code, "Message": message or f"what {code} means", "RequestId": str(uuid4()).upper()}
    return JSONResponse(words | more, status)
