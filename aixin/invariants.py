"""What must be true after every fault, asked of the live databases (docs/runbook.md says what to do when it is not).

I1 places given or kept ≤ capacity · I2 one live enrollment per child and group, booked nowhere twice at once · I3 one message per
event and family · I4 the ledger equals what it counts · I5 the catalogue shows the ledger · I6 no event vanished.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import asyncpg

_OVERLAPPING = """
    WITH pair AS (
        -- Of several choices only one is granted, and a place that would replace another one is no second place.
        SELECT a.child_id, a.id AS one, a.group_id AS one_in, b.id AS other, b.group_id AS other_in,
            greatest(a.created_at, b.created_at) AS booked_at
        FROM enrollment a JOIN enrollment b ON a.child_id = b.child_id AND a.id < b.id
        WHERE live(a.state) AND live(b.state) AND (coalesce(a.unit, a.id) <> coalesce(b.unit, b.id) OR a.choice = b.choice)
            AND a.replaces IS DISTINCT FROM b.id AND b.replaces IS DISTINCT FROM a.id
    ), said AS (
        SELECT id AS group_id, facts, timestamptz 'infinity' AS until FROM class_group
        UNION ALL SELECT group_id, before, at FROM group_change
    ), met AS (
        SELECT group_id, until, facts ->> 'session' AS session, facts ->> 'inside' AS inside,
            (m ->> 'date')::date AS day, (m ->> 'start')::time AS starts, (m ->> 'end')::time AS ends
        FROM said, jsonb_array_elements(facts -> 'meetings') AS m
    ), clash AS (
        SELECT DISTINCT one_in, a.until AS one_until, other_in, b.until AS other_until
        FROM (SELECT DISTINCT one_in, other_in FROM pair) AS groups
        JOIN met a ON a.group_id = one_in
        JOIN met b ON b.group_id = other_in AND a.day = b.day AND a.starts < b.ends AND b.starts < a.ends
        WHERE a.session IS DISTINCT FROM b.inside AND b.session IS DISTINCT FROM a.inside
    ), overlapping AS (
        SELECT pair.child_id, one, other, EXISTS (
            SELECT FROM clash WHERE (clash.one_in, clash.other_in) = (pair.one_in, pair.other_in)
                AND one_until = (SELECT min(until) FROM said WHERE group_id = pair.one_in AND until > booked_at)
                AND other_until = (SELECT min(until) FROM said WHERE group_id = pair.other_in AND until > booked_at)) AS booked_so
        FROM pair JOIN clash USING (one_in, other_in)
        WHERE one_until = 'infinity' AND other_until = 'infinity'
    )
    SELECT child_id, one, other FROM overlapping WHERE """
"""Every two bookings of a child that overlap by what the groups say now; `booked_so`: they did by what the groups said when the later
of them was made. A group's change knows its instant behind the locks that a booking takes (group_change)."""

BOOKING = {
    "I1 名额不超卖 no place is sold twice": """
        SELECT l.group_id, count(e.id) AS placed, l.capacity FROM ledger l
        LEFT JOIN enrollment e ON e.group_id = l.group_id AND e.state IN ('confirmed', 'offered', 'pending')
        GROUP BY l.group_id, l.capacity HAVING count(e.id) > l.capacity""",
    "I2 一个孩子一个班次只报一次 one live enrollment per child and group": """
        SELECT child_id, group_id, count(*) FROM enrollment WHERE live(state)
        GROUP BY child_id, group_id HAVING count(*) > 1""",
    "I2 没有人被同时录到两个地方 nobody was booked into two places at once": _OVERLAPPING + "booked_so",
    # Namesakes born on one day may both have one where a person has looked (told_apart), or from before anybody did.
    "I2 一个孩子只有一个名额 one place a child, whoever asked": """
        SELECT e.group_id, e.child_id, o.child_id AS other FROM enrollment e JOIN child c ON c.id = e.child_id
        JOIN child d ON d.identity = c.identity AND d.id > c.id JOIN enrollment o ON o.child_id = d.id AND o.group_id = e.group_id
        WHERE e.state IN ('entered', 'waitlisted', 'pending', 'offered', 'confirmed')
            AND o.state IN ('entered', 'waitlisted', 'pending', 'offered', 'confirmed')
            AND greatest(e.created_at, o.created_at) > (SELECT at FROM migration WHERE name = 'own/0007_one_child.sql')
            AND NOT EXISTS (SELECT FROM told_apart t WHERE t.child_id = c.id AND t.other_id = d.id)""",
    "I2 几个志愿只得一个 of several choices one is granted": """
        SELECT unit FROM enrollment WHERE unit IS NOT NULL AND state IN ('confirmed', 'offered', 'pending')
        GROUP BY unit HAVING count(DISTINCT choice) > 1""",
    "I4 账本等于名单 the ledger equals what it counts": """
        SELECT l.group_id, l.taken, l.held, l.waiting FROM ledger l LEFT JOIN enrollment e ON e.group_id = l.group_id
        GROUP BY l.group_id HAVING l.taken <> count(*) FILTER (WHERE e.state = 'confirmed')
            OR l.held <> count(*) FILTER (WHERE e.state IN ('offered', 'pending'))
            OR l.waiting <> count(*) FILTER (WHERE e.state = 'waitlisted')
            OR l.entered <> count(*) FILTER (WHERE e.state = 'entered')
            OR l.asked <> count(*) FILTER (WHERE e.state = 'asked')""",
    "I4 名额池等于名单 the pools equal what they count": """
        SELECT l.group_id, p.key AS pool, p.value AS counted FROM ledger l, jsonb_each(l.pools) AS p
        WHERE p.value::int <> (SELECT count(*) FROM enrollment e WHERE e.group_id = l.group_id AND e.pool = p.key
            AND e.state IN ('confirmed', 'offered', 'pending'))""",
    # Where places are kept for some, or opened to all who wait, or somebody waits for two at once, a free place may stand beside them.
    "I4 有空位就没有人在等 nobody waits beside a free place": """
        SELECT l.group_id, l.taken, l.held, l.capacity, l.waiting FROM ledger l JOIN class_group g ON g.id = l.group_id
        WHERE l.waiting > 0 AND l.taken + l.held < l.capacity AND NOT l.called_off
            AND coalesce(g.facts -> 'rules' -> 'pools', '[]') = '[]' AND coalesce(g.facts -> 'rules' ->> 'all_at_once', '0') = '0'
            AND EXISTS (SELECT FROM enrollment e WHERE e.group_id = l.group_id AND e.state = 'waitlisted' AND e.unit IS NULL)""",
    "I4 一起保留的一起到期 what is offered as one ends as one": """
        SELECT unit, choice, array_agg(until) FROM enrollment WHERE state = 'offered' AND unit IS NOT NULL
        GROUP BY unit, choice HAVING count(DISTINCT until) > 1""",
    "I4 没有过期的保留 no offer outlives its time": """
        SELECT id, group_id, until FROM enrollment WHERE state = 'offered' AND until < clock_timestamp() - interval '1 minute'""",
}
"""Each must return no row."""
OPEN = {
    "I2 改动以后时间冲突，等家庭和主办方处理 overlapping since a group was changed, for people to settle": _OVERLAPPING
    + "NOT booked_so",
}
"""What may be so for a while: families and organizers see it and are asked to settle it."""

EVENTS = "SELECT event_id FROM outbox WHERE topic = $1"
SETTLED = "SELECT event_id FROM inbox UNION SELECT event_id FROM dead_letter WHERE event_id IS NOT NULL"
TO_TELL = """
    SELECT event_id, person_id FROM outbox,
        jsonb_array_elements_text(convert_from(body, 'UTF8')::jsonb -> 'guardian_ids') AS person_id
    WHERE topic = 'enrollment'"""


@dataclass(frozen=True, slots=True)
class Invariant:
    """One invariant, and what breaks it (nothing, when it holds); or what is open beside it."""

    name: str
    broken: list[str]
    open: list[str] = field(default_factory=list)


async def check(dsns: Mapping[str, str]) -> list[Invariant]:
    """Every invariant, asked of the databases of the four systems (name → DSN)."""
    conns = {name: await asyncpg.connect(dsn, timeout=5) for name, dsn in dsns.items()}
    try:
        found = [Invariant(name, _rows(await conns["booking"].fetch(sql))) for name, sql in BOOKING.items()]
        known = [Invariant(name, [], _rows(await conns["booking"].fetch(sql))) for name, sql in OPEN.items()]
        return [
            *found,
            *known,
            await every_family_is_told_once(conns),
            await _shown(conns),
            *[await f(conns) for f in _NOTHING_VANISHED],
        ]
    finally:
        for conn in conns.values():
            await conn.close()


async def settled(dsns: Mapping[str, str], within: float = 30) -> list[Invariant]:
    """As `check`, but waits up to `within` seconds for messages and counts that are still under way."""
    deadline = asyncio.get_running_loop().time() + within
    while True:
        found = await check(dsns)
        if not any(f.broken for f in found) or asyncio.get_running_loop().time() > deadline:
            return found
        await asyncio.sleep(0.3)


Conns = Mapping[str, "asyncpg.Connection[asyncpg.Record]"]


async def every_family_is_told_once(conns: Conns) -> Invariant:
    """I3: one message per event and person, and none without its cause."""
    due = {(r["event_id"], str(r["person_id"])) for r in await conns["booking"].fetch(TO_TELL)}
    rows = await conns["notify"].fetch("SELECT event_id, person_id FROM message WHERE listed")
    told = Counter((r["event_id"], str(r["person_id"])) for r in rows)
    broken = [f"not told: {pair}" for pair in due - told.keys()] + [f"no cause: {pair}" for pair in told.keys() - due]
    broken += [f"told {times} times: {pair}" for pair, times in told.items() if times > 1]
    return Invariant("I3 每件事通知每个家庭恰好一次 every family is told once", broken)


async def _shown(conns: Conns) -> Invariant:
    """I5: what the catalogue shows is what the ledger says."""
    rows = await conns["booking"].fetch("SELECT group_id, taken, waiting, entered, held FROM ledger")
    ledger = {group_id: numbers for group_id, *numbers in rows}
    rows = await conns["classes"].fetch(
        "SELECT id, taken, waiting, entered, held FROM class_group WHERE state <> 'draft'"
    )
    shown = {group_id: numbers for group_id, *numbers in rows}
    broken = [f"{id_}: shown {shown[id_]}, true {true}" for id_, true in ledger.items() if shown.get(id_, true) != true]
    return Invariant("I5 目录与账本一致 the catalogue shows the ledger", broken)


def _nothing_vanished(topic: str, source: str, reader: str) -> Callable[[Conns], Awaitable[Invariant]]:
    """I6: every event of the topic took effect at the reader, or lies there as a dead letter."""

    async def invariant(conns: Conns) -> Invariant:
        said = {r["event_id"] for r in await conns[source].fetch(EVENTS, topic)}
        done = {r["event_id"] for r in await conns[reader].fetch(SETTLED)}
        return Invariant(f"I6 {topic} → {reader}: 一件不丢 nothing vanished", [str(id_) for id_ in said - done])

    return invariant


_NOTHING_VANISHED = [
    _nothing_vanished("catalogue", "classes", "booking"),
    _nothing_vanished("accounts", "accounts", "booking"),
    _nothing_vanished("enrollment", "booking", "notify"),
    _nothing_vanished("capacity", "booking", "classes"),
]


def _rows(rows: "list[asyncpg.Record]") -> list[str]:
    return [" ".join(f"{key}={value}" for key, value in row.items()) for row in rows]
