"""Where and when groups take place, and with how many places: whether the names exist and the numbers are there."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from services.classes.plan.groups.choices import Choice, held, places, sites_of, terms_of
from services.classes.plan.groups.rules import said_at
from services.classes.plan.language.findings import Finding, Path
from services.classes.plan.language.model import OTHERS, Draft, Group, Offer
from services.classes.plan.language.values import EVERYTHING
from services.classes.plan.language.wording import Pair, closest
from services.classes.words import plan_checks as wrong

Declared = Mapping[str, Collection[str] | None]
"""The names that the file gives to its terms, sites and sessions, faulty or not; None: cannot be known."""


def title_of(section: str) -> Pair:
    """sites（办班点）, sites"""
    return f"{section}（{wrong.SECTIONS[section]}）", section


def references(path: Path, keys: Sequence[str], section: str, declared: Declared) -> Iterator[Finding]:
    """Each name exists, and stands once."""
    for number, key in enumerate(keys):
        if key in keys[:number]:
            yield Finding((*path, number), *wrong.KEY_TWICE.of(key=key))
        yield from reference((*path, number), key, section, declared)


def reference(path: Path, key: str, section: str, declared: Declared) -> Iterator[Finding]:
    """The name exists."""
    names = declared[section]
    if names is not None and key not in names:
        hint = closest(key, names)
        if key in EVERYTHING:
            hint = wrong.ALL_IS_SILENCE.of(section=section)
        yield Finding(
            path,
            *wrong.KEY_UNKNOWN.of(title=title_of(section), key=key, hint=hint),
        )


def check_sites(plan: Draft, declared: Declared) -> Iterator[Finding]:
    """The terms of each site exist; numbered sites take no other's key."""
    for key, site in plan.sites.items():
        yield from references(("sites", key, "terms"), site.terms or (), "terms", declared)
    for key, alike in places(plan).items():
        if taken := next((place.key for place in alike if place.key != key and place.key in plan.sites), None):
            yield Finding(
                ("sites", key, "count"),
                *wrong.NUMBER_TAKEN.of(taken=taken),
            )


def check_places(path: Path, plan: Draft, offer: Offer, declared: Declared) -> Iterator[Finding]:
    """The sites and terms that groups name are those of their session or class."""
    sites = sites_of(plan, offer)
    terms = [term for term in terms_of(plan, offer) if term]
    sound = all(declared[section] is not None for section in ("sites", "terms"))
    for key, group in offer.groups.items():
        here = (*path, "groups", key)
        for section, names in (("sites", sites), ("terms", terms)):
            yield from references((*here, section), getattr(group, section) or (), section, declared)
            for number, name in enumerate(getattr(group, section) or ()):
                if name in (declared[section] or ()) and name not in names and name in getattr(plan, section):
                    yield _elsewhere((*here, section, number), name, names)
        if sound and isinstance(group.places, dict):
            yield from _mapping(
                (*here, "places"), group.places, {*(declared["sites"] or ()), *(declared["terms"] or ())}
            )
        if not _anywhere(plan, offer, group):
            yield Finding(
                here,
                *wrong.GROUP_NOWHERE,
                lacks=("terms", "sites"),
            )


def _elsewhere(path: Path, name: str, names: Sequence[str]) -> Finding:
    return Finding(
        path,
        *wrong.PLACES_OF_ANOTHER.of(name=name, names=("、".join(names), ", ".join(names))),
    )


def _mapping(path: Path, said: Mapping[str, object], names: Collection[str]) -> Iterator[Finding]:
    for key, inner in said.items():
        if key not in names and key != OTHERS:
            zh, en = closest(key, names)
            yield Finding(
                (*path, key),
                *wrong.PLACES_UNKNOWN.of(key=key, others=OTHERS, hint=(zh, en)),
            )
        if isinstance(inner, dict):
            yield from _mapping((*path, key), inner, names)


def _anywhere(plan: Draft, offer: Offer, group: Group) -> bool:
    """Whether it takes place at all; True when that cannot be told."""
    known = [
        place for each in places(plan).values() for place in each[:1] if place.declared in (offer.sites or plan.sites)
    ]
    terms = terms_of(plan, offer)
    if not known or not (set(group.sites or ()) | set(group.terms or ())) <= {*plan.sites, *plan.terms}:
        return True
    return any(held(group, place, term) for place in known for term in terms)


def check_capacity(choice: Choice) -> Iterator[Finding]:
    """Somebody says how many places there are."""
    if choice.capacity is None and choice.place.key:
        where = " ".join(part for part in (choice.place.declared, choice.term) if part)
        partly = isinstance(choice.group.places, dict)
        yield Finding(
            (*choice.levels[-1][0], "places"),
            *(wrong.PLACES_INCOMPLETE.of(where=where, others=OTHERS) if partly else wrong.PLACES_MISSING),
        )
    most = choice.rules.most_places
    if most and choice.capacity and choice.capacity > most:
        yield Finding(
            said_at(choice.levels, "most_places"),
            *wrong.PLACES_ABOVE_MOST.of(capacity=choice.capacity, most=most),
        )
