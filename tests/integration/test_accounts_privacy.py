"""隐私说明 can be read by everybody, and says how long as this installation has it."""

import httpx2


async def test_the_notice_says_the_days_of_this_installation(system):
    async with system("accounts", message_days=123) as accounts:
        web = httpx2.AsyncClient(transport=httpx2.ASGITransport(accounts.app), base_url="http://aixin.test")
        page = await web.get("/accounts/privacy")
    assert page.status_code == 200
    assert "123 天，之后删除" in page.text
    assert "托管结束后 30 天（通知写得更短的，按通知）抹去" in page.text
