"""The same plan at another time: for demonstrations and tests that need a registration which opens soon."""

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from services.classes.plan.groups.expand import expand
from services.classes.plan.language.model import Plan
from services.classes.plan.language.sections import Section
from shared.events.catalogue import GroupFacts
from shared.kernel.clock import ZONE


def shifted(plan: Plan, opens_at: datetime, suffix: str) -> Plan:
    """`plan` with its first registration opening at `opens_at` (aware, whole seconds) and its days later by whole weeks.

    Every window keeps its length; the days move by as few weeks as let each group start after its closing, never back.
    The new plan's number is `<plan>-<suffix>`.
    """
    groups = [group.facts for group in expand(plan)]
    wait = opens_at.astimezone(ZONE).replace(microsecond=0) - min(facts.opens_at for facts in groups)
    step = timedelta(weeks=max(_weeks(facts.meetings[0].date, _decided(facts) + wait) for facts in groups))
    first = min(facts.meetings[0].date for facts in groups)
    year = int(plan.season[:4]) + (first + step).year - first.year
    moved: Plan = _moved(plan, _Move(wait, step, year - int(plan.season[:4])))
    return moved.model_copy(update={"plan": f"{plan.plan}-{suffix}", "season": f"{year}{plan.season[4:]}"})


def _decided(facts: GroupFacts) -> datetime:
    """When all is decided that must be before the first day."""
    instants = [facts.closes_at, facts.rules.decide_at, facts.rules.minimum and facts.rules.minimum.acts_at]
    return max(at for at in instants if at)


def _weeks(first_day: date, closes_at: datetime) -> int:
    """How many weeks later the first day must be to begin after the closing."""
    late = closes_at - datetime.combine(first_day, time(), ZONE)
    return max(0, -(-late // timedelta(weeks=1)))


class _Move(NamedTuple):
    wait: timedelta
    step: timedelta
    years: int


def _moved(value: Any, move: _Move) -> Any:
    """Instants later by `wait`, days by `step`, seasons by `years`, everything else as it is."""
    match value:
        case datetime():
            return value + move.wait
        case date():
            return value + move.step
        case Section():
            return value.model_copy(update={name: _field(name, inner, move) for name, inner in value})
        case list():
            return [_moved(inner, move) for inner in value]
        case dict():
            return {key: _moved(inner, move) for key, inner in value.items()}
        case _:
            return value


def _field(name: str, value: Any, move: _Move) -> Any:
    if name in ("placed_in", "unlucky_in"):
        return [f"{int(season[:4]) + move.years}{season[4:]}" for season in value or ()] or None
    return _moved(value, move)
