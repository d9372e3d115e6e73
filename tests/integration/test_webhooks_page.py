"""The page of a union's programs, as an organizer without JavaScript uses it."""

import re

from services.notify import texts
from tests.support.eventually import eventually
from tests.support.office_browser import keyed, office_browser
from tests.support.programs import program
from tests.support.telling import confirmed, telling


async def test_an_address_is_added_tried_renewed_and_removed(database, keys_dir):
    async with program() as hr, telling(database, keys_dir) as system, office_browser(system) as web:
        assert "还没有推送地址" in (await web.get("/notify/console/programs/gaoxin")).text
        wrong = await web.post(
            "/notify/console/programs/gaoxin", data=keyed(url="http://hr.example.com", kinds="places.changed")
        )
        assert wrong.status_code == 422 and "https://" in wrong.text and 'value="http://hr.example.com"' in wrong.text
        made = await web.post("/notify/console/programs/gaoxin", data=keyed(url=hr.url, kinds="enrollment.confirmed"))
        (secret,) = re.findall(r"whsec_[\w+/=]+", made.text)
        (path,) = set(re.findall(r"/notify/console/webhooks/[\w-]+", made.text))
        assert "whsec_" not in (await web.get(path)).text
        await web.post(path, data=keyed(act="test"))
        await eventually(lambda: hr.told)
        assert hr.told[0].signed_with(secret) and hr.told[0].said["type"] == "test"
        await confirmed(system)
        await eventually(lambda: len(hr.told) == 2)

        async def taken():
            return (await web.get(path)).text.count("已收下") == 2

        await eventually(taken)
        (delivery, *_) = re.findall(r'name="delivery" value="([\w-]+)"', (await web.get(path)).text)
        await web.post(path, data=keyed(act="again", delivery=delivery))
        await eventually(lambda: len(hr.told) == 3)
        renewed = await web.post(path, data=keyed(act="secret"))
        assert secret not in renewed.text and "whsec_" in renewed.text
        assert hr.url in (await web.get("/notify/console/programs/gaoxin")).text
        assert "还没有推送地址" in (await web.post(path, data=keyed(act="remove"))).text


async def test_a_disabled_address_says_why_and_is_resumed(database, keys_dir):
    async with (
        program(answer=lambda _: b"410 Gone\r\n\r\n") as hr,
        telling(database, keys_dir) as system,
        office_browser(system) as web,
    ):
        made = await web.post("/notify/console/programs/gaoxin", data=keyed(url=hr.url, kinds="enrollment.confirmed"))
        (path,) = set(re.findall(r"/notify/console/webhooks/[\w-]+", made.text))
        await confirmed(system)

        async def said():
            return "不再需要（410）" in (await web.get(path)).text

        await eventually(said)
        (told,) = await system.pool.fetch(
            "SELECT m.person_id, w.made_by, kind, params FROM message m, webhook w WHERE kind = 'webhook-off'"
        )
        assert told["person_id"] == told["made_by"] and told["params"]["reason"] == "gone"
        said = texts.text("webhook-off", "zh", told["params"])
        assert "不再需要（410）" in said.body and said.path == path
        assert "推送正常" in (await web.post(path, data=keyed(act="resume"))).text
