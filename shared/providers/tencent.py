"""Tencent's text messages: SendSms of sms 2021-01-11, signed by TC3-HMAC-SHA256."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx2
import orjson

from shared.kernel.clock import machine_clock
from shared.kernel.sending import Accepted, Away, Doubtful, Outcome, Receipt, Refused, Why
from shared.providers.calling import Unanswered, post
from shared.providers.sms import Doubted, Sms

URL = "https://sms.tencentcloudapi.com"
REGION = "ap-guangzhou"
_SCHEME, _JSON, _END = "TC3-HMAC-SHA256", "application/json; charset=utf-8", "tc3_request"

WHY: Mapping[str, Why] = {
    "InternalError": "transient",
    "RequestLimitExceeded": "transient",
    "ResourceUnavailable": "transient",
    "LimitExceeded": "quota",
    "InvalidParameterValue.IncorrectPhoneNumber": "user",
    "FailedOperation.PhoneNumberInBlacklist": "user",
    "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber": "user",
    "UnsupportedOperation.UnsuportedRegion": "user",
}
"""By the answer's code, or what stands before its dot; any other is ours to mend."""


class Tencent:
    """One account: its secret, the application, and the signature (签名) before each message."""

    def __init__(self, web: httpx2.AsyncClient, key: tuple[str, str], sign: str, app: str, url: str = "") -> None:
        """`key`: SecretId and SecretKey."""
        self._web, (self._key_id, self._secret) = web, key
        self._sign, self._app = sign, app
        self._url = (url or URL).rstrip("/")

    async def send(self, sms: Sms) -> Outcome:
        """Hand over a message. Raises Away."""
        body = orjson.dumps(
            {
                "PhoneNumberSet": [f"+86{sms.phone}"],
                "SmsSdkAppId": self._app,
                "SignName": self._sign,
                "TemplateId": sms.template,
                "TemplateParamSet": list(sms.values.values()),
                "SessionContext": str(sms.mark),
            }
        )
        try:
            answer = await post(self._web, self._url, self._signed("SendSms", body), body)
        except Unanswered as unanswered:
            return Doubtful(str(unanswered))
        return understood(answer.json)

    async def ask(self, doubted: Doubted) -> Receipt | None:
        """PullSmsSendStatusByPhoneNumber. It lists what the network has answered for: what is not there may still come."""
        begin = int(doubted.at.timestamp()) - 60
        body = orjson.dumps(
            {
                "BeginTime": begin,
                "EndTime": begin + 86_400,
                "Offset": 0,
                "Limit": 100,
                "PhoneNumber": f"+86{doubted.phone}",
                "SmsSdkAppId": self._app,
            }
        )
        try:
            answer = await post(self._web, self._url, self._signed("PullSmsSendStatusByPhoneNumber", body), body)
        except (Unanswered, Away):
            return None
        return answered(answer.json, doubted.mark)

    def _signed(self, action: str, body: bytes) -> dict[str, str]:
        """The headers of a request with this body."""
        now, host = machine_clock(), urlsplit(self._url).netloc
        scope = f"{now:%Y-%m-%d}/sms/{_END}"
        asked = f"POST\n/\n\ncontent-type:{_JSON}\nhost:{host}\n\ncontent-type;host\n{hashlib.sha256(body).hexdigest()}"
        to_sign = f"{_SCHEME}\n{int(now.timestamp())}\n{scope}\n{hashlib.sha256(asked.encode()).hexdigest()}"
        key = f"TC3{self._secret}".encode()
        for part in (*scope.split("/"), to_sign):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        credential = f"Credential={self._key_id}/{scope}, SignedHeaders=content-type;host, Signature={key.hex()}"
        return {
            "authorization": f"{_SCHEME} {credential}",
            "content-type": _JSON,
            "host": host,
            "x-tc-action": action,
            "x-tc-region": REGION,
            "x-tc-timestamp": str(int(now.timestamp())),
            "x-tc-version": "2021-01-11",
        }


def receipts(said: Sequence[Mapping[str, object]]) -> list[Receipt]:
    """What it POSTs later. It does not give back our mark. Raises KeyError, TypeError for what it does not send."""
    return [
        Receipt(str(one["sid"]), "", one["report_status"] == "SUCCESS", str(one.get("errmsg", ""))[:80]) for one in said
    ]


def answered(answer: Mapping[str, Any], mark: UUID) -> Receipt | None:
    """What its list of a number says of our message."""
    for one in (answer.get("Response") or {}).get("PullSmsSendStatusSet") or []:
        if one.get("SessionContext") == str(mark):
            arrived = one.get("ReportStatus") == "SUCCESS"
            return Receipt(str(one.get("SerialNo", "")), str(mark), arrived, str(one.get("Description", ""))[:80])
    return None


def understood(answer: Mapping[str, Any]) -> Outcome:
    """What Tencent says: of the request as a whole, else of the one number; both come as HTTP 200."""
    response = answer.get("Response")
    if not isinstance(response, dict):
        return Doubtful("an answer without a response")
    if error := response.get("Error"):
        return _refused(str(error.get("Code", "")))
    match response.get("SendStatusSet"):
        case [{"Code": "Ok", "SerialNo": str(serial)}]:
            return Accepted(serial)
        case [{"Code": str(code)}]:
            return _refused(code)
    return Doubtful("an answer without a status")


def _refused(code: str) -> Refused:
    return Refused(code[:80], WHY.get(code) or WHY.get(code.partition(".")[0], "configuration"))
