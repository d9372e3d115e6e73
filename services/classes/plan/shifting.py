"""The same plan at another time: for demonstrations and tests that need a registration which opens soon."""

from datetime import date, datetime, time, timedelta
from typing import Any

from services.classes.plan.expand import expand
from services.classes.plan.model import Plan
from services.classes.plan.parts import Part
from shared.web.words import ZONE


def shifted(plan: Plan, opens_at: datetime, suffix: str) -> Plan:
    """`plan` with its first registration opening at `opens_at` (aware, whole seconds) and its days later by whole weeks.

    Every window keeps its length; the days move by as few weeks as let each group start after its closing, never back.
    The new plan's number is `<plan>-<suffix>`.
    """
    groups = [group.facts for group in expand(plan)]
    wait = opens_at.astimezone(ZONE).replace(microsecond=0) - min(facts.opens_at for facts in groups)
    step = timedelta(weeks=max(_weeks(facts.meetings[0].date, facts.closes_at + wait) for facts in groups))
    first = min(facts.meetings[0].date for facts in groups)
    year = int(plan.season[:4]) + (first + step).year - first.year
    moved: Plan = _moved(plan, wait, step)
    return moved.model_copy(update={"plan": f"{plan.plan}-{suffix}", "season": f"{year}{plan.season[4:]}"})


def _weeks(first_day: date, closes_at: datetime) -> int:
    """How many weeks later the first day must be to begin after the closing."""
    late = closes_at - datetime.combine(first_day, time(), ZONE)
    return max(0, -(-late // timedelta(weeks=1)))


def _moved(value: Any, wait: timedelta, step: timedelta) -> Any:
    """Instants later by `wait`, days by `step`, everything else as it is."""
    match value:
        case datetime():
            return value + wait
        case date():
            return value + step
        case Part():
            return value.model_copy(update={name: _moved(inner, wait, step) for name, inner in value})
        case list():
            return [_moved(inner, wait, step) for inner in value]
        case dict():
            return {key: _moved(inner, wait, step) for key, inner in value.items()}
        case _:
            return value
