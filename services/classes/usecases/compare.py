"""What importing a plan would do with each group: worked out first, shown to the organizer, then done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from services.classes.domain.lifecycle import GroupState, Life, NotAllowed
from services.classes.domain.merge import merged
from services.classes.plan import PlannedGroup, Presentation
from services.classes.store.groups import Group, in_json, times
from services.classes.words import steps
from shared.events.catalogue import GroupFacts
from shared.events.differences import What, differences

Fate = Literal["created", "updated", "revised", "unchanged", "refused", "removed", "left"]


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one group."""

    key: str
    title: str
    fate: Fate
    zh: str = ""
    en: str = ""
    planned: PlannedGroup | None = None
    before: Group | None = None
    after: Group | None = None
    """The group to be written, when something changes."""

    @property
    def heard(self) -> list[What]:
        """What of it families are told: nothing of a draft, of a comma, of other texts."""
        if self.fate != "revised" or not self.before or not self.after:
            return []
        return differences(self.before.told, self.after.told)

    @property
    def families(self) -> int:
        """For so many bookings: places, those that are kept, turns, entries. Only entries wait for a common decision."""
        if not self.before or not self.heard:
            return 0
        return self.before.entered + (self.before.given + self.before.waiting) * (self.heard != ["decided"])

    @property
    def told(self) -> "Step":
        """What is left to tell of it once it is done."""
        return replace(self, planned=None, before=None, after=None)


def compare(existing: Sequence[Group], planned: Sequence[PlannedGroup], now: datetime) -> list[Step]:
    """A step for each of these groups of the file, beside those of them that exist."""
    known = {group.key: group for group in existing}
    return [_step(known[p.key], p, now) if p.key in known else _created(p) for p in planned]


def vanished(group: Group) -> Step:
    """The step of a group that the file does not name any more."""
    if group.state is GroupState.DRAFT:
        return Step(group.key, group.facts.title, "removed", *steps.REMOVED, before=group)
    return Step(group.key, group.facts.title, "left", *steps.LEFT, before=group)


def _created(planned: PlannedGroup) -> Step:
    return Step(planned.key, planned.facts.title, "created", *steps.CREATED, planned)


def _step(group: Group, planned: PlannedGroup, now: datetime) -> Step:
    file = in_json(planned.facts, planned.presentation)
    fresh = _merged(group, file)
    step = Step(group.key, fresh.facts.title, "unchanged", *steps.UNCHANGED, planned, group)
    if fresh.facts == group.facts and fresh.presentation == group.presentation:
        return replace(step, after=replace(group, planned=file) if file != group.planned else None)
    try:
        fresh = replace(fresh, life=_life(group, fresh, now))
    except NotAllowed as no:
        return replace(step, title=group.facts.title, fate="refused", zh=no.zh, en=no.en)
    if group.state is GroupState.DRAFT:
        return replace(step, fate="updated", zh=steps.UPDATED.zh, en=steps.UPDATED.en, after=fresh)
    return replace(step, fate="revised", zh=steps.REVISED.zh, en=steps.REVISED.en, after=fresh)


def _merged(group: Group, file: Mapping[str, Any]) -> Group:
    """The group with what the file changed since the last import; what was changed in the console stays."""
    now = in_json(group.facts, group.presentation)
    said = {part: merged(now[part], group.planned[part], file[part]) for part in file}
    facts = _still_held(group, GroupFacts.model_validate(said["facts"]))
    return replace(group.saying(facts, Presentation.model_validate(said["presentation"])), planned=file)


def _still_held(group: Group, fresh: GroupFacts) -> GroupFacts:
    """Its organizer said that it takes place: only a minimum raised by the file above the children that it has takes that back."""
    before, least = group.planned["facts"].get("rules", {}).get("minimum"), fresh.rules.minimum
    held = group.facts.rules.minimum is None and before is not None
    if not held or least is None or least.children > max(before["children"], group.given):
        return fresh
    return fresh.model_copy(update={"rules": fresh.rules.model_copy(update={"minimum": None})})


def _life(group: Group, fresh: Group, now: datetime) -> Life:
    """The life after the change. Raises NotAllowed."""
    life = group.life.advance(now)
    if _giving(fresh.facts) != _giving(group.facts):
        life = life.give_otherwise()
    if fresh.facts != group.facts:
        life = life.revise(times(fresh.facts), now).advance(now)
    if _places(fresh) != _places(group):
        life = life.resize(fresh.facts.capacity, group.given, fresh.presentation.most_places)
    return life


def _places(group: Group) -> tuple[int, int | None]:
    """How many it has, and how many it may have."""
    return group.facts.capacity, group.presentation.most_places


def _giving(facts: GroupFacts) -> tuple[object, ...]:
    """What decides who gets a place: fixed once registration has begun."""
    said = facts.in_full
    decided = said.decide_at if said.decide_at != facts.closes_at else None  # with the closing, which may be moved
    return (
        facts.only_with,
        *(facts.draw_source, said.way, decided, said.priorities, said.pools),
        *(said.together, said.wishes, said.waiting_order, said.sign_up, said.review, said.reviewers),
    )
