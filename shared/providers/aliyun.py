"""Aliyun's text messages: SendSms of dysmsapi 2017-05-25, signed by ACS3-HMAC-SHA256."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

import httpx2
import orjson

from shared.kernel.clock import ZONE, machine_clock
from shared.kernel.sending import Accepted, Away, Doubtful, Outcome, Receipt, Refused, Why
from shared.providers.calling import Unanswered, post
from shared.providers.sms import Doubted, Sms

URL = "https://dysmsapi.aliyuncs.com"
_SCHEME = "ACS3-HMAC-SHA256"
_NOTHING = hashlib.sha256(b"").hexdigest()

NEVER_CAME = "never came to the provider"
_LOST, _ARRIVED = 2, 3
"""Of SendStatus; 1 waits for the network."""

WHY: Mapping[str, Why] = {
    "isp.SYSTEM_ERROR": "transient",
    "SignatureNonceUsed": "transient",
    "ServiceUnavailable": "transient",
    "InternalError": "transient",
    "Throttling": "quota",
    "isv.BUSINESS_LIMIT_CONTROL": "quota",
    "isv.DAY_LIMIT_CONTROL": "quota",
    "isv.MONTH_LIMIT_CONTROL": "quota",
    "isv.MOBILE_NUMBER_ILLEGAL": "user",
    "isv.MOBILE_COUNT_OVER_LIMIT": "user",
    "isv.BLACK_KEY_CONTROL_LIMIT": "user",
}
"""By the answer's code, or what stands before its dot; any other is ours to mend."""


class Aliyun:
    """One account: its access key, and the signature (签名) before each message."""

    def __init__(self, web: httpx2.AsyncClient, key: tuple[str, str], sign: str, url: str = "") -> None:
        """`key`: AccessKeyId and AccessKeySecret."""
        self._web, (self._key_id, self._secret), self._sign = web, key, sign
        self._url = (url or URL).rstrip("/")

    async def send(self, sms: Sms) -> Outcome:
        """Hand over a message. Raises Away."""
        query = canonical(
            {
                "OutId": str(sms.mark),
                "PhoneNumbers": sms.phone,
                "SignName": self._sign,
                "TemplateCode": sms.template,
                "TemplateParam": orjson.dumps(dict(sms.values)).decode(),
            }
        )
        try:
            answer = await post(self._web, f"{self._url}/?{query}", self._signed("SendSms", query))
        except Unanswered as unanswered:
            return Doubtful(str(unanswered))
        return understood(answer.json)

    async def ask(self, doubted: Doubted) -> Receipt | None:
        """QuerySendDetails, of that number and day: what is not there never came to it; None when there is no answer yet."""
        query = canonical(
            {
                "CurrentPage": "1",
                "PageSize": "50",
                "PhoneNumber": doubted.phone,
                "SendDate": f"{doubted.at.astimezone(ZONE):%Y%m%d}",
            }
        )
        try:
            answer = await post(self._web, f"{self._url}/?{query}", self._signed("QuerySendDetails", query))
        except (Unanswered, Away):
            return None
        return answered(answer.json, doubted.mark)

    def _signed(self, action: str, query: str) -> dict[str, str]:
        """The headers of a request without a body."""
        headers = {
            "host": urlsplit(self._url).netloc,
            "x-acs-action": action,
            "x-acs-content-sha256": _NOTHING,
            "x-acs-date": f"{machine_clock():%Y-%m-%dT%H:%M:%SZ}",
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-version": "2017-05-25",
        }
        names = ";".join(headers)
        lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
        asked = f"POST\n/\n{query}\n{lines}\n{names}\n{_NOTHING}"
        to_sign = f"{_SCHEME}\n{hashlib.sha256(asked.encode()).hexdigest()}"
        signature = hmac.new(self._secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
        return headers | {
            "authorization": f"{_SCHEME} Credential={self._key_id},SignedHeaders={names},Signature={signature}"
        }


def canonical(facts: Mapping[str, str]) -> str:
    """A query as it is signed: in order, everything escaped but letters, digits and -_.~"""
    return "&".join(f"{quote(name, safe='~')}={quote(facts[name], safe='~')}" for name in sorted(facts))


def receipts(said: Sequence[Mapping[str, object]]) -> list[Receipt]:
    """What it POSTs later (SmsReport). Raises KeyError, TypeError for what it does not send."""
    return [
        Receipt(str(one["biz_id"]), str(one.get("out_id") or ""), one["success"] is True, str(one["err_code"])[:80])
        for one in said
    ]


def answered(answer: Mapping[str, Any], mark: UUID) -> Receipt | None:
    """What its list of a day says of our message."""
    if answer.get("Code") != "OK":
        return None
    found = (answer.get("SmsSendDetailDTOs") or {}).get("SmsSendDetailDTO", [])
    for one in found:
        if one.get("OutId") == str(mark):
            code, status = str(one.get("ErrCode", ""))[:80], one.get("SendStatus")
            return Receipt("", str(mark), status == _ARRIVED, code) if status in (_LOST, _ARRIVED) else None
    return Receipt("", str(mark), False, NEVER_CAME) if int(answer.get("TotalCount", 0)) <= len(found) else None


def understood(answer: Mapping[str, object]) -> Outcome:
    """What Aliyun says: its errors too come as HTTP 200."""
    code = answer.get("Code")
    if code == "OK":
        return Accepted(str(answer.get("BizId", "")))
    if not isinstance(code, str):
        return Doubtful("an answer without a code")
    return Refused(code[:80], WHY.get(code) or WHY.get(code.partition(".")[0], "configuration"))
