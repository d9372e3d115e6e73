"""Systems whose web and workers run apart, several of each: one journey through all of them."""

from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

from aixin.demo.client import DemoError, Person, open_web
from aixin.demo.families import agree
from tests.conftest import MakeSettings
from tests.support.eventually import eventually
from tests.support.open_plan import open_plan
from tests.support.people import token_for
from tests.support.roles import Part, migrate, parts

ROLES = {
    "accounts": ("web", "worker"),
    "classes": ("web", "worker"),
    "booking": ("web", "web", "worker", "worker"),
    "notify": ("web", "worker", "worker"),
}
PATIENCE = 120
"""Seconds for a dozen processes to start, on a busy machine too."""


async def test_one_journey_through_webs_and_workers_apart(settings: MakeSettings, keys_dir: Path) -> None:
    with ExitStack() as stack:
        known = {name: await settings("shared") for name in ROLES}  # with the backbone's tables alone
        running = {name: stack.enter_context(parts(name, known[name], roles)) for name, roles in ROLES.items()}
        for name in ROLES:
            migrate(name, known[name])
        for part in (part for each in running.values() for part in each):
            await eventually(part.ready, within=PATIENCE)

        one, other, *workers = running["booking"]
        organizer = token_for(keys_dir, UUID(int=1), roles=frozenset({("organizer", "mazhang")}))
        parent = token_for(keys_dir, UUID(int=7))
        at_classes, at_notify = running["classes"][0], running["notify"][0]
        async with open_web(at_classes.url) as desk, open_web(one.url) as here, open_web(other.url) as there:
            group = await _published(Person(desk, organizer))
            await eventually(lambda: _books(Person(here, parent), group, "张小明", "2018-05-01"), within=PATIENCE)
            workers[0].kill()  # and whoever is left takes over what it had
            running["notify"][1].kill()
            await eventually(lambda: _books(Person(there, parent), group, "张小红", "2019-05-01"), within=PATIENCE)
        async with open_web(at_notify.url) as inbox:
            told = Person(inbox, parent)
            await eventually(lambda: _told(told, 2), within=PATIENCE)
            assert [m["kind"] for m in (await told.get("/notify/api/v1/messages"))["messages"]] == ["confirmed"] * 2

        await _each_does_its_part_alone(one, workers[1])


async def _each_does_its_part_alone(web: Part, worker: Part) -> None:
    page, probe = await worker.ask("api/v1/children"), await worker.ask("healthz")
    assert page and probe and (page.status_code, probe.status_code) == (404, 200)
    sent, nothing = await worker.ask("metrics"), await web.ask("metrics")
    assert sent and nothing and "aixin_relay_sent_total{" in sent.text and "aixin_relay_sent_total{" not in nothing.text


async def _published(organizer: Person) -> str:
    """The id of a group that is open now."""
    imported = await organizer.post("/classes/api/v1/plans", content=open_plan())
    await organizer.post(f"/classes/api/v1/plans/{imported['plan']}/publish")
    return str(imported["groups"][0]["id"])


async def _books(parent: Person, group: str, name: str, birth_date: str) -> bool:
    """Whether the child has a place; no while booking has not heard of the group. Said again, nothing changes."""
    facts = {"name": name, "birth_date": birth_date, "grade": 2}
    await agree(parent)
    child = await parent.post("/booking/api/v1/children", facts, key=f"child-{birth_date}")
    try:
        answer = await parent.post(
            "/booking/api/v1/enrollments", {"group_id": group, "child_id": child["id"]}, key=f"place-{birth_date}"
        )
    except DemoError:
        return False
    return bool(answer["result"] == "confirmed")


async def _told(parent: Person, count: int) -> bool:
    return len((await parent.get("/notify/api/v1/messages"))["messages"]) == count
