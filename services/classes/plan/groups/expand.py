"""From a plan to its groups (班次): one for every group × term × site, with all their meetings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.classes.plan.groups import rules
from services.classes.plan.groups.calendar import dates_told
from services.classes.plan.groups.choices import Choice, choices
from services.classes.plan.groups.facts import group_rules
from services.classes.plan.groups.presentation import Presentation, ShownLesson
from services.classes.plan.groups.scopes import limits, together
from services.classes.plan.language.model import Plan, Session, called
from services.classes.plan.language.texts import TEXTS
from shared.events.catalogue import Dates, GroupFacts, Meeting
from shared.events.rules import Way

Days = Callable[[Choice], tuple[list[Meeting], Dates]]


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """A group as the plan wants it."""

    key: str
    """Stable and unique in the plan: care/zhineng/term-1/low."""
    facts: GroupFacts
    presentation: Presentation


def expand(plan: Plan) -> list[PlannedGroup]:
    """Every group that can be booked, in the order of the file. Pure; `plan` must come from `read` or `shifted`."""
    return [PlannedGroup(choice.path, facts, _presentation(plan, choice)) for choice, facts in worked_out(plan)]


def worked_out(plan: Plan) -> list[tuple[Choice, GroupFacts]]:
    """Every choice of the plan and its facts."""
    days = _days()
    return [(choice, _facts(plan, choice, *days(choice))) for choice in choices(plan)]


def _days() -> Days:
    """A group's meetings and its dates; the same at every site, so worked out once."""
    known: dict[tuple[str, str | None, str], tuple[list[Meeting], Dates]] = {}

    def days(choice: Choice) -> tuple[list[Meeting], Dates]:
        key = choice.key, choice.term, choice.group_key
        if key not in known:
            meetings = choice.meetings()
            held = [meeting.date for meeting in meetings]
            known[key] = meetings, dates_told(choice.blocks(), *choice.exceptions(), held)
        return known[key]

    return days


def _facts(plan: Plan, c: Choice, meetings: list[Meeting], dates: Dates) -> GroupFacts:
    said, site = c.rules, c.place
    who, window = said.who, said.registration
    return GroupFacts(
        title=f"{c.term_name} · {c.name}" if len(c.offer.terms or plan.terms) > 1 and c.term else c.name,
        kind="session" if isinstance(c.offer, Session) else "interest",
        season=plan.season,
        term=c.term_name,
        union=plan.union,
        site=site.name,
        address=site.site.address or site.name,
        session=f"{plan.plan}/{c.key}/{site.key}",
        inside=c.inside and f"{plan.plan}/{c.inside}/{site.key}",
        care=f"{plan.plan}/{c.care}" if c.care and not c.only_with else "",
        only_with=f"{plan.plan}/{c.care}" if c.care and c.only_with else "",
        meetings=meetings,
        dates=dates,
        capacity=_known(c.capacity),
        waiting_limit=rules.waiting_limit(said),
        opens_at=_instant(window.opens),
        closes_at=_instant(window.closes),
        grades=who.grades,
        ages=who.ages,
        age_on=who.age_on,
        born=who.born,
        members_of=who.members_of or [],
        join_by=who.join_by,
        bring=said.bring or "",
        contact=said.contact or "",
        way=flat(said.admission.way),
        draw_source=said.admission.draw_source or "",
        limits=limits(c, plan.plan, plan.union, plan.season),
        rules=group_rules(said, c.capacity or 0, together(c, plan.plan)),
    )


def flat(way: Way | None) -> Literal["first_come", "draw", "draw_if_oversubscribed"]:
    """The way as the flat facts say it: whoever knows no other than a draw takes the rest for the order of booking."""
    return way if way in ("draw", "draw_if_oversubscribed") else "first_come"


def _presentation(plan: Plan, c: Choice) -> Presentation:
    excluded, make_up_days = c.exceptions()
    hours = [(each.start, each.end) for each in c.hours]
    texts = {key: text for key in TEXTS if (text := getattr(c.rules, key))}
    return Presentation(
        plan_title=plan.title,
        issuer=plan.issuer,
        offer=called(c.key, c.offer),
        group=c.name,
        blocks=c.blocks(),
        excluded=excluded,
        make_up_days=make_up_days,
        hours=hours[0] if hours else None,
        more_hours=hours[1:],
        timetable=[
            ShownLesson(weekdays=list(lesson.weekdays), start=lesson.hours.start, end=lesson.hours.end)
            for lesson in c.timetable
        ],
        services=c.services,
        inside=called(c.inside, plan.sessions[c.inside]) if c.inside else "",
        only_with=called(c.only_with, plan.sessions[c.only_with]) if c.only_with else "",
        fees=texts.pop("fees", ""),
        notes=texts.pop("notes", ""),
        health=c.rules.who.health or "",
        texts={key: text for key, text in texts.items() if key != "bring"},
        most_places=c.rules.most_places,
        prepare_at=c.rules.registration.prepare,
    )


def _known(places: int | None) -> int:
    assert places is not None  # noqa: S101 - `read` refuses a group without places
    return places


def _instant(at: datetime | None) -> datetime:
    assert at is not None  # noqa: S101 - `read` refuses a group without opening or closing
    return at
