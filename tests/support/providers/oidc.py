"""A province's log-in as it is from outside: OpenID Connect with authorization codes, PKCE (S256) and nonces, signed by a key of its own.

It keeps to the standards; `forge` has it, or whoever sits between, do just what the standards forbid.
"""

import base64
import hashlib
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from tests.support.providers.stand_in import MINUTE, StandIn

CLIENT_ID, SECRET = "aixin", "a secret/with what must be escaped: +%"
_OTHER = "https://elsewhere.example"


@dataclass
class Going:
    """A log-in that was begun, until its code is used."""

    who: str
    back: str
    nonce: str
    challenge: str
    at: float


@dataclass
class Oidc(StandIn):
    """One issuer with one client."""

    _key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig"}))
    _stranger: RSAKey = field(
        default_factory=lambda: RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig"})
    )
    _codes: dict[str, Going] = field(default_factory=dict)

    async def answer(self, request: Request) -> Response:
        """Whatever it answers."""
        issuer = f"http://{request.headers['host']}"
        match request.url.path:
            case "/.well-known/openid-configuration":
                said = {"issuer": issuer, "authorization_response_iss_parameter_supported": True}
                said |= {
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/keys",
                }
                return JSONResponse(said | ({"issuer": _OTHER} if self.will.forge == "discovery" else {}))
            case "/authorize":
                return self._authorize(request, issuer)
            case "/token":
                return await self._token(request, issuer)
            case "/keys":
                keys = [self._key.as_dict(private=False)]
                return JSONResponse({"keys": keys * 2 if self.will.forge == "two keys" else keys})
        return Response(status_code=404)

    def _authorize(self, request: Request, issuer: str) -> Response:
        asked = request.query_params
        right = asked.get("client_id") == CLIENT_ID and asked.get("response_type") == "code"
        if not right or "openid" not in asked.get("scope", "").split() or not asked.get("redirect_uri"):
            return PlainTextResponse("invalid_request", 400)
        back = {"state": asked.get("state", ""), "iss": _OTHER if self.will.forge == "sender" else issuer}
        if self.will.refuse:
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back | {'error': self.will.refuse})}", 302)
        if (
            asked.get("code_challenge_method") != "S256"
            or len(asked.get("code_challenge", "")) != 43
            or not asked.get("nonce")
        ):
            self.refused.append("invalid_request")
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back | {'error': 'invalid_request'})}", 302)
        code, who = uuid4().hex, self.will.who or uuid4().hex
        self._codes[code] = Going(who, asked["redirect_uri"], asked["nonce"], asked["code_challenge"], time.monotonic())
        if self.will.forge == "no sender":
            back.pop("iss")
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back | {'code': code})}", 302)

    async def _token(self, request: Request, issuer: str) -> Response:
        asked = dict(parse_qsl((await request.body()).decode()))
        basic = base64.b64decode(request.headers.get("authorization", "").removeprefix("Basic ")).decode()
        if [unquote(part) for part in basic.split(":")] != [CLIENT_ID, SECRET]:
            return self._error("invalid_client", 401)
        going = self._codes.pop(asked.get("code", ""), None)
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        proven = going and base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == going.challenge
        if not going or not proven or asked.get("redirect_uri") != going.back or time.monotonic() - going.at > MINUTE:
            return self._error("invalid_grant", 400)
        self.take(who=going.who)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": self._signed(going, issuer)})

    def _signed(self, going: Going, issuer: str) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": issuer, "sub": going.who, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": going.nonce,
        }  # fmt: skip
        claims |= _FORGED.get(self.will.forge, {}) | ({"exp": now - 3600} if self.will.forge == "old" else {})
        header, public = {"alg": "RS256", "kid": "one"}, self._key.as_dict(private=False)
        match self.will.forge:
            case "none":
                return f"{_NONE}.{jwt.encode(header, claims, self._key).split('.')[1]}."
            case "hs256":
                by = OctKey.import_key(public["n"].encode())
                return jwt.encode({"alg": "HS256", "kid": "one"}, claims, by, algorithms=["HS256"])
            case "another key":
                return jwt.encode(header, claims, self._stranger)
            case "its own key":
                return jwt.encode(header | {"jwk": self._stranger.as_dict(private=False)}, claims, self._stranger)
        return jwt.encode(header, claims, self._key)

    def _error(self, code: str, status: int) -> Response:
        self.refused.append(code)
        return JSONResponse({"error": code}, status)


_NONE = base64.urlsafe_b64encode(b'{"alg":"none","kid":"one"}').rstrip(b"=").decode()
_FORGED: dict[str, dict[str, Any]] = {
    "nonce": {"nonce": "of another log-in"},
    "no nonce": {"nonce": None},
    "aud": {"aud": "another client"},
    "azp": {"aud": [CLIENT_ID, "another"], "azp": "another"},
    "iss": {"iss": _OTHER},
}
