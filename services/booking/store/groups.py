"""Groups as booking knows them: the facts classes told, kept as rows and, once read, in memory by revision."""

from collections.abc import Iterable
from uuid import UUID

from services.booking.domain.group import Group, Hours
from shared.db.pool import Connection
from shared.events.catalogue import GroupFacts
from shared.events.enrollment import GroupCard


def to_group(group_id: UUID, revision: int, facts: GroupFacts) -> Group:
    """The part of a group's facts that admission decides by."""
    meetings: dict[object, list[Hours]] = {}
    for meeting in facts.meetings:
        meetings.setdefault(meeting.date, []).append((meeting.start, meeting.end))
    return Group(
        id=group_id,
        revision=revision,
        title=facts.title,
        union=facts.union,
        session=facts.session,
        inside=facts.inside,
        meetings=meetings,  # type: ignore[arg-type]
        opens_at=facts.opens_at,
        closes_at=facts.closes_at,
        waiting_limit=facts.waiting_limit,
        grades=facts.grades,
        ages=facts.ages,
        age_on=facts.age_on,
        born=facts.born,
        members_of=frozenset(facts.members_of),
        join_by=facts.join_by,
        way=facts.way,
        draw_source=facts.draw_source,
        limits={limit.scope: limit.at_most for limit in facts.limits},
    )


def to_card(facts: GroupFacts) -> GroupCard:
    """The group as a message to a family shows it."""
    days = sorted({meeting.date for meeting in facts.meetings})
    first = min(facts.meetings, key=lambda m: (m.date, m.start))
    return GroupCard(
        title=facts.title,
        site=facts.site,
        address=facts.address,
        first_day=days[0],
        last_day=days[-1],
        start=first.start,
        end=first.end,
        days=len(days),
        bring=facts.bring,
    )


class Known:
    """One group's facts in the three forms they are used in."""

    def __init__(self, group_id: UUID, revision: int, facts: GroupFacts) -> None:
        self.facts = facts
        self.group = to_group(group_id, revision, facts)
        self.card = to_card(facts)


class GroupBook:
    """Remembers parsed facts: at the opening the same few groups are asked for thousands of times."""

    def __init__(self) -> None:
        self._known: dict[UUID, Known] = {}

    async def get(self, conn: Connection, wanted: Iterable[tuple[UUID, int]]) -> dict[UUID, Known]:
        """The groups by id, each at least as new as the revision named."""
        revisions = dict(wanted)
        stale = [id_ for id_, revision in revisions.items() if self._revision(id_) < revision]
        if stale:
            for row in await conn.fetch(
                "SELECT id, revision, facts FROM class_group WHERE id = ANY ($1::uuid[])", stale
            ):
                self._known[row["id"]] = Known(row["id"], row["revision"], GroupFacts.model_validate(row["facts"]))
        return {id_: self._known[id_] for id_ in revisions}

    def _revision(self, group_id: UUID) -> int:
        known = self._known.get(group_id)
        return known.group.revision if known else -1


_LEARN = """
INSERT INTO class_group AS g (id, revision, facts) VALUES ($1, $2, $3)
ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, facts = excluded.facts
WHERE g.revision < excluded.revision
RETURNING true
"""


async def learn(conn: Connection, group_id: UUID, revision: int, facts: GroupFacts) -> bool:
    """Keep a group's facts unless newer ones are known; False when they are older."""
    learned = await conn.fetchval(_LEARN, group_id, revision, facts.model_dump(mode="json"))
    await conn.execute(
        "INSERT INTO ledger (group_id, capacity) VALUES ($1, $2) ON CONFLICT DO NOTHING", group_id, facts.capacity
    )
    return bool(learned)


async def find(conn: Connection, book: GroupBook, group_id: UUID) -> Known | None:
    """A group by id, as last heard."""
    revision = await conn.fetchval("SELECT revision FROM class_group WHERE id = $1", group_id)
    return (await book.get(conn, [(group_id, revision)]))[group_id] if revision is not None else None
