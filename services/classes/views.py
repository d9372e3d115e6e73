"""Groups as pages and the API show them."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import cached_property
from itertools import groupby

from services.classes.plan import TEXTS, service_name, told
from services.classes.store.catalogue import LivePlaces
from services.classes.store.groups import Group, in_json
from services.classes.usecases.compare import Step
from services.classes.words.groups import BADGES, CHANGED, DRAWN, OTHER_TEXTS, WAYS
from shared.events.catalogue import Meeting
from shared.events.differences import What, gone
from shared.events.rules import GroupRules


def changed(before: Group, after: Group) -> list[tuple[str, str]]:
    """What is said otherwise of the group afterwards, in words, each once."""
    old, new = in_json(before.facts, before.presentation), in_json(after.facts, after.presentation)
    names = [name for part in new for name, value in new[part].items() if old[part].get(name) != value]
    return list(dict.fromkeys(CHANGED.get(name, OTHER_TEXTS) for name in names))


@dataclass(frozen=True)
class Rewritten:
    """What an import changes of a published group, for its organizer: what families are told, old → new, and what else."""

    step: Step
    old: "View"
    new: "View"

    @classmethod
    def of(cls, step: Step, now: datetime) -> "Rewritten | None":
        """Of a group that is rewritten; None for what is new, left as it is or removed."""
        if step.before is None or step.after is None or step.fate == "unchanged":
            return None
        return cls(step, View(step.before, now), View(step.after, now))

    @cached_property
    def heard(self) -> list[What]:
        """What families are told."""
        return self.step.heard

    @property
    def days(self) -> tuple[tuple[Meeting, ...], tuple[Meeting, ...]]:
        """Meetings that are dropped, and those that come new, where others stay."""
        old, new = self.old.group.facts, self.new.group.facts
        return gone(old, new), gone(new, old)

    @property
    def others(self) -> list[tuple[str, str]]:
        """What is said otherwise and told to nobody."""
        heard = [CHANGED[_SAYS[what]] for what in self.heard]
        return [each for each in changed(self.old.group, self.new.group) if each not in heard]


_SAYS = {"when": "meetings", "where": "site", "title": "title", "bring": "bring", "fees": "fees", "decided": "rules"}
"""What families are told, by a field that says it."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A group that has fewer children than it needs to take place."""

    have: int
    """With a place, with one that is kept for them, or in the decision that is still to come."""
    children: int
    """So many it needs."""
    decide_at: datetime
    due: bool
    """That instant has come."""
    over: str
    """Whose children count: its own, those at the site or in the whole plan."""
    otherwise: str
    """What the notice says then: cancel, merge, move."""
    acts_at: datetime | None
    """When it is cancelled by itself; None: never."""

    @property
    def missing(self) -> int:
        """So many more it needs."""
        return self.children - self.have


@dataclass(frozen=True)
class View:
    """A group at one instant, for a template."""

    group: Group
    now: datetime
    queued: bool = False
    """Its plan is being published, and its turn comes."""
    beside: int = 0
    """Children of the other groups that its minimum counts along with it."""

    @cached_property
    def phase(self) -> str:
        """The word of its badge."""
        return self.places.phase(self.now)

    @property
    def standing(self) -> str:
        """The same for its organizer: a draft whose turn to be published comes is more than a draft."""
        return "queued" if self.queued and self.phase == "draft" else self.phase

    @cached_property
    def in_full(self) -> GroupRules:
        """How its places are given, whatever event said it."""
        return self.group.facts.in_full

    @property
    def places(self) -> LivePlaces:
        """Its live numbers alone."""
        g, decide_at = self.group, self.in_full.decide_at
        return LivePlaces(
            g.id, g.life, g.capacity, g.taken, g.waiting, g.facts.waiting_limit, g.entered, decide_at, g.held
        )

    @property
    def drawn(self) -> tuple[str, str] | None:
        """How its draw gives places; None where places go in the order of booking."""
        return DRAWN.get(self.in_full.way)

    @property
    def way(self) -> tuple[str, str] | None:
        """How places are given, in a line; None where the first to come is served."""
        return WAYS.get(self.giving_as)

    @property
    def badge(self) -> tuple[str, str] | None:
        """The same in a word."""
        return BADGES.get(self.giving_as)

    @property
    def giving_as(self) -> str:
        """The way by its word; `at_once`: for all at once, but nobody goes first."""
        said = self.in_full
        return "at_once" if said.way == "ranked" and not said.priorities else said.way

    @cached_property
    def rules(self) -> GroupRules:
        """Its rules with unions by name: the one that runs it as it signs; others need not be told apart."""
        own, issuer = [self.group.union], self.group.presentation.issuer
        return told.by_name(self.group.facts.rules, lambda codes: [issuer if codes == own else told.CERTAIN])

    @property
    def conditions(self) -> list[tuple[str, str]]:
        """Who may book, beyond membership, grades, ages and birth dates; and how often."""
        limits = [told.limit(each, self.group.presentation.offer) for each in self.group.facts.limits]
        return [*told.admitted(self.rules.who.model_copy(update={"rising_grades": None})), *limits]

    @property
    def papers(self) -> list[tuple[str, str]]:
        """What to upload."""
        return [told.document(each) for each in self.rules.documents]

    @property
    def priorities(self) -> list[tuple[str, str]]:
        """Who goes first, in order."""
        return [told.priority(each) for each in self.rules.priorities]

    @property
    def giving(self) -> list[tuple[str, str]]:
        """How places are given and what comes after, but for the order of priorities and what a draw's own lines say."""
        giving = replace(told.Giving.of(self.group.facts), rules=self.rules)
        way = [] if self.drawn else list(told.way(giving))
        return [*told.asking(self.rules), *way, *told.kept(giving), *told.afterwards(self.rules)]

    @property
    def texts(self) -> list[tuple[tuple[str, str], str]]:
        """What families read besides, each with its heading, in the order of `TEXTS`."""
        shown = self.group.presentation
        said = shown.texts | {"fees": shown.fees, "notes": shown.notes, "bring": self.group.facts.bring}
        return [(heading, said[key]) for key, heading in TEXTS.items() if said.get(key)]

    @property
    def deciding(self) -> bool:
        """True while its common decision is still to come."""
        return self.places.deciding(self.now)

    @property
    def lots(self) -> bool:
        """True when lots decide, and the draw has a page."""
        return self.drawn is not None or self.in_full.way == "opening_lot"

    @property
    def shortfall(self) -> Shortfall | None:
        """Too few children, of all that its minimum counts, between the opening and the first day; None when there are enough, or none are needed."""
        least, g = self.group.facts.rules.minimum, self.group
        have = g.given + g.entered + self.beside
        if least is None or have >= least.children or self.phase not in ("open", "full", "closed"):
            return None
        return Shortfall(
            have,
            least.children,
            least.decide_at,
            self.now >= least.decide_at,
            least.over,
            least.otherwise,
            least.acts_at if least.grace else None,
        )

    @property
    def days(self) -> int:
        """How many days it meets."""
        return len({meeting.date for meeting in self.group.facts.meetings})

    @property
    def weekdays(self) -> list[int]:
        """The weekdays (0 is Monday) of all its blocks; empty when they differ."""
        blocks = [block.weekdays for block in self.group.presentation.blocks]
        return blocks[0] if blocks and all(days == blocks[0] for days in blocks) else []

    @cached_property
    def lessons(self) -> list[tuple[list[int], time, time]]:
        """A week's lessons, those at the same hours together: (weekdays, from, to)."""
        by_hours: dict[tuple[time, time], list[int]] = {}
        for lesson in self.group.presentation.timetable:
            by_hours.setdefault((lesson.start, lesson.end), []).extend(lesson.weekdays)
        return [(sorted(days), start, end) for (start, end), days in by_hours.items()]

    @property
    def services(self) -> list[tuple[str, str]]:
        """What a session offers, in Chinese and English."""
        return [service_name(service) for service in self.group.presentation.services]

    @cached_property
    def months(self) -> list[tuple[tuple[int, int], list[object]]]:
        """Its meetings by (year, month)."""
        by_month = groupby(self.group.facts.meetings, key=lambda m: (m.date.year, m.date.month))
        return [(month, list(meetings)) for month, meetings in by_month]
