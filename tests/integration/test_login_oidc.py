"""What a province's log-in says is believed only when it is the issuer's, for us, now, and for this log-in."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.elsewhere import elsewhere_by


@pytest.fixture
async def province(database, keys_dir, tmp_path):
    async with elsewhere_by("oidc", database, keys_dir, tmp_path) as made:
        yield made


FORGED = (
    "nonce", "no nonce", "aud", "azp", "iss", "old", "none", "hs256", "another key", "its own key", "two keys", "sender", "no sender",
)  # fmt: skip


async def test_a_token_that_is_not_the_issuers_for_us_now_is_not_believed(province):
    for forge in FORGED:
        await province.provider.behave()
        async with province.browser() as web:
            back = await province.there(web)
            await province.provider.behave(forge=forge)
            if forge in ("sender", "no sender"):
                back = await province.there(web)
            answer = await web.get(back)
            assert answer.status_code == 409 and "没有确认您的身份" in answer.text, forge
            assert province.person(web) is None and "aixin-arrival" not in web.cookies, forge
    await province.provider.behave()
    async with province.browser() as web:
        await province.arrive(web)
        assert "aixin-arrival" in web.cookies, "it was the forgery alone that kept them out"


async def test_an_issuer_that_says_it_is_another_is_not_gone_to(province):
    await province.provider.behave(forge="discovery")
    async with province.browser() as web:
        answer = await web.get(f"/accounts/login/by/{province.service}")
        assert answer.status_code == 409 and "aixin-errand" not in web.cookies


async def test_whoever_says_no_there_is_back_at_the_phone(province):
    await province.provider.behave(refuse="access_denied")
    async with province.browser() as web:
        answer = await province.arrive(web)
        assert answer.status_code == 409 and 'name="phone"' in answer.text


async def test_a_code_that_was_taken_on_the_way_is_useless_without_its_verifier(province):
    async with province.browser() as web:
        code = parse_qs(urlsplit(await province.there(web)).query)["code"][0]
    async with province.browser() as thief:
        state = parse_qs(urlsplit(await province.there(thief)).query)["state"][0]
        said = {"code": code, "state": state, "iss": province.provider.url}
        assert (await thief.get(f"/accounts/login/by/{province.service}/back", params=said)).status_code == 409
    assert await province.provider.ledger("refused") == ["invalid_grant"]
