"""Whether a session or an interest class has its sites, its dates and its groups."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from services.classes.plan.checks.places import Declared, check_places, reference, references, title_of
from services.classes.plan.checks.terms import block_days, check_excluded, check_stretch, term_days_of
from services.classes.plan.groups.choices import NOWHERE, held, places, sites_of, terms_of
from services.classes.plan.language.findings import Finding, Path
from services.classes.plan.language.model import Block, Draft, InterestClass, Offer, Rules, Session
from services.classes.words import plan_checks as wrong


def check_offer(path: Path, plan: Draft, offer: Offer, declared: Declared) -> Iterator[Finding]:
    """Its sites and terms exist, it has dates and groups."""
    yield from references((*path, "sites"), offer.sites or (), "sites", declared)
    yield from references((*path, "terms"), offer.terms or (), "terms", declared)
    yield from _some(path, offer, declared)
    dates = {key: term_days_of(plan.terms[key]) for key in offer.terms or _silent(plan, offer) if key in plan.terms}
    yield from _overlapping_terms(path if offer.terms is None else (*path, "terms"), plan, offer, dates)
    if isinstance(offer, InterestClass):
        yield from _own_dates(path, offer, plan.season)
        yield from _inside((*path, "inside"), offer.inside, offer, plan, declared)
        yield from _inside((*path, "only_with"), offer.only_with, offer, plan, declared)
        yield from _only_with((*path, "only_with"), offer, plan)
    if not offer.groups:
        yield Finding((*path, "groups"), *wrong.NO_GROUPS)
    yield from check_places(path, plan, offer, declared)


def own_days(offer: Offer) -> Sequence[date]:
    """The days of a class with dates of its own; none of others."""
    if isinstance(offer, InterestClass) and offer.first and offer.last:
        return sorted(set(_every_day(offer.first, offer.last)).difference(offer.excluded))
    return ()


def _every_day(first: date, last: date) -> list[date]:
    return block_days(Block.model_construct(first=first, last=last, weekdays=tuple(range(7))))


def _silent(plan: Draft, offer: Offer) -> Collection[str]:
    """The terms of a session that names none."""
    return plan.terms if isinstance(offer, Session) else ()


def _some(path: Path, offer: Offer, declared: Declared) -> Iterator[Finding]:
    """Silence means every site and every term: there must be one."""
    needed = ["sites"] if isinstance(offer, InterestClass) else ["sites", "terms"]
    for section in needed:
        if getattr(offer, section) is None and declared[section] is not None and not declared[section]:
            yield Finding(
                path,
                *wrong.NO_SECTION.of(section=section, title=title_of(section), example=wrong.EXAMPLES[section]),
            )


def _overlapping_terms(path: Path, plan: Draft, offer: Offer, dates: Mapping[str, Sequence[date]]) -> Iterator[Finding]:
    for a, b in combinations(dates, 2):
        shared = set(dates[a]).intersection(dates[b])
        if shared and _side_by_side(plan, offer, a, b):
            yield Finding(
                path,
                *wrong.TERMS_OVERLAP.of(a=a, b=b, day=min(shared)),
            )


def _side_by_side(plan: Draft, offer: Offer, *terms: str) -> bool:
    """Whether a group is held in all these terms at one site; sites may have dates of their own."""
    here = [place for site in sites_of(plan, offer) for place in places(plan).get(site, ())[:1]] or [NOWHERE]
    return any(all(held(group, at, term) for term in terms) for group in offer.groups.values() for at in here)


def _own_dates(path: Path, offer: InterestClass, season: str | None) -> Iterator[Finding]:
    if offer.terms and (offer.first or offer.last):
        yield Finding(
            (*path, "terms"),
            *wrong.TERMS_AND_DATES,
        )
    elif not offer.terms and not (offer.first and offer.last):
        yield Finding(
            path,
            *wrong.NO_DATES,
        )
    if offer.first and offer.last:
        yield from check_stretch(path, offer.first, offer.last, season)
        yield from check_excluded((*path, "excluded"), offer.excluded, _every_day(offer.first, offer.last))
    elif offer.excluded:
        yield Finding(
            (*path, "excluded"),
            *wrong.EXCLUDED_ELSEWHERE,
            lacks=("from", "to"),
        )


def _inside(path: Path, inside: str | None, offer: InterestClass, plan: Draft, declared: Declared) -> Iterator[Finding]:
    if inside is None:
        return
    yield from reference(path, inside, "sessions", declared)
    session = plan.sessions.get(inside)
    if session is None or session.sites is None:
        return
    sites = offer.sites or list(plan.sites)
    if not {*sites, *session.sites} <= set(declared["sites"] or ()):
        return
    for site in sites:
        if site not in session.sites:
            yield Finding(path, *wrong.INSIDE_ELSEWHERE.of(inside=inside, site=site, key=path[-1]))


def _only_with(path: Path, offer: InterestClass, plan: Draft) -> Iterator[Finding]:
    """An option is held in its care's terms, and goes to the children in care one by one, whatever is said of care itself."""
    session = plan.sessions.get(offer.only_with or "")
    if session is None:
        return
    if offer.inside and offer.inside != offer.only_with:
        yield Finding(path, *wrong.ONLY_WITH_ANOTHER.of(inside=offer.inside, care=offer.only_with))
    terms = terms_of(plan, session)
    for term in offer.terms or ():
        if term in plan.terms and term not in terms:
            yield Finding(path, *wrong.ONLY_WITH_NO_TERM.of(care=offer.only_with, term=term))
    levels: list[tuple[Path, Rules]] = [
        (path[:-1], offer),
        *(((*path[:-1], "groups", k), g) for k, g in offer.groups.items()),
    ]
    for at, level in levels:
        said = level.admission
        if said and (
            said.way not in (None, "first_come")
            or said.review not in (None, "none")
            or said.together not in (None, "no")
        ):
            yield Finding((*at, "admission"), *wrong.ONLY_WITH_ADMISSION)
        if level.registration and level.registration.sign_up == "employer":
            yield Finding((*at, "registration", "sign_up"), *wrong.ONLY_WITH_ADMISSION)
