"""OpenID Connect: a province's own log-in vouches for people (authorization code, PKCE, nonce; the token judged by the provider's keys).

What is believed is an ID token that the issuer signed with a key of its own, for us, now, for this one log-in.
"""

import base64
from collections.abc import Mapping
from time import monotonic
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import httpx2
import jwt
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator

from shared.kernel.sending import Away
from shared.kernel.sentence import Sentence
from shared.providers.calling import Unanswered, client, get, post
from shared.providers.identity import Errand, NotVouched

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures by a key of which we have only the public half: none and HS256 would let anybody sign."""
CLOCKS_DIFFER = 60
"""Seconds."""
FOUND_FOR = 600.0
"""Seconds for which what the issuer says of itself is believed; its keys are asked for with each token."""


def _not_wechats(name: str) -> str:
    if name.startswith("wechat"):
        raise ValueError("WeChat has a section of its own")
    return name


OidcName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,30}$"), AfterValidator(_not_wechats)]


class OidcAccount(BaseModel):
    """How an installation is known to a provider."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str = Field(min_length=1, max_length=20)
    en: str = Field(min_length=1, max_length=40)
    issuer: str
    client_id: str = Field(min_length=1)
    secret: SecretStr
    scope: str = "openid"

    @field_validator("issuer")
    @classmethod
    def _reached_safely(cls, issuer: str) -> str:
        """Raises ValueError unless what it says of itself comes unchanged."""
        if not issuer.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            raise ValueError("must begin with https://")
        return issuer


class Oidc:
    """One provider."""

    inside = ""

    def __init__(self, name: str, account: OidcAccount) -> None:
        self.name, self.title = name, Sentence(account.zh, account.en)
        self._account = account
        self._found: dict[str, Any] = {}
        self._found_until = 0.0

    async def going(self, errand: Errand, back: str) -> str:
        """Its page of log-in. Raises Away, NotVouched."""
        async with client() as web:
            found = await self._discovered(web)
        asked = {
            "response_type": "code",
            "client_id": self._account.client_id,
            "redirect_uri": back,
            "scope": self._account.scope,
            "state": errand.state,
            "nonce": errand.nonce,
            "code_challenge": errand.challenge,
            "code_challenge_method": "S256",
        }
        page = _text(found, "authorization_endpoint")
        return f"{page}{'&' if '?' in page else '?'}{urlencode(asked)}"

    async def coming(self, said: Mapping[str, str], errand: Errand, back: str) -> str:
        """Their `sub`. Raises Away, NotVouched."""
        async with client() as web:
            found = await self._discovered(web)
            self._check_sender(said, found)
            if not said.get("code"):
                raise NotVouched("no code")
            token = await self._exchanged(web, found, said["code"], errand, back)
            keys = (await _asked(web, _text(found, "jwks_uri"))).get("keys")
        return self._believed(token, keys if isinstance(keys, list) else [], errand)

    async def _discovered(self, web: httpx2.AsyncClient) -> dict[str, Any]:
        """What the issuer says of itself, asked now and then: nobody has us call it by beginning to log in. Of another issuer it says nothing."""
        if self._found and monotonic() < self._found_until:
            return self._found
        found = await _asked(web, f"{self._account.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self._account.issuer:
            raise NotVouched("another issuer")
        self._found, self._found_until = found, monotonic() + FOUND_FOR
        return found

    def _check_sender(self, said: Mapping[str, str], found: Mapping[str, Any]) -> None:
        """Whoever answers must be whom we asked (RFC 9207)."""
        named = said.get("iss")
        if named != self._account.issuer if named else found.get("authorization_response_iss_parameter_supported"):
            raise NotVouched("an answer of another issuer")

    async def _exchanged(
        self, web: httpx2.AsyncClient, found: Mapping[str, Any], code: str, errand: Errand, back: str
    ) -> str:
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "client_id": self._account.client_id,
            "code_verifier": errand.verifier,
        }
        headers = {"content-type": "application/x-www-form-urlencoded"}
        if "client_secret_post" in found.get("token_endpoint_auth_methods_supported", ()):
            asked["client_secret"] = self._account.secret.get_secret_value()
        else:
            both = f"{quote(self._account.client_id)}:{quote(self._account.secret.get_secret_value())}"
            headers["authorization"] = f"Basic {base64.b64encode(both.encode()).decode()}"
        try:
            answer = await post(web, _text(found, "token_endpoint"), headers, urlencode(asked).encode())
        except Unanswered as silent:
            raise Away(str(silent)) from None
        token = answer.json.get("id_token")
        if answer.status != 200 or not isinstance(token, str):
            raise NotVouched(str(answer.json.get("error", answer.status))[:80])
        return token

    def _believed(self, token: str, keys: list[dict[str, Any]], errand: Errand) -> str:
        try:
            claims = jwt.decode(
                token,
                _key_of(token, keys),
                algorithms=list(ALGORITHMS),
                audience=self._account.client_id,
                issuer=self._account.issuer,
                leeway=CLOCKS_DIFFER,
                options={"require": ["iss", "aud", "exp", "iat", "sub"], "strict_aud": False},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as wrong:
            raise NotVouched(type(wrong).__name__) from None
        if claims.get("nonce") != errand.nonce:
            raise NotVouched("nonce")
        if claims.get("azp", self._account.client_id) != self._account.client_id:
            raise NotVouched("azp")
        return str(claims["sub"])


def _key_of(token: str, keys: list[dict[str, Any]]) -> jwt.PyJWK:
    """The key that the token names, which must be one for its algorithm. Raises PyJWTError."""
    header = jwt.get_unverified_header(token)
    if header.get("alg") not in ALGORITHMS:
        raise jwt.InvalidAlgorithmError
    named = header.get("kid")
    fit = [one for one in keys if (named is None or one.get("kid") == named) and one.get("use", "sig") == "sig"]
    if len(fit) != 1:
        raise jwt.InvalidKeyError
    return jwt.PyJWK(fit[0], algorithm=header["alg"])


async def _asked(web: httpx2.AsyncClient, url: str) -> dict[str, Any]:
    try:
        answer = await get(web, url)
    except Unanswered as silent:
        raise Away(str(silent)) from None
    if answer.status != 200:
        raise Away(f"status {answer.status}")
    return answer.json


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str):
        raise NotVouched(f"no {name}")
    return value
