"""Each system running with something in it, for tests that ask it anything."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from shared.events.rules import Document, GroupRules
from shared.system import System
from tests.conftest import MakeDatabase, RunSystem
from tests.support import accounts as at_accounts
from tests.support import booking as at_booking
from tests.support import classes as at_classes
from tests.support import notify as at_notify
from tests.support.access.asked import PROGRAM, programs_of
from tests.support.access.notify import subscribed
from tests.support.people import bearer, never_in_doubt, token_for
from tests.support.staff import upload

FEDERATION = frozenset({("federation", "*")})
Headers = dict[str, str]


@dataclass
class World:
    """A running system, people to ask it, and what is there by the names under which it is asked for."""

    system: System
    people: Sequence[Headers]
    there: Mapping[str, Sequence[str]]


@asynccontextmanager
async def accounts(system: RunSystem, database: MakeDatabase, keys_dir: Path) -> AsyncIterator[World]:
    """A roll with a line that is wrong."""
    async with at_accounts.accounts(database, keys_dir) as running:
        phones = (at_accounts.PARENT, at_accounts.ORGANIZER, at_accounts.FEDERATION)
        people = [bearer(await at_accounts.token_of(running, phone)) for phone in phones]
        roll = at_accounts.excel(["张三", "13800000009", "", "", "", ""], ["", "1", "", "", "", ""])
        async with at_accounts.browser(running) as web:
            made = await web.post(
                "/accounts/api/v1/unions/gaoxin/roll",
                files={"file": ("r.xlsx", roll)},
                headers=people[1] | at_notify.key(),
            )
        yield World(running, people, {"code": ["gaoxin"], "union": ["gaoxin"], "import_id": [made.json()["id"]]})


@asynccontextmanager
async def classes(system: RunSystem, database: MakeDatabase, keys_dir: Path) -> AsyncIterator[World]:
    """Groups that are published, and drafts."""
    async with system("classes") as running:
        organizer = token_for(keys_dir, uuid4(), roles=frozenset({("organizer", "mazhang")}))
        office = at_classes.Office(running, organizer)
        groups = [UUID(id_) for id_ in await at_classes.published(office, at_classes.plan())]
        draft = (await office.give(at_classes.plan(key="autumn"))).json()
        people = [token_for(keys_dir, uuid4()), organizer, token_for(keys_dir, uuid4(), roles=FEDERATION)]
        drafts = [group["id"] for group in draft["groups"]]
        there = {"group_id": [*map(str, groups), *drafts], "plan_id": [draft["plan"]]}
        yield World(running, [bearer(token) for token in people], there)


@asynccontextmanager
async def booking(system: RunSystem, database: MakeDatabase, keys_dir: Path) -> AsyncIterator[World]:
    """Two groups, one of them full and one whose requests are checked; a paper."""
    async with system("booking") as running:
        rules = GroupRules(review="organizer", documents=[Document(name="户口本")])
        groups = [await at_booking.publish(running, rules=rules), await at_booking.publish(running, capacity=1)]
        families = await at_booking.make_families(running, 3)
        paper = await upload(running, families[0], "户口本")
        enrolled = [id_ for group in groups for id_ in await at_booking.ask(running, families, group)]
        organizer = token_for(keys_dir, uuid4(), roles=frozenset({("organizer", "gaoxin")}))
        federation = token_for(keys_dir, uuid4(), roles=FEDERATION)
        teacher = token_for(keys_dir, uuid4(), roles=frozenset({("teacher", "gaoxin")}))
        child = [str(families[0].child_id)]
        ids = {"group_id": [str(group) for group in groups], "child_id": child, "enrollment_id": enrolled}
        there = ids | {"paper_id": [str(paper)], "to_group_id": ids["group_id"], "requests": enrolled}
        yield World(running, [families[0].headers, *map(bearer, (organizer, teacher, federation)), {}], there)


@asynccontextmanager
async def notify(system: RunSystem, database: MakeDatabase, keys_dir: Path) -> AsyncIterator[World]:
    """One message; a webhook of a park, and a program that reads."""
    async with at_notify.running(await at_notify.alone(database, keys_dir)) as running:
        person = uuid4()
        await at_notify.say(running, at_notify.happened("confirmed", person))
        async with at_notify.door(running, person) as web:
            (message,) = (await web.get("/notify/api/v1/messages")).json()["messages"]
        tokens = [
            token_for(keys_dir, person),
            token_for(keys_dir, uuid4()),
            token_for(keys_dir, uuid4(), roles=FEDERATION),
        ]
        people = [*(bearer(token) for token in tokens), programs_of(keys_dir)[PROGRAM]]
        never_in_doubt(running)
        webhook, delivery = await subscribed(running)
        there = {"code": ["gaoxin"], "webhook_id": [str(webhook)], "delivery_id": [str(delivery)]}
        yield World(running, people, there | {"message_id": [message["id"]]})


WORLDS = {"accounts": accounts, "booking": booking, "classes": classes, "notify": notify}
