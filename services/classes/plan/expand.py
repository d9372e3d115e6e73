"""From a plan to its groups (班次): one for every group × term × site, with all their meetings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.classes.plan import rules
from services.classes.plan.calendar import term_days
from services.classes.plan.model import (
    CareGroup,
    Group,
    InterestClass,
    LessonGroup,
    Plan,
    Rules,
    Session,
    called,
    offers,
)
from services.classes.plan.presentation import Presentation, ShownBlock, ShownLesson
from services.classes.plan.times import Hours, Lesson
from shared.events.catalogue import GroupFacts, Limit, Meeting

EVERY_DAY = tuple(range(7))


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """A group as the plan wants it."""

    key: str
    """Stable and unique in the plan: care/zhineng/term-1/low."""
    facts: GroupFacts
    presentation: Presentation


def expand(plan: Plan) -> list[PlannedGroup]:
    """Every group that can be booked, in the order of the file. Pure; `plan` must come from `read` or `shifted`."""
    return [PlannedGroup(choice.path, _facts(choice), _presentation(choice)) for choice in choices(plan)]


@dataclass(frozen=True, slots=True)
class Choice:
    """One group in one term (None: the class's own dates) at one site, not yet worked out."""

    plan: Plan
    key: str
    offer: Session | InterestClass
    term: str | None
    site: str
    group_key: str
    group: Group

    @property
    def path(self) -> str:
        """Its key in the plan."""
        return "/".join(part for part in (self.key, self.site, self.term, self.group_key) if part)

    @property
    def levels(self) -> tuple[Rules, Rules, Rules]:
        """Where its rules may be said, from the plan inwards."""
        return self.plan, self.offer, self.group

    @property
    def name(self) -> str:
        """As families know it, without its term."""
        return self.group.name or called(self.key, self.offer)

    @property
    def term_name(self) -> str:
        """Empty for a class with its own dates."""
        return called(self.term, self.plan.terms[self.term]) if self.term else ""

    @property
    def inside(self) -> str | None:
        """The key of the session it takes place in."""
        return self.offer.inside if isinstance(self.offer, InterestClass) else None

    @property
    def hours(self) -> Hours | None:
        """A session's day; None for an interest class."""
        own = self.group.hours if isinstance(self.group, CareGroup) else None
        return own or (self.offer.hours if isinstance(self.offer, Session) else None)

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
        week = [Lesson(EVERY_DAY, self.hours)] if self.hours else self.timetable
        found = [
            Meeting(date=day, start=lesson.hours.start, end=lesson.hours.end)
            for day in term_days(self.blocks(), *self.exceptions())
            for lesson in week
            if day.weekday() in lesson.weekdays
        ]
        return sorted(found, key=lambda meeting: (meeting.date, meeting.start))


def choices(plan: Plan) -> Iterator[Choice]:
    """Every group × term × site, in the order of the file."""
    for _, key, offer in offers(plan):
        terms: list[str] | list[None] = offer.terms or [None]
        for term in terms:
            for site in offer.sites:
                for group_key, group in offer.groups.items():
                    yield Choice(plan, key, offer, term, site, group_key, group)


def _facts(c: Choice) -> GroupFacts:
    who, window = rules.who(c.levels), rules.registration(c.levels)
    admission, site = rules.admission(c.levels), c.plan.sites[c.site]
    return GroupFacts(
        title=f"{c.term_name} · {c.name}" if len(c.offer.terms or ()) > 1 else c.name,
        kind="session" if isinstance(c.offer, Session) else "interest",
        season=c.plan.season,
        term=c.term_name,
        union=c.plan.union,
        site=called(c.site, site),
        address=site.address,
        session=f"{c.plan.plan}/{c.key}/{c.site}",
        inside=c.inside and f"{c.plan.plan}/{c.inside}/{c.site}",
        meetings=c.meetings(),
        capacity=c.group.places,
        waiting_limit=rules.waiting_limit(c.levels),
        opens_at=_known(window.opens),
        closes_at=_known(window.closes),
        grades=who.grades,
        ages=who.ages,
        age_on=who.age_on,
        born=who.born,
        members_of=who.members_of or [],
        join_by=who.join_by,
        bring=rules.innermost(c.levels, "bring"),
        way=admission.way or "first_come",
        draw_source=admission.draw_source or "",
        limits=_limits(c),
    )


def _limits(c: Choice) -> list[Limit]:
    """A limit counts for all that it was said of: the plan, the session or class at every site, the group in every term."""
    scopes = (c.plan.plan, f"{c.plan.plan}/{c.key}", f"{c.plan.plan}/{c.key}/{c.group_key}")
    said = zip(scopes, c.levels, strict=True)
    return [Limit(scope=scope, at_most=level.per_child) for scope, level in said if level.per_child]


def _presentation(c: Choice) -> Presentation:
    excluded, make_up_days = c.exceptions()
    return Presentation(
        plan_title=c.plan.title,
        issuer=c.plan.issuer,
        offer=called(c.key, c.offer),
        group=c.name,
        blocks=c.blocks(),
        excluded=excluded,
        make_up_days=make_up_days,
        hours=c.hours,
        timetable=[
            ShownLesson(weekdays=list(lesson.weekdays), start=lesson.hours.start, end=lesson.hours.end)
            for lesson in c.timetable
        ],
        services=c.services,
        inside=called(c.inside, c.plan.sessions[c.inside]) if c.inside else "",
        fees=rules.innermost(c.levels, "fees"),
        notes=rules.innermost(c.levels, "notes"),
        health=rules.who(c.levels).health or "",
    )


def _known(at: datetime | None) -> datetime:
    assert at is not None  # noqa: S101 - `read` refuses a group without opening or closing
    return at
