"""What is counted together: the limits of a group, and the groups that are decided together."""

from collections.abc import Iterator

from services.classes.plan.groups.choices import Choice
from services.classes.plan.language.admission import Limits
from services.classes.plan.language.findings import Path
from services.classes.plan.language.model import Rules
from shared.events.catalogue import Limit


def limits_of(said: Rules) -> Limits:
    """The limits said there, the short form among them."""
    found = said.limits or Limits()
    return found.model_copy(update={"per_child": found.per_child or said.per_child})


def limits(choice: Choice, plan: str, union: str, season: str) -> list[Limit]:
    """Every limit counts for all that it was said of; the season's for every plan of the union."""
    found: dict[tuple[str, str], Limit] = {}
    for path, level in choice.levels:
        if not (level.limits or level.per_child):
            continue
        scope, in_term = _scope(choice, plan, path), f"@{choice.term}" if choice.term else ""
        for limit in _limits(limits_of(level), scope, in_term, f"{union}/{season}/*"):
            found[limit.scope, limit.per] = limit  # of the season and of a term, the innermost word counts
    return list(found.values())


def _limits(said: Limits, scope: str, in_term: str, season: str) -> Iterator[Limit]:
    if said.per_child:
        yield Limit(scope=scope, at_most=said.per_child)
    if said.per_family:
        yield Limit(scope=scope, at_most=said.per_family, per="family")
    if said.per_term and in_term:
        yield Limit(scope=scope.partition("@")[0] + in_term, at_most=said.per_term)
    if said.per_season:
        yield Limit(scope=season, at_most=said.per_season)


def _scope(choice: Choice, plan: str, path: Path) -> str:
    """The name of all the groups that a level speaks of; `@` and `:` cannot stand in keys."""
    match path:
        case ():
            return plan
        case ("terms", term):
            return f"{plan}@{term}"
        case ("sites", site):
            return f"{plan}:{site}"
        case (_, offer):
            return f"{plan}/{offer}"
    return f"{plan}/{choice.key}/{choice.group_key}"


def together(choice: Choice, plan: str) -> str:
    """The name of the groups that are decided with it; empty: it alone."""
    said = choice.rules.admission.together
    if said in (None, "no"):
        return ""
    if said != "yes":
        return f"{plan}/{said}"
    at = next(path for path, level in reversed(choice.levels) if level.admission and level.admission.together)
    return _scope(choice, plan, at)
