"""Four systems that have been lived in for a while: places, turns, an offer, a pool, a draw to come, mail; then copies of their databases."""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient

from aixin.demo.client import Person
from aixin.demo.families import CAST, FIRST_PHONE, Family
from aixin.demo.stage import ORGANIZER, bring_in, families_of, heard
from services.classes.plan import read, shifted, write
from services.notify.usecases.tell_programs import KINDS
from shared.events.registry import SYSTEMS, TOPICS
from shared.invariants import across, own
from shared.invariants.checker import check, patiently
from shared.invariants.invariant import Invariant
from shared.kernel.clock import machine_clock
from shared.settings import Settings
from tests.support.eventually import eventually
from tests.support.owner import as_owner
from tests.support.stack import ROOT, Databases
from tests.support.whole import Whole, whole

PLAN = """
plan: gaoxin-lived
union: gaoxin
issuer: 济宁高新区园区工会
title: 住过人的
season: 2027-winter
registration: {opens: 2027-01-04 09:00, closes: 2027-01-08 18:00}
who: {open_to: all}
fees: 免费。
terms:
  winter: {name: 寒假, blocks: {from: 2027-01-18, to: 2027-01-29}}
sites:
  center: {name: 高新区职工之家, address: 山东省济宁市高新区崇文大道 1 号}
sessions:
  care:
    name: 托管
    hours: 08:30-12:00
    services: [study, games]
    admission: {way: first_come, answer_within: 2h}
    groups:
      care: {places: 3}
  kept:
    name: 留名额的
    hours: 13:30-17:00
    services: [study, games]
    pools: [{name: 新就业形态, places: 2, categories: new_form, until: 2027-01-08 12:00}]
    groups:
      kept: {places: 4}
interest_classes:
  painting:
    name: 绘画班
    from: 2027-01-16
    to: 2027-02-27
    admission: {way: draw, together: yes, wishes: 2, draw_source: 双色球}
    groups:
      early: {name: 绘画一班, places: 1, timetable: 周六 09:00-10:30}
      late: {name: 绘画二班, places: 1, timetable: 周六 10:40-12:10}
"""
FAMILIES = 8
TEACHER = str(FIRST_PHONE + CAST[0])
"""One of the families' parents."""


async def live(stack: Whole) -> None:
    """Six ask for three places and one gives his up, so that one is offered; a pool and a draw; and everybody is told."""
    roll = stack.systems["accounts"].pool
    await eventually(lambda: roll.fetchval("SELECT count(*) FROM roll_member"))  # the people of the demonstration
    organizer = await stack.log_in(ORGANIZER)
    groups = await publish(organizer)
    families = await families_of(stack.web, CAST[:FAMILIES], random.Random(1))
    await reachable(stack, "lived@example.com")
    await hears(stack)
    answers = [await book(family, groups["托管"]) for family in families[:6]]
    assert [answer["result"] for answer in answers] == ["confirmed"] * 3 + ["waitlisted"] * 3
    await families[0].person.post(f"/booking/api/v1/enrollments/{answers[0]['enrollment_id']}/withdraw")
    await families[6].person.put("/booking/api/v1/family", {"categories": ["new_form"]})
    for family in families[5:]:
        assert (await book(family, groups["留名额的"]))["result"] == "confirmed"
    for family in families[:3]:
        wishes = [[{"group_id": groups[name], "child_id": family.child_id}] for name in ("绘画一班", "绘画二班")]
        await family.person.post("/booking/api/v1/enrollments/together", {"choices": wishes})
    await organizer.post("/accounts/api/v1/grants", {"phone": TEACHER, "role": "teacher", "union": "gaoxin"})
    assert not broken(await patiently(list(stack.systems.values()), stack.dsns, 60))


async def hears(stack: Whole) -> None:
    """A program of the park wants all that happens. Nothing answers at its address: what is to be sent waits."""
    await stack.systems["notify"].pool.execute(
        "INSERT INTO webhook (id, union_code, url, kinds, secret, made_by) VALUES (gen_random_uuid(), 'gaoxin', 'https://127.0.0.1:9/', $1, '', gen_random_uuid())",
        list(KINDS.values()),
    )


async def publish(organizer: Person, key: str = "lived", plan: str = PLAN) -> dict[str, str]:
    """The plan, open since a minute; its groups' ids by the names they are known by here. Returns when booking has heard of them."""
    moved = shifted(read(plan.encode(), "plan.yaml"), machine_clock() - timedelta(minutes=1), key)
    made = await bring_in(organizer, key, write(moved))
    told = [await organizer.get(f"/classes/api/v1/groups/{group['id']}") for group in made]
    await heard(organizer, told)
    names = ("托管", "留名额的", "绘画一班", "绘画二班")
    return {name: group["id"] for group in told for name in names if name in group["facts"]["title"]}


async def book(family: Family, group_id: str) -> dict[str, Any]:
    """Ask for a place; the answer."""
    return dict(
        await family.person.post("/booking/api/v1/enrollments", {"group_id": group_id, "child_id": family.child_id})
    )


async def reachable(stack: Whole, email: str) -> None:
    """Give everybody who has logged in a confirmed address; no mail is sent, for no server is set up."""
    people = await stack.systems["accounts"].pool.fetch("SELECT id, $1::text FROM person", email)
    await stack.systems["notify"].pool.executemany(
        "INSERT INTO recipient (person_id, email, confirmed_at) VALUES ($1, $2, clock_timestamp())", map(tuple, people)
    )


def broken(found: list[Invariant]) -> dict[str, list[str]]:
    """The invariants that do not hold, each with what breaks it."""
    return {invariant.key: invariant.broken for invariant in found if invariant.breaks}


@dataclass
class Asked:
    """As much of a system as the checker looks at."""

    name: str
    home: Path
    settings: Settings


@dataclass(frozen=True)
class Lived:
    """The four databases, nobody connected to them any more."""

    databases: Databases
    settings: Mapping[str, Settings]

    @property
    def systems(self) -> list[Asked]:
        """What the checker is asked about."""
        return [Asked(name, ROOT / "services" / name, self.settings[name]) for name in SYSTEMS]

    @property
    def dsns(self) -> dict[str, str]:
        """System → database."""
        return {name: settings.database_url for name, settings in self.settings.items()}

    @asynccontextmanager
    async def but_for(self, *systems: str) -> AsyncIterator["Lived"]:
        """The same, these systems' databases copies to be ill-treated."""
        async with self._copies({name: "" for name in systems}) as copies:
            yield copies

    @asynccontextmanager
    async def named(self, name: str) -> AsyncIterator["Lived"]:
        """All four as copies whose names follow from the system's."""
        async with self._copies({system: name.format(system=system) for system in SYSTEMS}) as copies:
            yield copies

    @asynccontextmanager
    async def _copies(self, names: Mapping[str, str]) -> AsyncIterator["Lived"]:
        dsns = {system: await self.databases.copy(self.dsns[system], name) for system, name in names.items()}
        changed = {name: self.settings[name].model_copy(update={"database_url": dsn}) for name, dsn in dsns.items()}
        yield replace(self, settings={**self.settings, **changed})
        await self.databases.drop(*dsns.values())

    async def do(self, system: str, sql: str) -> None:
        """Change something in a system's database past the system."""
        await as_owner(self.dsns[system], sql)

    async def broken(self) -> dict[str, list[str]]:
        """What the checker says now, at once."""
        return broken(await check(self.systems, self.dsns))

    async def breaks(self, key: str) -> int:
        """As much of it as is about one invariant, which two systems must agree on, or one, or each, has of its own."""
        for accord in across.ACCORDS:
            if accord.key == key:
                pair = {side.system: self.dsns[side.system] for side in (accord.one, accord.other)}
                return sum(found.breaks for found in await check([], pair) if found.key == key)
        asked = [system for system in self.systems if key in {query.key for query in own.queries(system.home)}]
        return sum(found.breaks for found in await check(asked, {}) if found.key == key)


def lived_in(databases: Databases, kafka: str, keys_dir: Path) -> Lived:
    """Live a while, and stop everything."""
    settings: dict[str, Settings] = {}
    prefix = f"lived{machine_clock():%H%M%S%f}-"

    async def make(service: str, **changes: object) -> Settings:
        dsn = await databases.make(service)
        values = {"kafka": kafka, "topic_prefix": prefix, "keys_dir": keys_dir, "database_url": dsn} | changes
        settings[service] = Settings(**values)  # type: ignore[arg-type]
        return settings[service]

    async def run() -> None:
        async with whole(make) as stack:
            await live(stack)
        await forget_topics(kafka, prefix)

    asyncio.run(run())
    return Lived(databases, settings)


async def forget_topics(kafka: str, prefix: str) -> None:
    """Nobody reads them any more."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    try:
        await admin.start()
        await admin.delete_topics([prefix + topic for topic in TOPICS])
    finally:
        await admin.close()
