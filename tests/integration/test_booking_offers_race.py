"""Offers under fire: expiry, cancelling, accepting and another capacity at once, at two desks on one real database."""

import asyncio
import random

import pytest

from services.booking.usecases.offer import end_offer
from shared.db.pool import transaction
from shared.events.rules import GroupRules
from tests.support.booking import book, broken, door, make_families, meeting, publish, together, unlocked
from tests.support.owner import as_owner

PLACES = 6


class Turmoil:
    """Two groups whose places are offered; a class takes place inside the care, and some want both or none."""

    def __init__(self, systems, seed):
        self.systems, self.random, self.revision = systems, random.Random(seed), 1
        self.webs = [door(system) for system in systems]
        self.rules = GroupRules(answer_within=1440, confirm_within=1440)  # so the first round has offers, too

    async def open(self, count):
        self.care = await self.publish(None, "care", None)
        self.dance = await self.publish(None, "dance", "care")
        self.families = await make_families(self.systems[0], count)
        self.by_person = {family.person_id: family for family in self.families}
        asks = [self.both(f) if n % 3 == 0 else book(self.web(), f, self.care) for n, f in enumerate(self.families)]
        await asyncio.gather(*asks)  # of each child one: two desks that met at a child would wait for each other
        await asyncio.gather(*(book(self.web(), f, self.dance) for f in self.families[1::3]))

    async def publish(self, group_id, session, inside, places=PLACES):
        return await publish(
            self.systems[0], group_id, self.revision, session=session, inside=inside, capacity=places, rules=self.rules
        )

    def web(self):
        return self.random.choice(self.webs)

    async def both(self, family):
        await together(self.web(), family, [(self.care, family.child_id), (self.dance, family.child_id)])

    async def do(self, what, row):
        family = self.by_person[row["booked_by"]]
        answered = await self.web().post(f"/booking/api/v1/enrollments/{row['id']}/{what}", headers=family.with_key())
        assert answered.status_code == 200, answered.text

    async def expire(self, row):
        """All that is offered as one runs out; a part of it may leave meanwhile, and the rest must end all the same."""
        system = self.random.choice(self.systems)
        over = await system.pool.fetch(
            "UPDATE enrollment SET until = clock_timestamp() - interval '1 s' "
            "WHERE coalesce(unit, id) = $1 AND state = 'offered' RETURNING id",
            row["unit"] or row["id"],
        )
        for each in over:
            async with transaction(system.pool) as conn:
                await end_offer(conn, system.app.state.desk.book, each["id"])

    async def resize(self):
        self.revision += 1
        places = PLACES + self.random.randint(-3, 3)
        await self.publish(self.care, "care", None, places)

    async def round(self):
        live = await self.systems[0].pool.fetch(
            "SELECT id, booked_by, state, unit FROM enrollment WHERE live(state) ORDER BY id"
        )
        offered = [row for row in live if row["state"] == "offered"]
        ignores, takes = [*dict.fromkeys(row["booked_by"] for row in offered), None, None][:2]
        ignored, taken = ([row for row in offered if row["booked_by"] == who] for who in (ignores, takes))
        contested = [row for row in offered if row["booked_by"] not in (ignores, takes)]
        touched = [row for row in live if row["booked_by"] not in (ignores, takes)]
        holding = [row for row in touched if row["state"] != "waitlisted"]
        leaving = {row["id"]: row for pick in (holding, touched) for row in self.random.sample(pick, min(3, len(pick)))}
        deeds = [self.do("withdraw", row) for row in leaving.values()]
        deeds += [self.do("accept", row) for row in contested + taken]
        deeds += [self.expire(row) for row in ignored + contested[::2]]
        deeds.append(self.resize())
        self.random.shuffle(deeds)
        await asyncio.gather(*deeds)
        # Whoever wins the races for the others: what nobody answers runs out, what nobody else touches is accepted.
        assert await self.states(ignored) <= {"expired"} and await self.states(taken) <= {"confirmed"}
        return len(ignored), len(taken)

    async def states(self, rows):
        query = "SELECT DISTINCT state FROM enrollment WHERE id = ANY ($1::uuid[])"
        return {row["state"] for row in await self.systems[0].pool.fetch(query, [row["id"] for row in rows])}


@pytest.mark.parametrize("seed", range(3))
async def test_offers_expire_are_accepted_cancelled_and_the_places_change_at_once(system, database, seed):
    dsn = await database("booking")
    async with system("booking", dsn) as one, system("booking", dsn) as two:
        turmoil = Turmoil([one, two], seed)
        await turmoil.open(36)
        for number in range(6):
            happened = await turmoil.round()
            assert number or all(happened)
            assert await broken(one) == set()
        pairs = await one.pool.fetch(
            "SELECT unit, array_agg(DISTINCT state = 'waitlisted') AS waiting FROM enrollment "
            "WHERE unit IS NOT NULL AND live(state) GROUP BY unit"
        )
        assert all(len(row["waiting"]) == 1 for row in pairs)  # both or none


async def test_negative_control_without_the_lock_the_books_go_wrong(system, database, monkeypatch):
    dsn = await database("booking")
    unlocked(monkeypatch, "lock_ledgers")
    async with system("booking", dsn) as one, system("booking", dsn) as two:
        await as_owner(
            one, "ALTER TABLE ledger DROP CONSTRAINT no_place_sold_twice, DROP CONSTRAINT ledger_waiting_check"
        )
        await as_owner(one, "ALTER TABLE ledger DROP CONSTRAINT ledger_held_check")
        await as_owner(one, "ALTER TABLE enrollment DROP CONSTRAINT one_turn_each")
        meeting(monkeypatch)
        await Turmoil([one, two], 0).open(36)
        assert await broken(one)
