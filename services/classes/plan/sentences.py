"""What a plan says, as sentences for the organizer to check before publishing."""

from collections.abc import Iterator, Sequence
from datetime import date

from services.classes.plan import rules
from services.classes.plan.calendar import term_days
from services.classes.plan.expand import Choice, choices
from services.classes.plan.model import Plan, Rules, Term, Who, called
from services.classes.plan.services import named
from services.classes.plan.wording import Pair
from shared.web.words import Words

ZH, EN = Words("zh"), Words("en")
_SEASONS = {
    "spring": ("春季", "spring"),
    "summer": ("暑假", "summer"),
    "autumn": ("秋季", "autumn"),
    "winter": ("寒假", "winter"),
}
_TEXTS = {
    "fees": ("收费", "Fees"),
    "bring": ("携带", "To bring"),
    "notes": ("须知", "Notes"),
}


DRAWN = {
    "draw": (
        "报名截止后公开摇号,不比手速,没有抽中的按摇号顺序候补",
        "places are drawn in public after registration closes, speed does not matter, the others wait in the order drawn",
    ),
    "draw_if_oversubscribed": (
        "报名截止时登记人数不超过名额就全部录取,超过才公开摇号,不比手速,没有抽中的按摇号顺序候补",
        "with places for all everybody gets one when registration closes; else they are drawn in public, "
        "speed does not matter, the others wait in the order drawn",
    ),
}
"""How a draw gives places."""


def sentences(plan: Plan) -> list[Pair]:
    """Chinese and English: the heading, each term, what holds for all, every group, the sum."""
    found = list(choices(plan))
    common = _rules([plan])
    return [
        _heading(plan),
        *(_term(called(key, term), term) for key, term in plan.terms.items()),
        _joined(("全部班次(另有说明的除外)", "All groups, but for what a group says itself"), common),
        *_groups(found, common),
        _sum(found),
    ]


def _heading(plan: Plan) -> Pair:
    year, season = plan.season.split("-")
    zh, en = _SEASONS[season]
    return (
        f"《{plan.title}》由{plan.issuer}(编号 {plan.union})举办,{year} 年{zh}。",
        f"“{plan.title}” by {plan.issuer} (union {plan.union}), {en} {year}.",
    )


def _term(name: str, term: Term) -> Pair:
    count = len(term_days(term.blocks, term.excluded, term.make_up_days))
    zh = ",".join(f"{ZH.days(b.first, b.last)}({ZH.weekdays(b.weekdays)})" for b in term.blocks)
    en = ", ".join(f"{EN.days(b.first, b.last)} ({EN.weekdays(b.weekdays)})" for b in term.blocks)
    out, extra = _exceptions(term.excluded, term.make_up_days)
    return f"{name}:{zh}{out[0]}{extra[0]},共 {count} 天。", f"{name}: {en}{out[1]}{extra[1]}, {count} days."


def _exceptions(excluded: Sequence[date], make_up_days: Sequence[date]) -> tuple[Pair, Pair]:
    """“not on …” and “also on …”, each empty when there are none."""
    out = [("、".join(map(ZH.day, sorted(excluded))), ", ".join(map(EN.day, sorted(excluded))))] if excluded else []
    extra = [("、".join(map(ZH.day, make_up_days)), ", ".join(map(EN.day, make_up_days)))] if make_up_days else []
    return (
        (f",{out[0][0]}不上课", f", not on {out[0][1]}") if out else ("", ""),
        (f",{extra[0][0]}补班", f", also on {extra[0][1]}") if extra else ("", ""),
    )


def _groups(found: Sequence[Choice], common: Sequence[Pair]) -> Iterator[Pair]:
    """One sentence a group and site, its terms together."""
    for choice in found:
        if not choice.offer.terms or choice.term == choice.offer.terms[0]:
            own = [rule for rule in _rules(choice.levels) if rule not in common]
            yield _joined(_title(choice), [*_when_and_where(choice), _places(choice), *own])


def _title(choice: Choice) -> Pair:
    offer = called(choice.key, choice.offer)
    name = offer if choice.name == offer else f"{offer} · {choice.name}"
    return name, name


def _when_and_where(choice: Choice) -> Iterator[Pair]:
    site = called(choice.site, choice.plan.sites[choice.site])
    yield f"在{site}", f"at {site}"
    for block in [] if choice.term else choice.blocks():
        out, _ = _exceptions(choice.exceptions()[0], ())
        yield ZH.days(block.first, block.last) + out[0], EN.days(block.first, block.last) + out[1]
    if choice.hours:
        hours = ZH.hours(*choice.hours)
        yield f"每天 {hours}", f"{hours} every day"
    if choice.timetable:
        yield (
            "、".join(f"{ZH.weekdays(each.weekdays)} {ZH.hours(*each.hours)}" for each in choice.timetable),
            ", ".join(f"{EN.weekdays(each.weekdays)} {EN.hours(*each.hours)}" for each in choice.timetable),
        )
    if choice.inside:
        session = called(choice.inside, choice.plan.sessions[choice.inside])
        yield f"在{session}的时间里上", f"within {session}"
    if choice.services:
        zh, en = zip(*map(named, choice.services), strict=True)
        yield f"含{'、'.join(zh)}", f"with {', '.join(en)}"


def _places(choice: Choice) -> Pair:
    places, terms = choice.group.places, choice.offer.terms or []
    if len(terms) > 1:
        names = [called(key, choice.plan.terms[key]) for key in terms]
        return f"{'、'.join(names)}各 {places} 个名额", f"{places} places in each of {', '.join(names)}"
    return f"{places} 个名额", f"{places} places"


def _rules(levels: Sequence[Rules]) -> list[Pair]:
    """What may be said for the plan, an offer or a group, as it holds at the innermost of these levels."""
    window, who = rules.registration(levels), rules.who(levels)
    found: list[Pair] = []
    if window.opens and window.closes:
        found.append((
            f"{window.opens.year}年{ZH.instant(window.opens)} 开放报名,{ZH.instant(window.closes)} 截止",
            f"registration opens {EN.instant(window.opens)}, {window.opens.year}, and closes {EN.instant(window.closes)}",
        ))  # fmt: skip
    found += [*_who(who), *_limits(levels), *_admission(levels)]
    for name, (zh, en) in _TEXTS.items():
        if text := rules.innermost(levels, name):
            found.append((f"{zh}:{_one_line(text)}", f"{en}: {_one_line(text)}"))
    return found


def _who(who: Who) -> Iterator[Pair]:
    if who.members_of:
        unions = "、".join(who.members_of)
        yield f"限 {unions} 工会会员的子女", f"for children of members of {unions}"
    elif who.open_to:
        yield "面向所有家庭", "open to all families"
    if who.join_by:
        yield f"{ZH.instant(who.join_by)} 前入会也可以", f"joining until {EN.instant(who.join_by)} is enough"
    if who.grades:
        yield ZH.grades(who.grades), EN.grades(who.grades)
    if who.ages:
        on = (ZH.day(who.age_on), EN.day(who.age_on)) if who.age_on else ("第一天", "the first day")
        yield f"{ZH.ages(who.ages)}(按{on[0]}计算)", f"{EN.ages(who.ages)} on {on[1]}"
    if who.born:
        yield f"{who.born[0]} 至 {who.born[1]} 出生", f"born {who.born[0]} to {who.born[1]}"
    if who.health:
        yield f"健康要求:{_one_line(who.health)}", f"Health: {_one_line(who.health)}"


def _limits(levels: Sequence[Rules]) -> Iterator[Pair]:
    wheres = (
        ("全部班次里", "all groups of this plan"),
        ("这里", "these groups"),
        ("本班各期里", "the terms of this group"),
    )
    for (zh, en), level in zip(wheres, levels, strict=False):
        if level.per_child:
            yield f"每个孩子在{zh}最多报 {level.per_child} 个", f"a child may book {level.per_child} of {en} at most"


def _admission(levels: Sequence[Rules]) -> Iterator[Pair]:
    said = rules.admission(levels)
    if said.way == "first_come":
        yield _first_come(rules.waiting_limit(levels))
        return
    yield DRAWN[said.way or "draw"]
    yield f"随机数来源:{_one_line(said.draw_source or '')}", f"public number: {_one_line(said.draw_source or '')}"


def _first_come(waiting_limit: int | None) -> Pair:
    if waiting_limit == 0:
        return "先到先得,报满为止,不设候补", "first come, first served, no waiting list"
    if waiting_limit is None:
        return "先到先得,报满后候补,不限人数", "first come, first served, then a waiting list without limit"
    return (
        f"先到先得,报满后候补 {waiting_limit} 名",
        f"first come, first served, then a waiting list of {waiting_limit}",
    )


def _sum(found: Sequence[Choice]) -> Pair:
    places = sum(choice.group.places for choice in found)
    return f"共 {len(found)} 个班次,{places} 个名额。", f"{len(found)} groups with {places} places in all."


def _joined(title: Pair, parts: Sequence[Pair]) -> Pair:
    return f"{title[0]}:{';'.join(zh for zh, _ in parts)}。", f"{title[1]}: {'; '.join(en for _, en in parts)}."


def _one_line(text: str) -> str:
    return " ".join(text.split()).rstrip("。.")
