"""A family that has only its phone logs in: the code comes as a text message, and what the provider says is told."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx2
import pytest
from typer.testing import CliRunner

from aixin.cli import app
from services.accounts.bootstrap import build
from shared.errors import Unusable
from shared.providers.accounts import accounts
from shared.settings import Settings
from shared.system import System
from tests.support.accounts import browser
from tests.support.providers import aliyun
from tests.support.providers.serving import Provider, provider

PHONE = "13700001234"


@pytest.fixture
async def there() -> AsyncIterator[Provider]:
    async with provider("aliyun") as running:
        yield running


@pytest.fixture
def own_keys(keys_dir: Path, tmp_path: Path) -> Path:
    """Keys that a test may put a file beside."""
    folder = tmp_path / "keys"
    folder.mkdir()
    for file in keys_dir.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def told(keys: Path, url: str, secret: str = aliyun.SECRET) -> None:
    """What an operator writes."""
    (keys / "channels.toml").write_text(
        f"""
        [sms]
        provider = "aliyun"
        key_id = "{aliyun.KEY_ID}"
        secret = "{secret}"
        sign = "{aliyun.SIGN}"
        url = "{url}"
        [sms.code]
        template = "SMS_154950909"
        values = {{ code = "code" }}
        """,
        encoding="utf-8",
    )


@pytest.fixture
async def system(database: Callable[[str], Awaitable[str]], own_keys: Path, there: Provider) -> AsyncIterator[System]:
    told(own_keys, there.url)
    settings = Settings(database_url=await database("accounts"), kafka="127.0.0.1:1", keys_dir=own_keys)
    async with build(settings).running() as running:
        yield running


async def ask(web: httpx2.AsyncClient) -> httpx2.Response:
    return await web.post("/accounts/login", data={"phone": PHONE, "next": "/accounts/"})


async def test_the_code_comes_by_text_message_and_opens_the_door(
    system: System, there: Provider, capfd: pytest.CaptureFixture[str]
) -> None:
    async with browser(system) as web:
        sent = await ask(web)
        assert sent.status_code == 303
        page = await web.get(sent.headers["location"])
        assert "没有接入短信" not in page.text
        (message,) = await there.ledger()
        (code,) = re.findall(r"\d{6}", message["words"])
        assert message["phone"] == PHONE
        done = await web.post("/accounts/login/code", data={"code": code, "next": "/accounts/"})
        assert (done.status_code, done.headers["location"]) == (303, "/accounts/")
    printed = "".join(capfd.readouterr())
    assert PHONE not in printed
    assert code not in printed


async def test_a_provider_that_takes_nothing_is_told_and_nobody_waits_for_a_code(
    system: System, there: Provider
) -> None:
    await there.behave(refuse="isv.AMOUNT_NOT_ENOUGH")
    async with browser(system) as web:
        page = await ask(web)
    assert page.status_code == 503
    assert "短信现在发不出去" in page.text


async def test_a_number_that_takes_no_messages_is_told_at_its_field(system: System, there: Provider) -> None:
    await there.behave(refuse="isv.BLACK_KEY_CONTROL_LIMIT")
    async with browser(system) as web:
        page = await ask(web)
    assert page.status_code == 422
    assert "换一个能收短信的手机号" in page.text


async def test_the_providers_limit_is_told_as_ours(system: System, there: Provider) -> None:
    await there.behave(refuse="isv.BUSINESS_LIMIT_CONTROL")
    async with browser(system) as web:
        page = await ask(web)
    assert page.status_code == 429
    assert "之前收到的验证码" in page.text


async def test_a_message_whose_answer_was_lost_may_arrive_and_is_waited_for(system: System, there: Provider) -> None:
    await there.behave(drop=1)
    async with browser(system) as web:
        assert (await ask(web)).status_code == 303
    assert len(await there.ledger()) == 1


async def test_whoever_operates_it_tries_it_in_one_command(
    own_keys: Path, there: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def tried() -> tuple[int, str]:
        result = await asyncio.to_thread(CliRunner().invoke, app, ["channels", "test", "sms", PHONE])
        return result.exit_code, result.output

    monkeypatch.setenv("AIXIN_KEYS_DIR", str(own_keys))
    assert "send-text-messages.md" in (await tried())[1]
    told(own_keys, there.url)
    done, said = await tried()
    assert done == 0
    assert "这还不是送达" in said
    await there.behave(refuse="isv.AMOUNT_NOT_ENOUGH")
    failed, said = await tried()
    assert failed == 1
    assert "账户余额不足，请充值" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("[sms]\nprovider = 'aliyun'", "sms.key_id"),
        ("[sms]\nprovider = 'carrier pigeon'", "sms.provider"),
        ("[sms", "at end of document"),
        ("[smss]", "smss"),
    ],
)
def test_a_file_that_is_not_as_it_must_be_says_where(tmp_path: Path, words: str, said: str) -> None:
    file = tmp_path / "channels.toml"
    file.write_text(words, encoding="utf-8")
    with pytest.raises(Unusable, match=re.escape(said)):
        accounts(file)


def test_a_file_that_is_wrong_is_not_quoted(tmp_path: Path) -> None:
    told(tmp_path, "http://127.0.0.1:1", secret="s3cr3t")
    file = tmp_path / "channels.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("key_id", "key"), encoding="utf-8")
    with pytest.raises(Unusable) as wrong:
        accounts(file)
    assert "s3cr3t" not in str(wrong.value)
    assert aliyun.KEY_ID not in str(wrong.value)
