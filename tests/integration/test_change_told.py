"""From the organizer's file to the family's inbox, through the broker: a changed plan is one message."""

from pathlib import Path
from uuid import UUID

from tests.conftest import RunSystem
from tests.support.booking import door
from tests.support.classes import Office, plan, published
from tests.support.eventually import eventually
from tests.support.notify import door as inbox_of
from tests.support.parents import Parent
from tests.support.people import bearer, token_for

MEMBER = UUID(int=7)


async def test_a_changed_plan_reaches_the_inbox_once(system: RunSystem, keys_dir: Path) -> None:
    organizer = token_for(keys_dir, UUID(int=1), roles=frozenset({("organizer", "mazhang")}))
    member = token_for(keys_dir, MEMBER, unions=("mazhang",), revision=1)
    async with system("classes") as classes, system("booking") as booking, system("notify") as notify:
        office, web = Office(classes, organizer), door(booking)
        web.headers.update(bearer(member))
        parent, source = Parent(web), plan(opens_in_days=-1)
        group, _ = await published(office, source)
        child = await parent.child("张小明")
        await eventually(lambda: parent.book(group, child))

        async def inbox() -> list[dict[str, str]]:
            async with inbox_of(notify, MEMBER) as me:
                return list((await me.get("/notify/api/v1/messages")).json()["messages"])[::-1]

        async def after(file: str, *kinds: str) -> list[dict[str, str]]:
            assert (await office.give(file)).status_code in (200, 201)

            async def there() -> list[dict[str, str]] | None:
                found = await inbox()
                return found if [message["kind"] for message in found] == [*kinds] else None

            return list(await eventually(there))

        moved = source.replace("瑞云南路 1 号", "瑞云北路 9 号").replace("08:30-18:00", "09:00-17:00")
        *_, told = await after(moved, "confirmed", "changed")
        assert "08:30–18:00 → 现" in told["body"] and "瑞云南路 1 号 → 现" in told["body"]
        assert "瑞云北路 9 号" in told["body"] and told["path"].startswith("/booking/enrollments/")

        comma = moved.replace("瑞云北路 9 号", "瑞云北路9号。")  # told to nobody; what follows would come behind it
        assert (await office.give(comma)).status_code in (200, 201)
        await after(comma.replace("智能幼儿学校", "启智幼儿学校"), "confirmed", "changed", "changed")
        assert await notify.pool.fetchval("SELECT count(*) FROM dead_letter") == 0
