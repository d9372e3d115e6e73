"""A plan as a whole: all that can be wrong with it once it can be read."""

from collections.abc import Iterator, Sequence
from itertools import islice

from services.classes.plan.checks.admission import check_admission
from services.classes.plan.checks.groups import check_group
from services.classes.plan.checks.offers import check_offer, own_days
from services.classes.plan.checks.places import Declared, check_capacity, check_sites
from services.classes.plan.checks.terms import check_term, term_days_of
from services.classes.plan.checks.together import check_together
from services.classes.plan.checks.unused import check_unused
from services.classes.plan.checks.who import check_conditions, check_who
from services.classes.plan.groups.choices import Choice, choices
from services.classes.plan.language.findings import Finding
from services.classes.plan.language.model import Draft, offers
from services.classes.words import plan_checks as wrong

MOST_GROUPS = 5_000


def check(plan: Draft, declared: Declared) -> Iterator[Finding]:
    """Everything that does not fit together."""
    for key, term in plan.terms.items():
        yield from check_term(("terms", key), term, plan.season)
    yield from check_sites(plan, declared)
    if not plan.sessions and not plan.interest_classes:
        yield Finding(
            (),
            *wrong.NO_OFFERS,
        )
    found = list(islice(choices(plan), MOST_GROUPS + 1))
    if len(found) > MOST_GROUPS:
        yield Finding(
            (),
            *wrong.TOO_MANY_GROUPS.of(most=MOST_GROUPS),
        )
        return
    for section, key, offer in offers(plan):
        yield from check_offer((section, key), plan, offer, declared)
    yield from _choices(plan, found)
    yield from check_together(found)
    yield from check_unused(found)


def _choices(plan: Draft, found: Sequence[Choice]) -> Iterator[Finding]:
    """What holds for groups, each combination of rules, term and places once."""
    days = {key: term_days_of(term) for key, term in plan.terms.items()}
    seen: set[tuple[object, ...]] = set()
    levels = {path: level for choice in found for path, level in choice.levels}
    for path, level in levels.items():
        yield from check_conditions(path, level)
    for choice in found:
        key = (*(path for path, _ in choice.levels), choice.term, choice.capacity)
        if key not in seen:
            seen.add(key)
            dates = days[choice.term] if choice.term else own_days(choice.offer)
            yield from check_group(choice, dates)
            yield from check_who(choice, dates)
            yield from check_admission(choice, dates)
            yield from check_capacity(choice)
