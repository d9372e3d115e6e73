"""A family comes from WeChat on a phone, shows its number once, and is in at once from then on; a province's button on a desk."""

import re
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from deploy.local.server import free_port
from services.accounts.bootstrap import build
from shared.settings import Settings
from tests.browser.conftest import DESK, PHONE
from tests.conftest import MakeDatabase
from tests.support.accounts import Phones, office_of
from tests.support.page import Served
from tests.support.providers import oidc
from tests.support.providers.serving import provider
from tests.support.wechat import ACCOUNT

IN_WECHAT = "Mozilla/5.0 (Linux; Android 14; Mobile) AppleWebKit/537.36 Chrome/126.0 MicroMessenger/8.0.50"
NUMBER = "13700001234"


async def by_phone(page: Page, phones: Phones) -> None:
    """With whatever the page brought along."""
    await page.get_by_label("手机号").fill(NUMBER)
    await page.get_by_role("button", name="获取验证码").click()
    await expect(page.get_by_label(re.compile("以后从"))).to_be_checked()
    await page.get_by_label(re.compile("6 位验证码")).fill(phones.last(NUMBER))  # goes by itself


async def test_from_wechat_and_from_a_province(
    browser: Browser, database: MakeDatabase, keys_dir: Path, tmp_path: Path
) -> None:
    (keys := tmp_path / "keys").mkdir()
    for file in keys_dir.iterdir():
        (keys / file.name).write_bytes(file.read_bytes())
    async with provider("wechat") as wechat, provider("oidc") as province:
        (keys / "channels.toml").write_text(
            ACCOUNT.replace("URL", wechat.url)
            + f'[identity.suishenban]\nzh = "随申办"\nen = "Suishenban"\nissuer = "{province.url}"\n'
            + f'client_id = "{oidc.CLIENT_ID}"\nsecret = "{oidc.SECRET}"\n',
            encoding="utf-8",
        )
        await wechat.behave(who="o" + "a" * 27)
        await province.behave(who="somebody")
        origin = f"http://127.0.0.1:{free_port()}"
        settings = Settings(
            database_url=await database("accounts"), kafka="127.0.0.1:1", keys_dir=keys, public_url=origin
        )
        async with build(settings, Phones()).running() as system:
            phones = office_of(system).channel
            assert isinstance(phones, Phones)
            server = Served(system.app, int(origin.rpartition(":")[2]))
            await server.start()
            for way, agent, size in (("微信", IN_WECHAT, PHONE), ("随申办", None, DESK)):
                for again in (False, True):
                    context = await browser.new_context(viewport=size, user_agent=agent)
                    page = await context.new_page()
                    await page.goto(f"{origin}/accounts/login?next=/accounts/")
                    await expect(page.get_by_role("link", name=re.compile("用微信登录"))).to_have_count(
                        int(agent is not None)
                    )
                    await page.get_by_role("link", name=f"用{way}登录").click()
                    if not again:
                        await expect(page.get_by_text(f"{way}已确认您的身份")).to_be_visible()
                        await by_phone(page, phones)
                    await expect(page.get_by_role("heading", name="其他登录方式")).to_be_visible()
                    assert page.url.partition("#")[0] == f"{origin}/accounts/"
                    await context.close()
                await system.pool.execute("UPDATE login_code SET created_at = created_at - interval '5 minutes'")
            await server.stop()
