"""Our side of OpenID Connect against a provider that others wrote, and that knows nothing of us."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from pydantic import SecretStr

from deploy.local.server import free_port
from shared.providers.identity import Errand, NotVouched
from shared.providers.oidc import Oidc, OidcAccount
from tests.support.eventually import eventually

BACK = "http://127.0.0.1:8000/accounts/login/by/province/back"


@pytest.fixture
async def issuer() -> AsyncIterator[str]:
    url = f"http://127.0.0.1:{free_port()}"
    words = ["-m", "oidc_provider_mock", "--port", url.rpartition(":")[2], "--user", "zhang"]
    process = await asyncio.create_subprocess_exec(sys.executable, *words, stderr=asyncio.subprocess.DEVNULL)

    async def answers() -> bool:
        async with httpx2.AsyncClient(trust_env=False) as web:
            try:
                return (await web.get(f"{url}/.well-known/openid-configuration")).status_code == 200
            except httpx2.TransportError:
                return False

    try:
        await eventually(answers)
        yield url
    finally:
        process.terminate()
        await process.wait()


def known(issuer: str, client: str = "aixin") -> Oidc:
    """Ours, set up for it."""
    account = OidcAccount(zh="甲省", en="A", issuer=issuer, client_id=client, secret=SecretStr("a secret: +%/"))
    return Oidc("province", account)


async def back_from(there: Oidc, errand: Errand) -> dict[str, str]:
    """Log in there; what stands in the address by which one comes back."""
    async with httpx2.AsyncClient(trust_env=False) as web:
        page = await web.post(await there.going(errand, BACK), data={"sub": "zhang", "action": "authorize"})
    assert page.status_code in (302, 303), page.text
    return dict(parse_qsl(urlsplit(page.headers["location"]).query))


async def test_it_says_who_somebody_is_once_and_for_this_log_in(issuer: str) -> None:
    there, errand = known(issuer), Errand()
    said = await back_from(there, errand)
    assert said["state"] == errand.state
    assert await there.coming(said, errand, BACK) == "zhang"
    with pytest.raises(NotVouched, match="invalid_grant"):
        await there.coming(said, errand, BACK)


async def test_of_another_log_in_or_for_another_client_it_is_not_believed(issuer: str) -> None:
    there, errand = known(issuer), Errand()
    with pytest.raises(NotVouched, match="nonce"):
        await there.coming(await back_from(there, errand), replace(errand, nonce="another"), BACK)
    with pytest.raises(NotVouched, match="invalid_grant"):
        await known(issuer, "another").coming(await back_from(there, errand), errand, BACK)
