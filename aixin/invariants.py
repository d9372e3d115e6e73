"""What must be true after every fault, asked of the live databases (docs/runbook.md says what to do when it is not).

I1 places given or kept ≤ capacity · I2 one live enrollment per child and group, nowhere twice at once · I3 one message per
event and family · I4 the ledger equals what it counts · I5 the catalogue shows the ledger · I6 no event vanished.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import asyncpg

BOOKING = {
    "I1 名额不超卖 no place is sold twice": """
        SELECT l.group_id, count(e.id) AS placed, l.capacity FROM ledger l
        LEFT JOIN enrollment e ON e.group_id = l.group_id AND e.state IN ('confirmed', 'offered', 'pending')
        GROUP BY l.group_id, l.capacity HAVING count(e.id) > l.capacity""",
    "I2 一个孩子一个班次只报一次 one live enrollment per child and group": """
        SELECT child_id, group_id, count(*) FROM enrollment WHERE live(state)
        GROUP BY child_id, group_id HAVING count(*) > 1""",
    # Namesakes born on one day may both have one where a person has looked (told_apart), or from before anybody did.
    "I2 一个孩子只有一个名额 one place a child, whoever asked": """
        SELECT e.group_id, e.child_id, o.child_id AS other FROM enrollment e JOIN child c ON c.id = e.child_id
        JOIN child d ON d.identity = c.identity AND d.id > c.id JOIN enrollment o ON o.child_id = d.id AND o.group_id = e.group_id
        WHERE e.state IN ('entered', 'waitlisted', 'pending', 'offered', 'confirmed')
            AND o.state IN ('entered', 'waitlisted', 'pending', 'offered', 'confirmed')
            AND greatest(e.created_at, o.created_at) > (SELECT at FROM migration WHERE name = 'own/0007_one_child.sql')
            AND NOT EXISTS (SELECT FROM told_apart t WHERE t.child_id = c.id AND t.other_id = d.id)""",
    # Of several choices only one is granted, and a place that would replace another one is no second place.
    "I2 没有人同时在两个地方 nobody is in two places at once": """
        WITH live AS (
            SELECT e.id, e.child_id, coalesce(e.unit, e.id) AS unit, e.choice, e.replaces,
                g.facts ->> 'session' AS session, g.facts ->> 'inside' AS inside,
                (m ->> 'date')::date AS day, (m ->> 'start')::time AS starts, (m ->> 'end')::time AS ends
            FROM enrollment e JOIN class_group g ON g.id = e.group_id, jsonb_array_elements(g.facts -> 'meetings') AS m
            WHERE live(e.state)
        )
        SELECT a.child_id, a.day, a.id, b.id FROM live a JOIN live b
            ON a.child_id = b.child_id AND a.id < b.id AND a.day = b.day AND a.starts < b.ends AND b.starts < a.ends
        WHERE a.session IS DISTINCT FROM b.inside AND b.session IS DISTINCT FROM a.inside
            AND (a.unit <> b.unit OR a.choice = b.choice)
            AND a.replaces IS DISTINCT FROM b.id AND b.replaces IS DISTINCT FROM a.id""",
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

EVENTS = "SELECT event_id FROM outbox WHERE topic = $1"
SETTLED = "SELECT event_id FROM inbox UNION SELECT event_id FROM dead_letter WHERE event_id IS NOT NULL"
TO_TELL = """
    SELECT event_id, person_id FROM outbox,
        jsonb_array_elements_text(convert_from(body, 'UTF8')::jsonb -> 'guardian_ids') AS person_id
    WHERE topic = 'enrollment'"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One invariant, and what breaks it (nothing, when it holds)."""

    name: str
    broken: list[str]


async def check(dsns: Mapping[str, str]) -> list[Finding]:
    """Every invariant, asked of the databases of the four systems (name → DSN)."""
    conns = {name: await asyncpg.connect(dsn, timeout=5) for name, dsn in dsns.items()}
    try:
        findings = [Finding(name, _rows(await conns["booking"].fetch(sql))) for name, sql in BOOKING.items()]
        return [
            *findings,
            await every_family_is_told_once(conns),
            await _shown(conns),
            *[await f(conns) for f in _NOTHING_VANISHED],
        ]
    finally:
        for conn in conns.values():
            await conn.close()


async def settled(dsns: Mapping[str, str], within: float = 30) -> list[Finding]:
    """As `check`, but waits up to `within` seconds for messages and counts that are still under way."""
    deadline = asyncio.get_running_loop().time() + within
    while True:
        findings = await check(dsns)
        if not any(f.broken for f in findings) or asyncio.get_running_loop().time() > deadline:
            return findings
        await asyncio.sleep(0.3)


Conns = Mapping[str, "asyncpg.Connection[asyncpg.Record]"]


async def every_family_is_told_once(conns: Conns) -> Finding:
    """I3: one message per event and person, and none without its cause."""
    due = {(r["event_id"], str(r["person_id"])) for r in await conns["booking"].fetch(TO_TELL)}
    rows = await conns["notify"].fetch("SELECT event_id, person_id FROM message WHERE listed")
    told = Counter((r["event_id"], str(r["person_id"])) for r in rows)
    broken = [f"not told: {pair}" for pair in due - told.keys()] + [f"no cause: {pair}" for pair in told.keys() - due]
    broken += [f"told {times} times: {pair}" for pair, times in told.items() if times > 1]
    return Finding("I3 每件事通知每个家庭恰好一次 every family is told once", broken)


async def _shown(conns: Conns) -> Finding:
    """I5: what the catalogue shows is what the ledger says."""
    rows = await conns["booking"].fetch("SELECT group_id, taken, waiting, entered, held FROM ledger")
    ledger = {group_id: numbers for group_id, *numbers in rows}
    rows = await conns["classes"].fetch(
        "SELECT id, taken, waiting, entered, held FROM class_group WHERE state <> 'draft'"
    )
    shown = {group_id: numbers for group_id, *numbers in rows}
    broken = [f"{id_}: shown {shown[id_]}, true {true}" for id_, true in ledger.items() if shown.get(id_, true) != true]
    return Finding("I5 目录与账本一致 the catalogue shows the ledger", broken)


def _nothing_vanished(topic: str, source: str, reader: str) -> Callable[[Conns], Awaitable[Finding]]:
    """I6: every event of the topic took effect at the reader, or lies there as a dead letter."""

    async def finding(conns: Conns) -> Finding:
        said = {r["event_id"] for r in await conns[source].fetch(EVENTS, topic)}
        done = {r["event_id"] for r in await conns[reader].fetch(SETTLED)}
        return Finding(f"I6 {topic} → {reader}: 一件不丢 nothing vanished", [str(id_) for id_ in said - done])

    return finding


_NOTHING_VANISHED = [
    _nothing_vanished("catalogue", "classes", "booking"),
    _nothing_vanished("accounts", "accounts", "booking"),
    _nothing_vanished("enrollment", "booking", "notify"),
    _nothing_vanished("capacity", "booking", "classes"),
]


def _rows(rows: "list[asyncpg.Record]") -> list[str]:
    return [" ".join(f"{key}={value}" for key, value in row.items()) for row in rows]
