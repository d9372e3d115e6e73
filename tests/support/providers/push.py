"""A push service, and the browsers it has: what a browser opens stands in the ledger. By the words of RFC 8030, 8188, 8291 and 8292, and as hard as
those of the three that there are: no message without a TTL, none from whoever is not the one that the browser asked under.
"""

import base64
import hmac
import json
import re
import time
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import uuid4

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.support.providers.stand_in import StandIn

DAY = 24 * 3600
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")
_VAPID = re.compile(r"vapid (?:t=([\w.-]+), ?k=([\w-]+)|k=([\w-]+), ?t=([\w.-]+))")


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text(of: bytes) -> str:
    return base64.urlsafe_b64encode(of).decode().rstrip("=")


@dataclass
class Browser:
    """One that asked to be told, under a key of ours."""

    server_key: str
    auth: bytes
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    topics: set[str] = field(default_factory=set)

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def opened(self, body: bytes) -> dict[str, Any]:
        """What it shows. Raises InvalidTag, ValueError."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        theirs, box = body[21 : 21 + length], body[21 + length :]
        if size < 18 or len(box) > size:
            raise ValueError("more than one record")
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        secret = _expanded(self.auth, shared, b"WebPush: info\x00" + self.point + theirs, 32)
        key = _expanded(salt, secret, b"Content-Encoding: aes128gcm\x00", 16)
        plain = AESGCM(key).decrypt(_expanded(salt, secret, b"Content-Encoding: nonce\x00", 12), box, None)
        said = plain.rstrip(b"\x00")
        if not said.endswith(b"\x02"):
            raise ValueError("not the last record")
        shown: dict[str, Any] = json.loads(said[:-1])
        return shown


def _expanded(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869, in one block."""
    return hmac.digest(hmac.digest(salt, secret, "sha256"), info + b"\x01", "sha256")[:length]


@dataclass
class Push(StandIn):
    """Browsers by their token."""

    browsers: dict[str, Browser] = field(default_factory=dict)

    async def answer(self, request: Request) -> Response:
        """A browser asks to be told; somebody tells it something."""
        origin = f"{request.url.scheme}://{request.headers['host']}"
        if request.url.path == "/subscribe":
            return self._asked(origin, await request.json())
        token = request.url.path.removeprefix("/send/")
        browser, headers = self.browsers.get(token), request.headers
        if browser is None:
            return self._no(404, "nobody")
        if token in self.will.left:
            return self._no(410, "gone")
        if wrong := _unfit(headers) or (403 if not _ours(headers.get("authorization", ""), browser, origin) else 0):
            return self._no(wrong, f"{wrong}")
        body = await request.body()
        if len(body) > 4096:
            return self._no(413, "413")
        if self.will.refuse:
            return self._no(int(self.will.refuse), self.will.refuse)
        self._shown(token, browser, headers, body)
        return await self.said(Response(status_code=201, headers={"location": f"{origin}/message/{uuid4()}"}))

    def _asked(self, origin: str, said: dict[str, Any]) -> Response:
        token, browser = uuid4().hex, Browser(said["server_key"], uuid4().bytes)
        self.browsers[token] = browser
        keys = {"p256dh": text(browser.point), "auth": text(browser.auth)}
        return JSONResponse({"endpoint": f"{origin}/send/{token}", **keys, "server_key": browser.server_key})

    def _no(self, status: int, why: str) -> Response:
        self.refused.append(why)
        return Response(status_code=status)

    def _shown(self, token: str, browser: Browser, headers: Any, body: bytes) -> None:
        """One that it cannot open it throws away, and its sender never hears of it; one of the same topic takes the place of the one before."""
        try:
            shown = browser.opened(body)
        except (InvalidTag, ValueError):
            self.refused.append("spoiled")
            return
        if (topic := headers.get("topic", uuid4().hex)) in browser.topics:
            self.gave.append(topic)
            return
        browser.topics.add(topic)
        self.take(browser=token, ttl=int(headers["ttl"]), urgency=headers.get("urgency", "normal"), **shown)


def _unfit(headers: Any) -> int:
    """400, unless it has what a message must have."""
    fits = (
        headers.get("ttl", "").isdecimal()
        and headers.get("content-encoding") == "aes128gcm"
        and headers.get("urgency", "normal") in ("very-low", "low", "normal", "high")
        and ("topic" not in headers or _TOPIC.fullmatch(headers["topic"]))
    )
    return 0 if fits else 400


def _ours(authorization: str, browser: Browser, origin: str) -> bool:
    """Signed with the key that the browser asked under, for this service, for no longer than a day, by somebody who can be written to."""
    if not (said := _VAPID.fullmatch(authorization)):
        return False
    token, key = (said[1], said[2]) if said[1] else (said[4], said[3])
    if key != browser.server_key:
        return False
    try:
        head, claims, signature = (raw(part) for part in token.split("."))
        r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(key))
        signed = sha256(token.rpartition(".")[0].encode()).digest()
        public.verify(utils.encode_dss_signature(r, s), signed, ec.ECDSA(utils.Prehashed(SHA256())))
        told, alg = json.loads(claims), json.loads(head)["alg"]
    except (InvalidSignature, ValueError, KeyError):
        return False
    in_time = time.time() < told.get("exp", 0) <= time.time() + DAY
    return (
        len(signature) == 64
        and alg == "ES256"
        and told.get("aud") == origin
        and in_time
        and str(told.get("sub", "")).startswith(("mailto:", "https://"))
    )
