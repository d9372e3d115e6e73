"""What a plan says, as sentences for the organizer to check before publishing."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from services.classes.plan.groups import rules
from services.classes.plan.groups.calendar import term_days
from services.classes.plan.groups.choices import Choice, choices, terms_of
from services.classes.plan.groups.facts import group_rules
from services.classes.plan.groups.rules import Held
from services.classes.plan.groups.scopes import limits_of, together
from services.classes.plan.language.conditions import Who
from services.classes.plan.language.families import admitted, condition, unions
from services.classes.plan.language.model import Plan, Rules, Term, called
from services.classes.plan.language.services import service_name
from services.classes.plan.language.texts import TEXTS
from services.classes.plan.language.wording import Pair
from services.classes.plan.told.names import by_name
from services.classes.plan.told.rules import Giving, afterwards, asking, one_line, order, papers
from services.classes.words.groups import SEASONS
from shared.events.catalogue import FLAT
from shared.events.rules import Condition, Criterion
from shared.kernel.words import EN, ZH

MOST_SITES = 12
"""More are counted, not named."""


Paragraph = tuple[Pair, list[Pair]]
"""What is spoken of, and all that is said of it; nothing when the title says it all."""


def sentences(plan: Plan) -> list[Pair]:
    """Chinese and English: the heading, each term, what holds for all, every group, the sum."""
    return [_joined(title, parts) if parts else title for title, parts in paragraphs(plan)]


def paragraphs(plan: Plan) -> list[Paragraph]:
    """The same, for a page that sets each part apart."""
    found = list(choices(plan))
    common = _rules(plan, rules.merged([plan]), [plan])
    return [
        (_heading(plan), []),
        *((_term(called(key, term), term), []) for key, term in plan.terms.items()),
        (("全部班次（另有说明的除外）", "All groups, but for what a group says itself"), common),
        *_groups(plan, found, common),
        (_sum(found), []),
    ]


def _heading(plan: Plan) -> Pair:
    year, _, part = plan.season.partition("-")
    zh, en = SEASONS[part]
    return (
        f"《{plan.title}》由{plan.issuer}（编号 {plan.union}）举办，{year} 年{zh}。",
        f"“{plan.title}” by {plan.issuer} (union {plan.union}), {en} {year}.",
    )


def _term(name: str, term: Term) -> Pair:
    count = len(term_days(term.blocks, term.excluded, term.make_up_days))
    zh = "，".join(f"{ZH.days(b.first, b.last)}（{ZH.weekdays(b.weekdays)}）" for b in term.blocks)
    en = ", ".join(f"{EN.days(b.first, b.last)} ({EN.weekdays(b.weekdays)})" for b in term.blocks)
    out, extra = _exceptions(term.excluded, term.make_up_days)
    return (
        f"{name}：{zh}{out[0]}{extra[0]}，{ZH.total_days(count)}。",
        f"{name}: {en}{out[1]}{extra[1]}, {EN.total_days(count)}.",
    )


def _exceptions(excluded: Sequence[date], make_up_days: Sequence[date]) -> tuple[Pair, Pair]:
    """“not on …” and “also on …”, each empty when there are none."""
    out = [("、".join(map(ZH.day, sorted(excluded))), ", ".join(map(EN.day, sorted(excluded))))] if excluded else []
    extra = [("、".join(map(ZH.day, make_up_days)), ", ".join(map(EN.day, make_up_days)))] if make_up_days else []
    return (
        (f"，{out[0][0]}不上课", f", not on {out[0][1]}") if out else ("", ""),
        (f"，{extra[0][0]}补班", f", also on {extra[0][1]}") if extra else ("", ""),
    )


def _groups(plan: Plan, found: Sequence[Choice], common: Sequence[Pair]) -> Iterator[Paragraph]:
    """One for a group in all the terms and sites where the same holds."""
    alike: dict[tuple[Any, ...], list[Choice]] = {}
    for choice in found:
        said = tuple(id(level) for _, level in choice.levels)
        alike.setdefault((choice.key, choice.group_key, choice.capacity, said), []).append(choice)
    by_words: dict[tuple[Any, ...], list[Choice]] = {}
    for those in alike.values():
        choice = those[0]
        own = [
            rule
            for rule in _rules(plan, choice.rules, [level for _, level in choice.levels], choice)
            if rule not in common
        ]
        by_words.setdefault((choice.key, choice.group_key, choice.capacity, *own), []).extend(those)
    for (_, _, _, *own), alike_in_words in by_words.items():
        for those in _by_terms(alike_in_words):
            yield _title(those[0]), [*_where_and_when(those), *_hours(those[0]), _places(those), *own]


def _by_terms(alike: Sequence[Choice]) -> Iterable[list[Choice]]:
    """Apart, where some sites are held in fewer terms than others."""
    terms: dict[str, list[str | None]] = {}
    for choice in alike:
        terms.setdefault(choice.place.key, []).append(choice.term)
    apart: dict[tuple[str | None, ...], list[Choice]] = {}
    for choice in alike:
        apart.setdefault(tuple(terms[choice.place.key]), []).append(choice)
    return apart.values()


def _title(choice: Choice) -> Pair:
    offer = called(choice.key, choice.offer)
    name = choice.group.name or offer
    return (name, name) if name == offer else (f"{offer} · {name}", f"{offer} · {name}")


def _where_and_when(those: Sequence[Choice]) -> Iterator[Pair]:
    """At which sites, and on which days when they are its own."""
    sites = list(dict.fromkeys(_named(choice) for choice in those))
    some, more = sites[:MOST_SITES], len(sites) > MOST_SITES
    yield (
        f"在{'、'.join(zh for zh, _ in some)}" + (f"等 {len(sites)} 处" if more else ""),
        f"at {', '.join(en for _, en in some)}" + (f" and others, {len(sites)} in all" if more else ""),
    )
    choice = those[0]
    for block in [] if choice.term else choice.blocks():
        out, _ = _exceptions(choice.exceptions()[0], ())
        yield ZH.days(block.first, block.last) + out[0], EN.days(block.first, block.last) + out[1]


def _named(choice: Choice) -> Pair:
    """A site, or those alike together."""
    name, count = called(choice.place.declared, choice.place.site), choice.place.site.count
    return (f"{name}（1 至 {count} 号）", f"{name} (1 to {count})") if count else (name, name)


def _hours(choice: Choice) -> Iterator[Pair]:
    if choice.hours:
        hours = [ZH.hours(*each) for each in choice.hours]
        yield f"每天 {'、'.join(hours)}", f"{', '.join(hours)} every day"
    if choice.timetable:
        yield (
            "、".join(f"{ZH.weekdays(each.weekdays)} {ZH.hours(*each.hours)}" for each in choice.timetable),
            ", ".join(f"{EN.weekdays(each.weekdays)} {EN.hours(*each.hours)}" for each in choice.timetable),
        )
    if choice.only_with:
        care = called(choice.only_with, choice.plan.sessions[choice.only_with])
        yield (
            f"只有在{care}里的孩子能报，{care}的名额没有了就一起结束",
            f"only for children in {care}, and it ends with their care",
        )
    elif choice.inside:
        session = called(choice.inside, choice.plan.sessions[choice.inside])
        yield f"在{session}的时间里上", f"within {session}"
    if choice.services:
        zh, en = zip(*map(service_name, choice.services), strict=True)
        yield f"含{'、'.join(zh)}", f"with {', '.join(en)}"


def _places(those: Sequence[Choice]) -> Pair:
    choice, terms = those[0], list(dict.fromkeys(each.term_name for each in those))
    if choice.only_with and choice.group.places is None:
        return "名额不另限", "as many places as the care has"
    zh, en = f"{choice.capacity} 个名额", EN.plural(choice.capacity or 0, "place")
    if choice.group.count:
        zh, en = f"平行班 {choice.group.count} 个，各 {zh}", f"{choice.group.count} groups alike, each with {en}"
    if choice.term and len(terms_of(choice.plan, choice.offer)) > 1:
        several = len(terms) > 1
        zh = f"{'、'.join(terms)}{'各' if several else ''} {zh}"
        en = f"{en} in {'each of ' if several else ''}{', '.join(terms)}"
    if len({each.place.key for each in those}) > 1:
        zh, en = f"{zh}（每个办班点）", f"{en} at each site"
    return zh, en


def _rules(plan: Plan, said: Held, levels: Sequence[Rules], choice: Choice | None = None) -> list[Pair]:
    """All that holds, in the order in which a reader asks for it; `choice`: of this group, else of all."""
    window = said.registration
    in_codes = group_rules(said, (choice.capacity or 0) if choice else 0, _scope(choice))
    facts = by_name(in_codes, lambda codes: _signed(plan, codes))
    source = said.admission.draw_source or ""
    giving = Giving(facts, window.opens, window.closes, rules.waiting_limit(said), source)
    found = [*_window(said), *_who(plan, said.who, facts.who), *_limits(levels)]
    found += [*papers(facts), *asking(facts), *order(giving), *afterwards(facts), *_most(said)]
    for name, (zh, en) in TEXTS.items():
        if text := getattr(said, name):
            found.append((f"{zh}：{one_line(text)}", f"{en}: {one_line(text)}"))
    return found


def _most(said: Held) -> Iterator[Pair]:
    if said.most_places:
        yield (
            f"每班名额不超过 {said.most_places} 个，以后也不超过",
            f"a group never has more than {EN.plural(said.most_places, 'place')}",
        )


def _scope(choice: Choice | None) -> str:
    return together(choice, "plan") if choice else ""


def _window(said: Held) -> Iterator[Pair]:
    window = said.registration
    if window.prepare:
        yield f"{ZH.instant(window.prepare)} 起可先填写孩子信息", f"children's data from {EN.instant(window.prepare)}"
    if window.opens and window.closes:
        yield (
            f"{window.opens.year}年{ZH.instant(window.opens)} 开放报名，{ZH.until(window.closes)} 截止",
            f"registration opens {EN.instant(window.opens)}, {window.opens.year}, and closes {EN.until(window.closes)}",
        )


def _who(plan: Plan, who: Who, more: Criterion) -> Iterator[Pair]:
    """`more`: what is said of families beyond the flat facts, with unions by name."""
    if who.members_of:
        zh, en = unions(_signed(plan, who.members_of))
        yield f"限{zh}会员的子女", f"for children of members of {en}"
    elif who.open_to:
        yield "面向所有家庭", "open to all families"
    if who.join_by:
        yield f"{ZH.instant(who.join_by)} 前入会也可以", f"joining until {EN.instant(who.join_by)} is enough"
    yield from condition(Condition(**{name: v for name in FLAT[1:] if (v := getattr(who, name)) is not None}))
    yield from admitted(more)
    if who.health:
        yield f"健康要求：{one_line(who.health)}", f"Health: {one_line(who.health)}"


def _signed(plan: Plan, codes: Sequence[str]) -> list[str]:
    """The plan's own union as it signs; of others it knows no more than their codes."""
    return [plan.issuer if code == plan.union else code for code in codes]


def _limits(levels: Sequence[Rules]) -> Iterator[Pair]:
    """Each with what it counts, by where it was said."""
    for level in levels:
        zh, en = _COUNTED.get(type(level).__name__, _HERE)
        said = limits_of(level)
        if said.per_child:
            yield f"每个孩子在{zh}最多报 {said.per_child} 个", f"a child may book {said.per_child} of {en} at most"
        if said.per_family:
            yield f"每个家庭在{zh}最多报 {said.per_family} 个", f"a family may book {said.per_family} of {en} at most"
        if said.per_term:
            yield (
                f"每个孩子在{zh}每期最多报 {said.per_term} 个",
                f"a child may book {said.per_term} of {en} a term at most",
            )
        if said.per_season:
            yield (
                f"每个孩子本季在本工会最多报 {said.per_season} 个",
                f"a child may book {EN.plural(said.per_season, 'group')} of the union this season at most",
            )


_HERE = ("这里", "these groups")
_COUNTED = {
    "Plan": ("全部班次里", "all groups of this plan"),
    "Term": ("这一期里", "this term"),
    "FullSite": ("这个办班点", "this site"),
    "CareGroup": ("本班各期里", "the terms of this group"),
    "LessonGroup": ("本班各期里", "the terms of this group"),
}


def _sum(found: Sequence[Choice]) -> Pair:
    places = sum(choice.capacity or 0 for choice in found if not choice.only_with or choice.group.places is not None)
    groups = len(found)
    return (
        f"共 {groups} 个班次，{places} 个名额。",
        f"{EN.plural(groups, 'group')} with {EN.plural(places, 'place')} in all.",
    )


def _joined(title: Pair, parts: Sequence[Pair]) -> Pair:
    return f"{title[0]}：{'；'.join(zh for zh, _ in parts)}。", f"{title[1]}: {'; '.join(en for _, en in parts)}."
