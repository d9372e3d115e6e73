"""What two systems must agree on: both tell it in the order of its key, and the two are gone through side by side.

A system tells by views of its schema `audit`, which hold nobody's data (docs/decisions/0017). Whatever happened long ago was looked at
then, and may have gone since (0019): events of the week before one instant are compared, states as they are now.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from shared.events import accounts, capacity, catalogue, enrollment, family, group
from shared.events.envelope import said_at
from shared.events.registry import RECEIVERS
from shared.invariants.invariant import Invariant
from shared.kernel.clock import machine_clock
from shared.words import invariants as words

Conns = Mapping[str, "asyncpg.Connection[asyncpg.Record]"]
Row = tuple[Any, ...]
BATCH = 1000
_WEEK = "coalesce(uuid_extract_timestamp(event_id), created_at) > $1::timestamptz - interval '7 days'"
_SAID = f"SELECT event_id FROM audit.said WHERE topic = '{{}}' AND type IN ({{}}) AND {_WEEK} ORDER BY 1"  # noqa: S608
_SETTLED = """
SELECT event_id FROM audit.settled
WHERE coalesce(uuid_extract_timestamp(event_id) > $1::timestamptz - interval '8 days', true) ORDER BY 1
"""
_TO_TELL = f"SELECT event_id, person_id, type FROM audit.to_tell WHERE {_WEEK} ORDER BY 1, 2"  # noqa: S608
# What staff are told of their roles is said by accounts, and of their programs by notify itself; all else by booking.
_TOLD = f"SELECT event_id, person_id, kind FROM audit.told WHERE {_WEEK} AND kind {{}} ORDER BY 1, 2"  # noqa: S608
_NUMBERS = "SELECT group_id, capacity, taken, waiting, entered, held FROM audit.{} ORDER BY 1"
_GROUPS = "SELECT group_id, called_off, capacity, opens_at, closes_at, facts FROM audit.{} ORDER BY 1"
_RESTORED = "SELECT at, taken_at FROM audit.restored"
_MEMBERSHIPS = "SELECT person_id, revision, unions FROM audit.{} ORDER BY 1"

KINDS: Mapping[str, str] = {
    enrollment.EnrollmentUnverified.TYPE: "unverified",
    enrollment.NamesakeAsked.TYPE: "asked-again",
    enrollment.EnrollmentSubmitted.TYPE: "submitted",
    enrollment.EnrollmentSentBack.TYPE: "sent-back",
    enrollment.MendingReminded.TYPE: "to-mend",
    enrollment.EnrollmentRefused.TYPE: "refused",
    enrollment.EnrollmentEntered.TYPE: "entered",
    enrollment.EnrollmentOffered.TYPE: "offered",
    enrollment.OfferReminded.TYPE: "reminded",
    enrollment.PlaceOpened.TYPE: "opened",
    enrollment.OfferExpired.TYPE: "expired",
    enrollment.EnrollmentConfirmed.TYPE: "confirmed",
    enrollment.EnrollmentWaitlisted.TYPE: "waitlisted",
    enrollment.EnrollmentUnplaced.TYPE: "unplaced",
    enrollment.EnrollmentPromoted.TYPE: "promoted",
    enrollment.EnrollmentWithdrawn.TYPE: "withdrawn",
    enrollment.EnrollmentCancelled.TYPE: "cancelled",
    enrollment.EnrollmentMerged.TYPE: "merged",
    group.GroupChanged.TYPE: "changed",
    group.OverlapReminded.TYPE: "overlaps",
    group.GroupDoubted.TYPE: "doubted",
    group.GroupAssured.TYPE: "assured",
    group.FirstDayReminded.TYPE: "first-day",
    group.RestartReminded.TYPE: "goes-on",
    family.InvitationAccepted.TYPE: "guardian-asks",
    family.RecordsJoined.TYPE: "records-joined",
    family.GuardianLeft.TYPE: "guardian-left",
    family.OpeningReminded.TYPE: "opens-soon",
    family.EarlyCheckDecided.TYPE: "checked",
    family.TeacherChanged.TYPE: "teacher",
    accounts.RoleChanged.TYPE: "role-changed",
    family.BroadcastSaid.TYPE: "broadcast",
    family.BroadcastHeld.TYPE: "broadcast-held",
}
"""What a person must read when this was said: written down once more, so that the checker need not believe what it checks."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one system tells; the first `width` columns of its rows are the key."""

    system: str
    sql: str
    weekly: bool = False
    """It tells of the week before `$1`."""


@dataclass(frozen=True, slots=True)
class Accord:
    """What two systems must agree on."""

    key: str
    name: str
    one: Side
    """Who says which keys there are; whoever was put back from a backup may have forgotten some."""
    other: Side
    judge: "Judge"
    width: int = 1
    """So many columns are the key."""
    dated: bool = False
    """The key is an event: it tells when."""
    final: int | None = None
    """A column that, once true, stays so: `other` may know of it what `one`, put back from a backup, has forgotten."""

    def forgotten(self, mine: Row | None, yours: Row | None, lost: "Sequence[Lost]") -> bool:
        """Whether it can only be so because `one` was put back from a backup, and does not know any more what it said."""
        if mine is None and yours is not None:
            return any(span.holds(yours[0]) for span in lost) if self.dated else bool(lost)
        ended = self.final is not None and mine and yours and yours[self.final] and not mine[self.final]
        return bool(ended and lost)


Judge = Callable[[Row | None, Row | None], str]
"""What is wrong with a pair of rows of one key, either of which may be missing; nothing when they agree."""


async def check(conns: Conns) -> list[Invariant]:
    """Every accord of these systems (all four, or some)."""
    since = {name: await _restored(conn) for name, conn in conns.items()}
    return [await compare(conns, a, since) for a in ACCORDS if {a.one.system, a.other.system} <= conns.keys()]


async def compare(
    conns: Conns, accord: Accord, since: "Mapping[str, list[Lost]]", now: datetime | None = None
) -> Invariant:
    """Go through both sides as of one instant; what can only be so because one of them was put back from a backup is open."""
    invariant, now = Invariant(accord.key, accord.name), now or machine_clock()
    one, other = accord.one, accord.other
    async with _rows(conns[one.system], one, now) as ours, _rows(conns[other.system], other, now) as theirs:
        async for mine, yours in side_by_side(ours, theirs, accord.width):
            if wrong := accord.judge(mine, yours):
                row = mine or yours or ()
                invariant.add(
                    f"{wrong}: {' '.join(map(str, row))}", open=accord.forgotten(mine, yours, since[one.system])
                )
    return invariant


async def side_by_side(
    ours: AsyncIterator[Row], theirs: AsyncIterator[Row], width: int
) -> AsyncIterator[tuple[Row | None, Row | None]]:
    """Rows of one key together, in the order of the keys, whoever has them; one of each side is held at a time."""
    mine, yours = await anext(ours, None), await anext(theirs, None)
    while mine or yours:
        a, b = mine and mine[:width], yours and yours[:width]
        if b is None or (a is not None and a < b):
            yield mine, None
            mine = await anext(ours, None)
        elif a is None or b < a:
            yield None, yours
            yours = await anext(theirs, None)
        else:
            yield mine, yours
            mine, yours = await anext(ours, None), await anext(theirs, None)


@asynccontextmanager
async def _rows(
    conn: "asyncpg.Connection[asyncpg.Record]", side: Side, now: datetime
) -> AsyncIterator[AsyncIterator[Row]]:
    async def each() -> AsyncIterator[Row]:
        async for row in conn.cursor(side.sql, *([now] if side.weekly else []), prefetch=BATCH):
            yield tuple(row.values())

    async with conn.transaction(readonly=True):
        yield each()


@dataclass(frozen=True, slots=True)
class Lost:
    """What a system said in this span it does not know any more: it was restored from a backup of its beginning."""

    begins: datetime
    ends: datetime

    def holds(self, key: UUID) -> bool:
        """Whether something of this id can have been said then."""
        said = said_at(key)
        return said is None or self.begins <= said <= self.ends


async def _restored(conn: "asyncpg.Connection[asyncpg.Record]") -> list[Lost]:
    return [Lost(row["taken_at"], row["at"]) for row in await conn.fetch(_RESTORED)]


def _heard(mine: Row | None, yours: Row | None) -> str:
    return "vanished" if yours is None else ""


def _told(mine: Row | None, yours: Row | None) -> str:
    if mine is None:
        return "no cause"
    if yours is None:
        return "not told"
    return "" if KINDS.get(mine[2]) == yours[2] else f"told as {yours[2]}"


def _same(unknown: str) -> Judge:
    def judge(mine: Row | None, yours: Row | None) -> str:
        if mine is None or yours is None:
            return unknown if mine is None else "unknown"
        return "" if mine == yours else f"other than {yours[1:]}"

    return judge


def _vanished(key: str, topic: str, source: str, reader: str) -> Accord:
    name = f"I6 {topic} → {reader}：{words.NOTHING_VANISHED.line}"
    types = ", ".join(f"'{event.TYPE}'" for event in RECEIVERS[reader] if topic == event.TOPIC)
    said, settled = Side(source, _SAID.format(topic, types), weekly=True), Side(reader, _SETTLED, weekly=True)
    return Accord(key, name, said, settled, _heard)


TOLD_ONCE = Accord(
    "every_family_is_told_once", f"I3 {words.TOLD_ONCE.line}",
    Side("booking", _TO_TELL, weekly=True), Side("notify", _TOLD.format("NOT IN ('role-changed', 'webhook-off')"), weekly=True), _told, width=2, dated=True,
)  # fmt: skip
ACCORDS = (
    TOLD_ONCE,
    Accord(
        "every_change_of_a_role_is_told_once", f"I3 {words.ROLES_TOLD.line}",
        Side("accounts", _TO_TELL, weekly=True), Side("notify", _TOLD.format("= 'role-changed'"), weekly=True), _told, width=2, dated=True,
    ),
    Accord(
        "the_catalogue_shows_the_ledger", f"I5 {words.LEDGER_SHOWN.line}",
        Side("classes", _NUMBERS.format("shown")), Side("booking", _NUMBERS.format("ledger")), _same("never published"),
    ),
    Accord(
        "groups_as_declared", f"I5 {words.GROUPS_AS_DECLARED.line}",
        Side("classes", _GROUPS.format("published_group")), Side("booking", _GROUPS.format("known_group")), _same("never published"), final=1,
    ),
    Accord(
        "memberships_as_registered", f"I5 {words.MEMBERSHIPS_AS_REGISTERED.line}",
        Side("accounts", _MEMBERSHIPS.format("membership")), Side("booking", _MEMBERSHIPS.format("known_membership")), _same("nobody"),
    ),
    _vanished("catalogue_to_booking", catalogue.GroupPublished.TOPIC, "classes", "booking"),
    *(_vanished(f"accounts_to_{reader}", accounts.MembershipChanged.TOPIC, "accounts", reader) for reader in ("booking", "classes", "notify")),
    _vanished("enrollment_to_notify", enrollment.EnrollmentConfirmed.TOPIC, "booking", "notify"),
    _vanished("capacity_to_classes", capacity.PlacesChanged.TOPIC, "booking", "classes"),
    _vanished("capacity_to_notify", capacity.PlacesChanged.TOPIC, "booking", "notify"),
)  # fmt: skip
"""All of them, as they are shown."""
