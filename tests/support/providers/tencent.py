"""Tencent's text messages as they are from outside: sms 2021-01-11, TC3-HMAC-SHA256. Every answer is an HTTP 200."""

import hashlib
import hmac
import json
import re
import time
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.support.providers.stand_in import DAY, HOUR, MINUTE, StandIn

KEY_ID, SECRET = "AKID-stand-in", "another secret"
APP, SIGN = "1400006666", "高新区工会"
TEMPLATES = {
    "1110": "{1}为您的登录验证码，请于{2}分钟内填写。",
    "1111": "{1}有名额待您确认，{2}前请到爱心托管答复",
    "1112": "{1}: a place! Answer by {2}",
    "1113": "{1}的报名被主办方取消，原因请看爱心托管",
    "1114": "{1}已录取，详情请看爱心托管",
}
LIMITS: list[tuple[int, float]] = [(1, MINUTE / 2), (5, HOUR), (10, DAY)]
LIMIT_CODES = ("PhoneNumberThirtySecondLimit", "PhoneNumberOneHourLimit", "PhoneNumberDailyLimit")
_AUTHORIZATION = re.compile(
    r"TC3-HMAC-SHA256 Credential=([^/]+)/([0-9-]+)/sms/tc3_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})"
)


class Tencent(StandIn):
    """One account with one application, one approved signature and its templates."""

    async def answer(self, request: Request) -> Response:
        """SendSms and PullSmsSendStatusByPhoneNumber, and nothing else."""
        body = await request.body()
        wrong = _not_signed(request, body)
        asks = request.headers.get("x-tc-action") == "PullSmsSendStatusByPhoneNumber"
        if (
            not wrong
            and not asks
            and (request.headers.get("x-tc-action"), request.headers.get("x-tc-version"))
            != (
                "SendSms",
                "2021-01-11",
            )
        ):
            wrong = "InvalidAction"
        asked = json.loads(body)
        if asks:
            return _answer(Error={"Code": wrong, "Message": ""}) if wrong else self._statuses(asked)
        wrong = wrong or self.will.refuse or _of_the_account(asked)
        if wrong:
            self.refused.append(wrong)
            return _answer(Error={"Code": wrong, "Message": f"what {wrong} means"})
        statuses = [self._send(phone, asked) for phone in asked["PhoneNumberSet"]]
        return await self.said(_answer(SendStatusSet=statuses), *map(self._receipt, statuses))

    def _statuses(self, asked: dict[str, Any]) -> Response:
        """What the network has answered for of a number, within a time."""
        must = {"BeginTime", "EndTime", "Offset", "Limit", "PhoneNumber", "SmsSdkAppId"}
        if must - asked.keys() or not 0 < asked["Limit"] <= 100 or asked["SmsSdkAppId"] != APP:
            return _answer(Error={"Code": "InvalidParameterValue", "Message": ""})
        mine = [] if self.will.late else [one for one in self.ledger if one["phone"] == asked["PhoneNumber"]]
        return _answer(PullSmsSendStatusSet=[
            {
                "PhoneNumber": one["phone"], "SerialNo": one["number"], "ReportStatus": "FAIL" if self.will.fails else "SUCCESS",
                "Description": self.will.fails or "DELIVRD", "SessionContext": one["mark"],
            } for one in mine[asked["Offset"] : asked["Offset"] + asked["Limit"]]
        ])  # fmt: skip

    def _receipt(self, status: dict[str, Any]) -> dict[str, Any]:
        fails = self.will.fails
        return {
            "user_receive_time": "2027-01-01 08:03:04", "nationcode": "86", "mobile": status["PhoneNumber"].removeprefix("+86"),
            "report_status": "FAIL" if fails else "SUCCESS", "errmsg": fails or "DELIVRD", "description": "", "sid": status["SerialNo"],
        }  # fmt: skip

    def _send(self, phone: str, asked: dict[str, Any]) -> dict[str, Any]:
        """To one number; another may fare better."""
        code = _of_the_message(phone, asked)
        at = None if code else self.too_many(phone, LIMITS)
        code = f"LimitExceeded.{LIMIT_CODES[at]}" if at is not None else code
        number = "" if code else f"2026:{len(self.ledger) + 1:012}"
        if code:
            self.refused.append(code)
        else:
            words = re.sub(
                r"\{(\d)\}", lambda n: asked["TemplateParamSet"][int(n[1]) - 1], TEMPLATES[asked["TemplateId"]]
            )
            mark = asked.get("SessionContext", "")
            self.take(phone=phone, words=f"【{asked['SignName']}】{words}", mark=mark, number=number)
        return {
            "SerialNo": number, "PhoneNumber": phone, "Fee": 0 if code else 1, "IsoCode": "CN",
            "SessionContext": asked.get("SessionContext", ""), "Code": code or "Ok", "Message": code or "send success",
        }  # fmt: skip


def _of_the_account(asked: dict[str, Any]) -> str:
    if not asked.get("PhoneNumberSet") or not asked.get("TemplateId"):
        return "MissingParameter"
    return "" if asked.get("SmsSdkAppId") == APP else "UnauthorizedOperation.SmsSdkAppIdVerifyFail"


def _of_the_message(phone: str, asked: dict[str, Any]) -> str:
    template = TEMPLATES.get(asked["TemplateId"])
    if asked.get("SignName") != SIGN:
        return "FailedOperation.SignatureIncorrectOrUnapproved"
    if template is None:
        return "FailedOperation.TemplateIncorrectOrUnapproved"
    if not re.fullmatch(r"\+861[3-9]\d{9}", phone):
        return "InvalidParameterValue.IncorrectPhoneNumber"
    fits = len(asked.get("TemplateParamSet", [])) == len(re.findall(r"\{\d\}", template))
    return "" if fits else "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"


def _not_signed(request: Request, body: bytes) -> str:
    """The code, unless the signature is right and of now."""
    said = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    if not said:
        return "AuthFailure.InvalidAuthorization"
    key_id, day, names, signature = said.groups()
    if key_id != KEY_ID:
        return "AuthFailure.SecretIdNotFound"
    then = request.headers.get("x-tc-timestamp", "0")
    if abs(time.time() - int(then)) > 5 * MINUTE or f"{datetime.fromtimestamp(int(then), UTC):%Y-%m-%d}" != day:
        return "AuthFailure.SignatureExpire"
    lines = "".join(f"{name}:{request.headers.get(name, '').strip().lower()}\n" for name in names.split(";"))
    asked = "\n".join([request.method, request.url.path, "", lines, names, hashlib.sha256(body).hexdigest()])
    scope = f"{day}/sms/tc3_request"
    to_sign = "\n".join(["TC3-HMAC-SHA256", then, scope, hashlib.sha256(asked.encode()).hexdigest()])
    key = f"TC3{SECRET}".encode()
    for part in (day, "sms", "tc3_request", to_sign):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    right = key.hex() == signature and {"content-type", "host"} <= set(names.split(";"))
    return "" if right else "AuthFailure.SignatureFailure"


def _answer(**words: Any) -> JSONResponse:
    return JSONResponse({"Response": words | {"RequestId": str(uuid4())}})
