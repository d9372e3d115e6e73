"""Groups as booking knows them: the facts classes told, kept as rows and, once read, in memory by revision."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from services.booking.domain.criteria import Condition, Criterion
from services.booking.domain.group import Group, Hours, Paper, Pool, Priority, Statement
from services.booking.domain.snapshot import MOST
from services.booking.store import ledgers
from services.booking.store.known_names import KnownNames
from services.booking.store.queries import sql
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.events import rules
from shared.events.card import GroupCard, WeeklyHours
from shared.events.catalogue import GroupFacts, GroupPublished, GroupRevised

_GET = "SELECT id, revision, facts FROM class_group WHERE id = ANY ($1::uuid[])"
_CURRENT = "SELECT id, revision FROM class_group WHERE id = ANY ($1::uuid[])"
# $1 now, $2 the look before, $3 how far ahead: what opens within that time or is open, and has come so near or was heard since; who learned it
# commits within a minute. What is not open yet comes first.
_COMING = """
SELECT id, revision FROM class_group
WHERE closes_at > $1::timestamptz AND opens_at < $1 + $3::interval AND (opens_at >= $2::timestamptz + $3 OR heard_at > $2 - interval '1 minute')
ORDER BY opens_at DESC, id LIMIT $4
"""
_CAPACITIES = "SELECT id, (facts ->> 'capacity')::int AS capacity FROM class_group WHERE id = ANY ($1::uuid[])"
# Locks the groups' rows, in the order of their ids. An older revision than the one that is known gives no row.
_LEARN = """
INSERT INTO class_group AS g (id, revision, facts) SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::jsonb[]) ORDER BY 1
ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, facts = excluded.facts, heard_at = clock_timestamp()
WHERE g.revision < excluded.revision
RETURNING new.id, old.facts
"""
_IN_ORDER = "ORDER BY g.facts #>> '{meetings,0,date}', g.by_site, g.by_title, g.id"
_NOT_CALLED_OFF = "SELECT g.id, g.revision FROM class_group g JOIN ledger l ON l.group_id = g.id WHERE NOT l.called_off"
_DECIDED_WITH = f"{_NOT_CALLED_OFF} AND g.facts -> 'rules' ->> 'together' = $1 {_IN_ORDER}"
_OPTIONS_OF = f"{_NOT_CALLED_OFF} AND g.only_with = $1 {_IN_ORDER}"
_OF_CARE = f"{_NOT_CALLED_OFF} AND g.care = $1 {_IN_ORDER}"
_OF_SESSION = f"{_NOT_CALLED_OFF} AND g.facts ->> 'session' = $1 {_IN_ORDER}"


def in_order(statement: str) -> str:
    """It, in the order of the first days, sites and titles of the groups (g) that it finds, as people count."""
    return f"{statement} {_IN_ORDER}"


def to_group(group_id: UUID, revision: int, facts: GroupFacts) -> Group:
    """The part of a group's facts that admission decides by."""
    said = facts.in_full
    return Group(
        id=group_id, revision=revision, title=facts.title, union=facts.union, season=facts.season, site=facts.site, address=facts.address,
        session=facts.session, inside=facts.inside, care=facts.care, only_with=facts.only_with, meetings=_meetings(facts),
        opens_at=facts.opens_at, closes_at=facts.closes_at, fees=facts.fees,
        waiting_limit=facts.waiting_limit,
        waiting_by_priority=said.waiting_order == "priority",
        who=_criterion(said.who, facts.union),
        join_by=facts.join_by,
        way=said.way,
        decide_at=said.decide_at,
        draw_source=facts.draw_source,
        together=said.together,
        wishes=said.wishes,
        priorities=tuple(Priority(p.name, _criterion(p.when, facts.union)) for p in said.priorities),
        pools=tuple(Pool(p.name, p.places, _criterion(p.when, facts.union), p.opens_at, p.until) for p in said.pools),
        limits={limit.scope: limit.at_most for limit in facts.limits if limit.per == "child"},
        family_limits={limit.scope: limit.at_most for limit in facts.limits if limit.per == "family"},
        sign_up=said.sign_up,
        review=said.review,
        reviewers=frozenset(said.reviewers),
        confirm_within=_minutes(said.confirm_within),
        answer_within=_minutes(said.answer_within),
        all_at_once=timedelta(minutes=said.all_at_once),
        documents=tuple(Paper(d.name, _criterion(d.when, facts.union), d.seen) for d in said.documents),
        agreement=_agreement(said.agreement) if said.agreement else None,
        health=Statement("健康声明", "", text_hash(said.health)) if said.health else None,
        publicity=said.publicity,
        choose_within=_minutes(said.choose_within),
    )  # fmt: skip


def _meetings(facts: GroupFacts) -> dict[date, list[Hours]]:
    meetings: dict[date, list[Hours]] = {}
    for meeting in facts.meetings:
        meetings.setdefault(meeting.date, []).append((meeting.start, meeting.end))
    return meetings


def _agreement(said: rules.Agreement) -> Statement:
    return Statement(said.title, said.version, text_hash(said.text))


def text_hash(text: str) -> str:
    """Names a text that guardians accept: another text has another one."""
    return sha256(text.encode()).hexdigest()


def _minutes(number: int | None) -> timedelta | None:
    return None if number is None else timedelta(minutes=number)


def _criterion(told: rules.Condition, union: str) -> Criterion:
    any_of = tuple(_condition(one, union) for one in getattr(told, "any_of", ()))
    none_of = tuple(_condition(one, union) for one in getattr(told, "none_of", ()))
    plain = _condition(told, union)
    return Criterion(**{f.name: getattr(plain, f.name) for f in fields(Condition)}, any_of=any_of, none_of=none_of)


def _condition(told: rules.Condition, union: str) -> Condition:
    said = {f.name: getattr(told, f.name) for f in fields(Condition)}
    names = {name: frozenset(value) for name, value in said.items() if isinstance(value, list)}
    seasons = {name: frozenset(f"{union}/{season}" for season in names[name]) for name in ("placed_in", "unlucky_in")}
    lists = {"listed_in": frozenset(f"{union}:{name}" for name in names["listed_in"])}
    return Condition(**(said | names | seasons | lists))


def to_card(facts: GroupFacts) -> GroupCard:
    """The group as a message to a family shows it."""
    days = sorted({meeting.date for meeting in facts.meetings})
    first = min(facts.meetings, key=lambda m: (m.date, m.start))
    return GroupCard(
        union=facts.union,
        title=facts.title,
        site=facts.site,
        address=facts.address,
        first_day=days[0],
        last_day=days[-1],
        dates=facts.dates,
        start=first.start,
        end=first.end,
        week=_week(facts),
        days=len(days),
        bring=facts.bring,
        contact=facts.contact,
    )


def _week(facts: GroupFacts) -> list[WeeklyHours]:
    weekdays: dict[Hours, set[int]] = {}
    for meeting in facts.meetings:
        weekdays.setdefault((meeting.start, meeting.end), set()).add(meeting.date.weekday())
    found = [WeeklyHours(weekdays=sorted(days), start=start, end=end) for (start, end), days in weekdays.items()]
    return sorted(found, key=lambda hours: (hours.weekdays[0], hours.start))


AT_ONCE = 25
"""Groups read in one piece: some milliseconds of work, then others have their turn."""
AHEAD, PORTION = timedelta(hours=1), 5000
"""How long before their opening groups are read that nobody has asked for, and how many at a look; the next look goes on."""
MOST_HELD = 20_000
"""Groups in memory, some 10 KB each: more than twice a province's. What was not asked for longest goes first."""


class Known:
    """One group's facts in the three forms they are used in."""

    def __init__(self, group_id: UUID, revision: int, facts: GroupFacts) -> None:
        self.facts = facts
        self.group = to_group(group_id, revision, facts)
        self.card = to_card(facts)
        self.asks_for_papers = bool(
            self.group.agreement or self.group.health or self.group.documents or self.group.check
        )
        self.remembers = any(c.placed_in or c.unlucky_in for c in self.group.conditions)
        """Some rule looks at earlier seasons."""


class GroupBook:
    """Remembers parsed facts: at the opening the same few groups are asked for thousands of times. And how families call things."""

    def __init__(self, most: int = MOST, holds: int = MOST_HELD) -> None:
        """`most`: what a family can have asked for at once, whatever the facts allow. It `holds` so many groups."""
        self.most, self.holds = most, holds
        self._known: dict[UUID, Known] = {}
        """What was asked for last stands last."""
        self._looked = datetime(1970, 1, 1, tzinfo=UTC)
        self.names = KnownNames()

    async def get(self, conn: Connection, wanted: Iterable[tuple[UUID, int]]) -> dict[UUID, Known]:
        """The groups by id, each at least as new as the revision named."""
        revisions = dict(wanted)
        found = {id_: self._known[id_] for id_, revision in revisions.items() if self._revision(id_) >= revision}
        stale = [id_ for id_ in revisions if id_ not in found]
        for n, row in enumerate(await conn.fetch(_GET, stale) if stale else (), 1):
            if self._revision(row["id"]) < row["revision"]:  # others may have read a newer one meanwhile
                self._hold(Known(row["id"], row["revision"], GroupFacts.model_validate(row["facts"])))
            found[row["id"]] = self._known[row["id"]]
            if n % AT_ONCE == 0:
                await asyncio.sleep(0)
        for id_ in revisions:
            self._hold(found[id_])
        return {id_: found[id_] for id_ in revisions}

    def _hold(self, known: Known) -> None:
        """Remember it, unless a newer one is held, and let go of what was not asked for longest."""
        held = self._known.pop(known.group.id, known)
        self._known[known.group.id] = held if held.group.revision > known.group.revision else known
        while len(self._known) > self.holds:
            del self._known[next(iter(self._known))]

    async def current(self, conn: Connection, ids: Iterable[UUID]) -> dict[UUID, Known]:
        """The groups by id, as last heard; those never heard of are left out."""
        rows = await conn.fetch(_CURRENT, list(ids))
        return await self.get(conn, [(row["id"], row["revision"]) for row in rows])

    async def read_ahead(self, conn: Connection) -> None:
        """Read what opens soon, as far as nobody has: so that in the opening second no family waits for it. As much as is held, in portions."""
        now = await clock(conn)
        rows = await conn.fetch(_COMING, now, self._looked, AHEAD, self.holds)
        coming = [(row["id"], row["revision"]) for row in rows if self._revision(row["id"]) < row["revision"]]
        for n in range(0, min(len(coming), PORTION), AT_ONCE):
            await self.get(conn, coming[n : min(n + AT_ONCE, PORTION)])
        if len(coming) <= PORTION:
            self._looked = now

    def _revision(self, group_id: UUID) -> int:
        known = self._known.get(group_id)
        return known.group.revision if known else -1


async def learn(conn: Connection, told: Sequence[GroupPublished | GroupRevised]) -> dict[UUID, GroupFacts | None]:
    """Keep the facts of different groups, their rows locked until the transaction ends: group → those they replace, None for a new one.

    Left out is what is older than known.
    """
    said = [(event.group_id, event.revision, event.facts.model_dump(mode="json")) for event in told]
    rows = await conn.fetch(_LEARN, *map(list, zip(*said, strict=True)))
    replaced = {row["id"]: GroupFacts.model_validate(row["facts"]) if row["facts"] else None for row in rows}
    new = {id_ for id_, before in replaced.items() if before is None}
    await ledgers.begin(conn, {event.group_id: event.facts.capacity for event in told if event.group_id in new})
    return replaced


async def decided_with(conn: Connection, book: GroupBook, together: str) -> list[Known]:
    """The groups that a family may rank as wishes, those called off left out."""
    return await _those(conn, book, _DECIDED_WITH, together)


async def of_session(conn: Connection, book: GroupBook, session: str) -> list[Known]:
    """The groups of a session, or of an interest class, those called off left out."""
    return await _those(conn, book, _OF_SESSION, session)


async def options_of(conn: Connection, book: GroupBook, care: str) -> list[Known]:
    """What only children in this care can be in, those called off left out."""
    return await _those(conn, book, _OPTIONS_OF, care)


async def of_care(conn: Connection, book: GroupBook, care: str) -> list[Known]:
    """The groups of this care, those called off left out."""
    return await _those(conn, book, _OF_CARE, care)


async def _those(conn: Connection, book: GroupBook, which: str, *of: object) -> list[Known]:
    found = await book.get(conn, [(row["id"], row["revision"]) for row in await conn.fetch(which, *of)])
    return list(found.values())


async def find(conn: Connection, book: GroupBook, group_id: UUID) -> Known | None:
    """A group by id, as last heard."""
    return (await book.current(conn, [group_id])).get(group_id)


async def capacities(conn: Connection, group_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many places the organizer wants each to have, as last heard."""
    return {row["id"]: row["capacity"] for row in await conn.fetch(_CAPACITIES, list(group_ids))}


async def waiting_elsewhere(conn: Connection, group_id: UUID) -> list[UUID]:
    """Other groups in which families of this one wait for both or none."""
    rows = await conn.fetch(sql("waiting_elsewhere"), [group_id])
    return [row["group_id"] for row in rows if row["group_id"] != group_id]
