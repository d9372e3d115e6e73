"""What a plan opens: every group × term × site, one by one, with the rules that hold for it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.classes.plan.groups import rules
from services.classes.plan.groups.calendar import term_days
from services.classes.plan.groups.presentation import ShownBlock
from services.classes.plan.groups.rules import Held, Level
from services.classes.plan.language.findings import Path
from services.classes.plan.language.model import (
    OTHERS,
    CareGroup,
    Draft,
    FullSite,
    Group,
    InterestClass,
    LessonGroup,
    Offer,
    Session,
    called,
    offers,
)
from services.classes.plan.language.times import Hours, Lesson
from shared.events.catalogue import Meeting

EVERY_DAY = tuple(range(7))


@dataclass(frozen=True, slots=True)
class Place:
    """A site, or one of several alike."""

    key: str
    declared: str
    """Its key in the file."""
    site: FullSite
    name: str


NOWHERE = Place("", "", FullSite(), "")
"""Stands for the sites of a draft that has none, so that the rest of it can be checked."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One group in one term (None: the class's own dates) at one site, not yet worked out."""

    plan: Draft
    section: str
    key: str
    offer: Offer
    term: str | None
    place: Place
    group_key: str
    group: Group
    number: int
    """Of several parallel groups; 0: the only one."""
    levels: tuple[Level, ...]
    """Where its rules are said, from the plan inwards."""
    rules: Held
    """All of them together."""

    @property
    def path(self) -> str:
        """Its key in the plan."""
        parts = (self.key, self.place.key, self.term, self.group_key, str(self.number or ""))
        return "/".join(part for part in parts if part)

    @property
    def name(self) -> str:
        """As families know it, without its term."""
        name = self.group.name or called(self.key, self.offer)
        return f"{name}（{self.number}）" if self.number else name

    @property
    def term_name(self) -> str:
        """Empty for a class with its own dates."""
        return called(self.term, self.plan.terms[self.term]) if self.term else ""

    @property
    def capacity(self) -> int | None:
        """Its places; None when nobody says them."""
        if self.only_with and self.group.places is None:
            return self._places_in_care()
        return places_of(self.group, self.place.declared, self.term) or self.place.site.places

    @property
    def inside(self) -> str | None:
        """The key of the session it takes place in."""
        return (self.offer.inside or self.only_with) if isinstance(self.offer, InterestClass) else None

    @property
    def only_with(self) -> str | None:
        """Of an option, the key of the session that its children must be in."""
        return self.offer.only_with if isinstance(self.offer, InterestClass) else None

    @property
    def care(self) -> str | None:
        """The name of the care that it is, where it has options; or that it goes with, as an option."""
        if isinstance(self.offer, Session):
            classes = self.plan.interest_classes.values()
            optional = any(one.only_with == self.key for one in classes)
            return f"{self.key}/{self.place.key}@{self.term}" if optional else None
        return f"{self.only_with}/{self.place.key}@{self._term_of_care()}" if self.only_with else None

    def _term_of_care(self) -> str | None:
        """Its own term; of a class with dates of its own, the term of the care in which it begins, else the next, else the last."""
        session = self.plan.sessions.get(self.only_with or "")
        if self.term or session is None or not isinstance(self.offer, InterestClass):
            return self.term
        terms, first = terms_of(self.plan, session), self.offer.first
        ends = [(max(b.last for b in self.plan.terms[term].blocks), term) for term in terms if term]
        return next((term for last, term in sorted(ends) if first and first <= last), terms[-1])

    def _places_in_care(self) -> int | None:
        """As many as the care it goes with has here."""
        session, term = self.plan.sessions.get(self.only_with or ""), self._term_of_care()
        if session is None:
            return None
        groups = [group for group in session.groups.values() if held(group, self.place, term)]
        here = [
            (places_of(g, self.place.declared, term) or self.place.site.places or 0) * (g.count or 1) for g in groups
        ]
        return sum(here) or None

    @property
    def hours(self) -> Sequence[Hours]:
        """A session's day; empty for an interest class."""
        own = self.group.hours if isinstance(self.group, CareGroup) else None
        return own or (self.offer.hours if isinstance(self.offer, Session) else None) or []

    @property
    def timetable(self) -> Sequence[Lesson]:
        """An interest class's week; empty for a session."""
        own = self.group.timetable if isinstance(self.group, LessonGroup) else None
        return own or (self.offer.timetable if isinstance(self.offer, InterestClass) else None) or []

    @property
    def services(self) -> list[str]:
        """What a session offers; empty for an interest class."""
        own = self.group.services if isinstance(self.group, CareGroup) else None
        return own or (self.offer.services if isinstance(self.offer, Session) else None) or []

    def blocks(self) -> list[ShownBlock]:
        """Its dates as the plan says them."""
        if self.term:
            blocks = self.plan.terms[self.term].blocks
            return [ShownBlock(first=b.first, last=b.last, weekdays=list(b.weekdays)) for b in blocks]
        if isinstance(self.offer, InterestClass) and self.offer.first and self.offer.last:
            weekdays = sorted({day for lesson in self.timetable for day in lesson.weekdays})
            return [ShownBlock(first=self.offer.first, last=self.offer.last, weekdays=weekdays)]
        return []

    def exceptions(self) -> tuple[list[date], list[date]]:
        """Its excluded days and its make-up days."""
        if self.term:
            term = self.plan.terms[self.term]
            return sorted(term.excluded), sorted(term.make_up_days)
        return (sorted(self.offer.excluded) if isinstance(self.offer, InterestClass) else []), []

    def meetings(self) -> list[Meeting]:
        """Every day of care, or every lesson, in order."""
        week = [Lesson(EVERY_DAY, hours) for hours in self.hours] or self.timetable
        found = [
            Meeting(date=day, start=lesson.hours.start, end=lesson.hours.end)
            for day in term_days(self.blocks(), *self.exceptions())
            for lesson in week
            if day.weekday() in lesson.weekdays
        ]
        return sorted(found, key=lambda meeting: (meeting.date, meeting.start))


def choices(plan: Draft) -> Iterator[Choice]:
    """Every group × term × site, in the order of the file; terms and sites that the file does not have are left out."""
    merge, here, bare = rules.merging(), places(plan), _Bare()
    for section, key, offer in offers(plan):
        groups_at = _groups_at(offer)
        for term in terms_of(plan, offer):
            for place in [each for site in sites_of(plan, offer) for each in here.get(site, ())] or [NOWHERE]:
                for group_key, group in groups_at(place.declared):
                    if not held(group, place, term):
                        continue
                    at: Path = (section, key)
                    levels = _levels(plan, term, place, (at, offer), ((*at, "groups", group_key), group))
                    if isinstance(offer, InterestClass) and offer.only_with:
                        levels = (*map(bare, levels[:-2]), *levels[-2:])
                    said = merge([level for _, level in levels])
                    for number in range(1, group.count + 1) if group.count else (0,):
                        yield Choice(plan, section, key, offer, term, place, group_key, group, number, levels, said)


class _Bare:
    """Levels as they hold for options, each worked out once: groups that share levels share these."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Level, Level]] = {}

    def __call__(self, level: Level) -> Level:
        """The same place, with less said."""
        if id(level[1]) not in self._known:
            self._known[id(level[1])] = level, (level[0], rules.for_options(level[1]))
        return self._known[id(level[1])][1]


def _groups_at(offer: Offer) -> Callable[[str], Iterable[tuple[str, Group]]]:
    """The groups of a site in the order of the file, without asking each group about each site."""
    only: dict[str | None, list[tuple[int, str, Group]]] = defaultdict(list)
    for number, (key, group) in enumerate(offer.groups.items()):
        for site in group.sites or (None,):
            only[site].append((number, key, group))

    def groups_at(site: str) -> Iterable[tuple[str, Group]]:
        found = sorted((*only[None], *only.get(site, ())), key=lambda each: each[0])
        return ((key, group) for _, key, group in found)

    return groups_at


def _levels(plan: Draft, term: str | None, place: Place, offer: Level, group: Level) -> tuple[Level, ...]:
    """Where a group's rules are said: terms and sites that say none are left out, so that most groups share theirs."""
    levels: list[Level] = [((), plan)]
    if term and rules.says(plan.terms[term]):
        levels.append((("terms", term), plan.terms[term]))
    if rules.says(place.site):
        levels.append((("sites", place.declared), place.site))
    return (*levels, offer, group)


def terms_of(plan: Draft, offer: Offer) -> list[str | None]:
    """The terms of a session or class; [None] for a class with dates of its own."""
    said = offer.terms or (list(plan.terms) if isinstance(offer, Session) else [])
    return [term for term in said if term in plan.terms] or [None]


def sites_of(plan: Draft, offer: Offer) -> list[str]:
    """The sites of a session or class, as the file declares them."""
    return offer.sites or list(plan.sites)


def places(plan: Draft) -> dict[str, list[Place]]:
    """By the key in the file: the site, or the numbered ones that it stands for."""
    return {key: list(_alike(key, site)) for key, site in plan.sites.items()}


def _alike(key: str, site: FullSite) -> Iterator[Place]:
    if not site.count:
        yield Place(key, key, site, called(key, site))
    for number in range(1, (site.count or 0) + 1):
        yield Place(f"{key}-{number}", key, site, f"{called(key, site)}{number}")


def held(group: Group, place: Place, term: str | None) -> bool:
    """Whether the group takes place there and then."""
    here = not group.sites or place.declared in group.sites
    return here and all(term is None or not only or term in only for only in (group.terms, place.site.terms))


def places_of(group: Group, site: str, term: str | None) -> int | None:
    """What the group itself says of its places at a site in a term."""
    said: Any = group.places
    while isinstance(said, dict):
        said = next((said[key] for key in (site, term, OTHERS) if key in said), None)
    return said if isinstance(said, int) else None
