"""Everything that takes two ledgers, at once, at two desks on one real database: nothing waits in a circle, and every answer is an answer."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from shared.errors import Unavailable
from shared.events.rules import GroupRules
from tests.support.booking import broken, door, make_families, publish
from tests.support.held import freeze
from tests.support.staff import Staff
from tests.support.statements import saying

FAMILIES, PLACES, GROUPS = 12, 5, 3
DAYS_LATER = timedelta(days=1)


class Storm:
    """A common decision over three groups, each family wanting two of them or none; some are offered, all are checked."""

    def __init__(self, systems, seed):
        self.systems, self.random = systems, random.Random(seed)
        self.desks = [Staff(system) for system in systems]
        self.undone = 0

    async def open(self):
        self.together, self.revision = f"plan/{uuid4()}", 1
        self.rules = GroupRules(
            way="ranked", together=self.together, decide_at=datetime.now(UTC) + DAYS_LATER, review="organizer",
            answer_within=1440, confirm_within=1440,
        )  # fmt: skip
        self.groups = [uuid4() for _ in range(GROUPS)]
        for number in range(GROUPS):
            await self.publish(number, PLACES)
        self.families = await make_families(self.systems[0], FAMILIES)
        self.by_person = {family.person_id: family for family in self.families}
        await asyncio.gather(*(self.ask(family, n % GROUPS) for n, family in enumerate(self.families)))

    async def publish(self, number, places):
        names = {"session": f"class-{number}", "inside": "care"} if number else {"session": "care"}
        if number == GROUPS - 1:  # at other hours than the second
            names = {"session": "class-1", "inside": "care"}
        await publish(
            self.random.choice(self.systems),
            self.groups[number],
            self.revision,
            capacity=places,
            rules=self.rules,
            **names,
        )

    async def ask(self, family, number):
        pair = [self.groups[number], self.groups[0 if number else 1]]
        seats = [{"group_id": str(g), "child_id": str(family.child_id)} for g in pair]
        web = door(self.random.choice(self.systems))
        asked = await web.post(
            "/booking/api/v1/enrollments/together", json={"choices": [seats]}, headers=family.with_key()
        )
        assert asked.json()["result"] == "entered", asked.text

    # -- what happens at once --------------------------------------------------------------------------------------

    async def close(self):
        await freeze(self.random.choice(self.systems), self.groups[0], self.together)

    async def check(self, row):
        done = await self.random.choice(self.desks).review(
            row["group_id"], row["id"], approved=self.random.random() < 0.8, reason="材料不全"
        )
        self.answered(done)

    async def says(self, row, what):
        web, family = door(self.random.choice(self.systems)), self.by_person[row["booked_by"]]
        self.answered(await web.post(f"/booking/api/v1/enrollments/{row['id']}/{what}", headers=family.with_key()))

    async def first(self, row):
        body = {"enrollment_id": str(row["id"]), "reason": "特殊困难"}
        self.answered(await self.random.choice(self.desks).post(f"groups/{row['group_id']}/waiting/first", body), 409)

    async def move(self, number):
        until = (datetime.now(UTC) + DAYS_LATER).isoformat()
        body = {"to_group_id": str(self.groups[0]), "until": until, "reason": "人数不足"}
        self.answered(await self.random.choice(self.desks).post(f"groups/{self.groups[number]}/moves", body), 409)

    async def resize(self, number):
        await self.publish(number, PLACES + self.random.randint(-2, 3))

    def answered(self, answer, *also):
        if answer.status_code == 503:
            assert int(answer.headers["retry-after"]) > 0
            self.undone += 1
        else:
            assert answer.status_code in (200, 201, *also), answer.text

    async def all_at_once(self, deeds):
        self.random.shuffle(deeds)
        for error in await asyncio.gather(*deeds, return_exceptions=True):
            if isinstance(error, Unavailable):
                self.undone += 1
            elif error:
                raise error

    async def live(self, *states):
        query = "SELECT id, group_id, booked_by, state FROM enrollment WHERE state = ANY ($1::text[]) AND group_id = ANY ($2::uuid[])"
        return await self.systems[0].pool.fetch(query, list(states), self.groups)

    async def rage(self):
        """The list closes while it is checked and left; then offers are answered while places change."""
        await self.open()
        entered = await self.live("entered")
        self.revision += 1
        deeds = [self.check(row) for row in entered] + [self.close(), self.close(), self.resize(0), self.resize(2)]
        await self.all_at_once(deeds + [self.says(row, "withdraw") for row in self.random.sample(entered, 4)])
        await self.close()
        for row in await self.live("entered"):
            await self.check(row)
        assert not await self.live("entered")  # decided, whoever was the last
        self.revision += 1
        offered, waiting = await self.live("offered"), await self.live("waitlisted")
        deeds = [self.says(row, self.random.choice(["accept", "withdraw"])) for row in offered]
        deeds += [self.says(row, "withdraw") for row in waiting[::3]] + [self.first(row) for row in waiting[1::3]]
        await self.all_at_once([*deeds, *(self.resize(n) for n in range(GROUPS)), self.move(1), self.move(2)])


async def test_nothing_waits_in_a_circle(system, database):
    dsn = await database("booking")
    async with system("booking", dsn) as one, system("booking", dsn) as two:
        storm = Storm([one, two], 1)
        for _ in range(8):
            await storm.rage()
            assert storm.undone == 0
            assert await broken(one) == set()


async def test_negative_control_another_order_is_undone_and_asked_for_again(system, database, monkeypatch):
    """The storm must be able to fail: where everybody has an order of their own, some of it is undone – and nothing is half done."""
    dsn = await database("booking")
    saying(monkeypatch, "lock_ledgers", "ORDER BY l.group_id", "ORDER BY md5(l.group_id::text || pg_backend_pid())")
    async with system("booking", dsn) as one, system("booking", dsn) as two:
        storm = Storm([one, two], 1)
        for _ in range(30):  # until two have met
            await storm.rage()
            assert await broken(one) == set()
            if storm.undone:
                return
        raise AssertionError("nobody waited in a circle")
