"""The place where a notice is played: the groups of its plan, and who stands where in them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import lru_cache
from uuid import UUID, uuid4

from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.group import Group
from services.booking.domain.pseudonyms import draw_of
from services.booking.domain.requests import CallOff, Enroll, Freeze, ProposeMove, Refill, Request, Resize, Settle
from services.booking.domain.snapshot import Ledger, Snapshot
from services.booking.store.groups import to_group
from services.classes.plan import expand, read
from shared.events.catalogue import GroupFacts
from shared.kernel.clock import ZONE
from tests.support.admission import World
from tests.support.plans import PLANS


@dataclass
class Place:
    """One plan's groups; every group is named by words of its key, none where there is only one."""

    plan: str
    """The name of one of examples/plans, or a plan's own text."""
    world: World = field(default_factory=World)
    groups: dict[str, Group] = field(default_factory=dict)
    facts: dict[str, GroupFacts] = field(default_factory=dict)
    """As classes tells them."""
    draws: dict[UUID, list[Group]] = field(default_factory=dict)
    """Common decisions, each with its groups."""
    known: dict[str, str] = field(default_factory=dict)
    """words → the key they mean"""

    def __post_init__(self) -> None:
        for key, (group, facts) in planned(self.plan).items():
            self.facts[key] = facts
            self.groups[key] = self.world.groups[group.id] = group
            self.known[key] = key
            self.world.ledgers[group.id] = Ledger(group.id, facts.capacity, taken=0, waiting=0, next_seq=1)
            if group.decide_at:
                self.draws.setdefault(draw_of(group.id, group.together), []).append(group)
        self.world.now = min(group.opens_at for group in self.groups.values()) - timedelta(days=30)

    def key(self, words: str = "") -> str:
        """The key of the only group whose key has all these words."""
        if words not in self.known:
            (self.known[words],) = [key for key in self.groups if set(words.split()) <= set(key.split("/"))]
        return self.known[words]

    def group(self, words: str = "") -> Group:
        """The only group whose key has all these words."""
        return self.groups[self.key(words)]

    def snapshot(self, named: Iterable[UUID]) -> Snapshot:
        """What a batch would load: of hundreds of groups those that it names, and those where anybody stands."""
        in_play = {*named, *(e.group_id for e in self.world.enrollments.values())}
        return replace(self.world.snapshot(), ledgers={id_: self.world.ledgers[id_] for id_ in in_play})

    def admitted(self, words: str = "") -> list[str]:
        """Who has a place, by name."""
        return self.in_state(words, State.CONFIRMED)

    def offered(self, words: str = "") -> list[str]:
        """For whom a place is kept until they confirm, by name."""
        return self.in_state(words, State.OFFERED)

    def unplaced(self, words: str = "") -> list[str]:
        """Who got neither a place nor a turn, by name."""
        return self.in_state(words, State.UNPLACED)

    def waiting(self, words: str = "") -> list[str]:
        """Who waits, in the order of their turns."""
        return [self._name(e) for e in sorted(self._of(words, State.WAITLISTED), key=lambda e: (e.band, e.seq))]

    def in_state(self, words: str, *states: State) -> list[str]:
        """Whose enrollment stands there, by name."""
        return sorted(self._name(e) for e in self._of(words, *states))

    def left(self, words: str = "") -> int:
        """Places that nobody has, and that are kept for nobody's answer."""
        ledger = self.world.ledgers[self.group(words).id]
        return ledger.capacity - ledger.given

    def minimum(self, words: str = "") -> tuple[int, str, str] | None:
        """With how few children it does not take place, when that is decided (Beijing time), and what then."""
        least = self.facts[self.key(words)].rules.minimum
        return least and (least.children, least.decide_at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M"), least.otherwise)

    def _of(self, words: str, *states: State) -> list[Enrollment]:
        group_id = self.group(words).id
        return [e for e in self.world.enrollments.values() if e.group_id == group_id and e.state in states]

    def _name(self, enrollment: Enrollment) -> str:
        return self.world.children[enrollment.child_id].name


def groups_named(request: Request) -> Iterable[UUID]:
    """The groups that a request names."""
    match request:
        case Enroll():
            return [seat.group_id for seat in request.seats]
        case Freeze() | Settle():
            return request.group_ids
        case ProposeMove():
            return [request.from_group_id, request.to_group_id]
        case Refill() | CallOff() | Resize():
            return [request.group_id]
    return []


@lru_cache(maxsize=4)
def planned(plan: str) -> dict[str, tuple[Group, GroupFacts]]:
    """The plan's groups and their facts; read once, they never change."""
    text = plan.encode() if "\n" in plan else (PLANS / f"{plan}.yaml").read_bytes()
    planned = expand(read(text, "plan"))
    return {each.key: (to_group(uuid4(), 1, each.facts), each.facts) for each in planned}


@lru_cache(maxsize=16)
def brought(plan: str, lacks: frozenset[str]) -> dict[str, frozenset[str]]:
    """Every text of the plan accepted and every paper uploaded, but for these."""
    groups = [group for group, _ in planned(plan).values()]
    texts = {g.agreement.hash for g in groups if g.agreement and "agreement" not in lacks}
    texts |= {g.health.hash for g in groups if g.health and "health" not in lacks}
    papers = {paper.name for g in groups for paper in g.documents}
    return {"consents": frozenset(texts), "documents": frozenset(papers - lacks)}
