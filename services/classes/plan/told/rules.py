"""A group's rules in Chinese and English, for the organizer who checks a plan and for families who read a class."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.classes.plan.groups.facts import LOT_MINUTES
from services.classes.plan.language.categories import same_category
from services.classes.plan.language.families import both, in_a_word, unions
from services.classes.plan.language.wording import Pair
from services.classes.plan.told.minimum import minimum
from shared.events.catalogue import GroupFacts, Limit
from shared.events.rules import Criterion, Document, GroupRules, Pool, Priority, Retention
from shared.kernel.words import EN, ZH


@dataclass(frozen=True, slots=True)
class Giving:
    """What must be known to say how places are given; an instant that nobody said is None."""

    rules: GroupRules
    opens_at: datetime | None
    closes_at: datetime | None
    waiting_limit: int | None
    draw_source: str

    @classmethod
    def of(cls, facts: GroupFacts) -> "Giving":
        """As a group's facts say it."""
        return cls(facts.rules, facts.opens_at, facts.closes_at, facts.waiting_limit, facts.draw_source)


def asking(said: GroupRules) -> list[Pair]:
    """Who signs up, and who checks a request."""
    found: list[Pair] = []
    if said.sign_up == "employer":
        found.append((
            "由单位工会统一报名：家长向单位工会提出，个人不能直接报名",
            "employers' unions sign up: families ask theirs and cannot sign up themselves",
        ))  # fmt: skip
    if said.review:
        zh, en = unions(said.reviewers) if said.reviewers else _REVIEWERS[said.review]
        found.append((f"{zh}审核通过后才能录取", f"each request is checked by {en} before it can have a place"))
    return found


_REVIEWERS = {"organizer": ("主办方", "the organizer"), "employer": ("单位工会", "the employer's union")}


def papers(said: GroupRules) -> list[Pair]:
    """What a family must bring, accept and state before it books."""
    found: list[Pair] = []
    if said.documents:
        zh, en = zip(*map(document, said.documents), strict=True)
        found.append((f"上传材料：{'、'.join(zh)}", f"to upload: {', '.join(en)}"))
    if said.agreement:
        found.append(
            (f"报名前阅读并同意《{said.agreement.title}》", f"“{said.agreement.title}” is accepted before booking")
        )
    if said.health:
        found.append(("报名前作健康声明", "a health statement is made before booking"))
    return found


def document(said: Document) -> Pair:
    """A paper, of whom it is asked, and whether it is enough to show it."""
    zh, en = both(said.when)
    if zh and said.when != Criterion(none_of=said.when.none_of):
        zh, en = f"限{zh}", f"{en} only"
    shown = ("也可带原件到窗口核验，不留复印件", "or shown at the desk, no copy kept") if said.seen else ("", "")
    more = "；".join(filter(None, (zh, shown[0]))), "; ".join(filter(None, (en, shown[1])))
    return (f"{said.name}（{more[0]}）", f"{said.name} ({more[1]})") if more[0] else (said.name, said.name)


def one_line(text: str) -> str:
    """Its lines one after another; after a full-width sign no space."""
    return re.sub(r"(?<=[，。；：！？]) ", "", " ".join(text.split())).rstrip("。.")


def order(giving: Giving) -> list[Pair]:
    """In which order places are given: the way, its public number, priorities, pools."""
    rules = giving.rules
    found = [*way(giving)]
    if giving.draw_source:
        text = one_line(giving.draw_source)
        found.append((f"公开数字的来源：{text}", f"public number: {text}"))
    if rules.priorities:
        found.append(_ranks(rules.priorities))
    return [*found, *kept(giving)]


def kept(giving: Giving) -> list[Pair]:
    """The pools, and what is decided together."""
    rules = giving.rules
    found = [pool(each) for each in rules.pools if each.places]
    if rules.together:
        found.append(_together(rules))
    return found


def _together(rules: GroupRules) -> Pair:
    """What a child may ask of several groups at once, and that it gets one of them."""
    zh, en = (
        f"每个孩子报一次，最多填 {rules.wishes} 个志愿",
        f"a child asks once, with {EN.plural(rules.wishes, 'wish')} at most",
    )
    if rules.way == "first_come":
        return (
            f"与同组的班可以一起报：{zh}，得到排在最前、还有名额的一个",
            f"may be asked for with the other groups of its kind: {en}, and gets the first that has a place",
        )
    return (
        f"与同组的班一起录取：{zh}，录取其中一个",
        f"decided together with the other groups of its kind: {en}, and gets one of them",
    )


def way(giving: Giving) -> Iterator[Pair]:
    """The way, and what becomes of those who get no place."""
    rules, at = giving.rules, giving.rules.decide_at
    early = at is not None and (giving.closes_at is None or at < giving.closes_at)
    whose, who, when = _decided(giving, early)
    match rules.way:
        case "first_come":
            yield _after(("先到先得", "first come, first served"), giving)
        case "ranked":
            order_zh, order_en = _RANKED if rules.priorities else _BY_TIME
            zh, en = f"{whose}{order_zh}", f"{who} are decided together{when}, {order_en}"
            yield (zh, en) if early else _after((zh, en), giving)
        case "opening_lot":
            early_bird = at - giving.opens_at if at and giving.opens_at else timedelta(minutes=LOT_MINUTES)
            yield (
                f"开放后 {ZH.duration(early_bird)}内报名的不分先后，由摇号决定顺序，不比手速",
                f"all who ask within {EN.duration(early_bird)} of the opening are ranked by lot, speed does not matter",
            )
        case "draw":
            yield (
                f"{whose}公开摇号，不比手速，没有抽中的按摇号顺序候补",
                f"{who} are drawn in public{when}, speed does not matter, the others wait in the order drawn",
            )
        case "draw_if_oversubscribed":
            yield (
                f"{whose}登记人数不超过名额就全部录取，超过才公开摇号，不比手速，没有抽中的按摇号顺序候补",
                f"{who} have a place{when} if there are enough; else they are drawn in public, speed does not matter, "
                "the others wait in the order drawn",
            )
    if early or rules.way == "opening_lot":
        yield _after(("之后先到先得", "afterwards first come, first served"), giving)


_RANKED = ("按优先顺序统一录取，同一顺序里按报名先后", "by priority, then by time")
_BY_TIME = ("按报名先后统一录取", "by time")
"""A decision over all at once that names no priorities."""


def _decided(giving: Giving, early: bool) -> tuple[str, str, str]:
    """Who is decided together, and when: in Chinese as one, in English apart. After the closing while requests are still checked."""
    at, closes = giving.rules.decide_at, giving.closes_at
    if at and early:
        return f"{ZH.until(at)} 前报名的", f"those who ask before {EN.until(at)}", ""
    if at and closes and at > closes:
        return f"报名截止后，{ZH.instant(at)} ", "all who ask", f" on {EN.instant(at)}, after registration closes"
    return "报名截止后", "all who ask", " after registration closes"


def _after(way: Pair, giving: Giving) -> Pair:
    if giving.waiting_limit == 0:
        return f"{way[0]}，报满为止，不设候补", f"{way[1]}, no waiting list"
    by = giving.rules.waiting_order == "priority"
    how = ("，按优先顺序递补", ", by priority") if by else ("", "")
    if giving.waiting_limit is None:
        return f"{way[0]}，报满后候补，不限人数{how[0]}", f"{way[1]}, then a waiting list without limit{how[1]}"
    limit = giving.waiting_limit
    return f"{way[0]}，报满后候补 {limit} 名{how[0]}", f"{way[1]}, then a waiting list of {limit}{how[1]}"


def _ranks(priorities: Sequence[Priority]) -> Pair:
    zh, en = zip(*(priority(each) for each in priorities), strict=True)
    return (
        "优先顺序：" + "，".join(f"{n} {text}" for n, text in enumerate(zh, 1)) + "，其余在后",
        "priority: " + ", ".join(f"{n} {text}" for n, text in enumerate(en, 1)) + ", then the others",
    )


def priority(said: Priority | Pool) -> Pair:
    """Its name, with its condition when that says more."""
    zh, en = both(said.when)
    alone = said.when == Criterion(categories=said.when.categories[:1])
    if alone and same_category(said.name) in said.when.categories:  # its name is but another word for it
        return said.name, en or said.name
    if in_a_word(said.when) == said.name:
        return zh or said.name, en or said.name
    return (f"{said.name}（{zh}）" if zh else said.name), (f"{said.name} ({en})" if en else said.name)


def pool(said: Pool) -> Pair:
    """How many are kept, for whom, from when and until when."""
    zh, en = priority(said)
    zh, en = f"留 {said.places} 个名额给{zh}", f"{EN.plural(said.places, 'place')} kept for {en}"
    if said.opens_at:
        zh, en = f"{zh}，{ZH.instant(said.opens_at)} 起提前报名", f"{en}, who may book from {EN.instant(said.opens_at)}"
    if said.until:
        zh, en = (
            f"{zh}，留到 {ZH.until(said.until)}，余下的面向所有人",
            f"{en}, until {EN.until(said.until)}, then what is left is for everyone",
        )
    else:
        zh, en = f"{zh}，一直保留", f"{en}, to the end"
    return zh, en


def afterwards(said: GroupRules) -> list[Pair]:
    """What comes after a place is given: confirming it, freed places, the result list, a group too small, what is kept of what was told."""
    found: list[Pair] = []
    if said.confirm_within:
        zh, en = _long(said.confirm_within)
        found.append(
            (
                f"录取后须在 {zh}内确认，逾期名额让给下一位",
                f"a place must be confirmed within {en}, or the next family gets it",
            )
        )
    if said.answer_within:
        zh, en = _long(said.answer_within)
        found.append((
            f"有空位时按顺序通知候补家庭，须在 {zh}内答复（临近开班时更短）",
            f"a freed place is offered in order and must be accepted within {en}, less near the start",
        ))  # fmt: skip
    if said.all_at_once:
        zh, en = _long(said.all_at_once)
        found.append((
            f"开班前 {zh}内的空位同时通知所有候补家庭，先答应的得",
            f"in the last {en} before the start a freed place is offered to all who wait: the first to accept has it",
        ))  # fmt: skip
    if said.publicity:
        found.append(("结果公示（姓名隐去部分）", "the result is published with masked names"))
    if said.minimum:
        found.append(minimum(said.minimum))
    if said.choose_within:
        zh, en = _long(said.choose_within)
        found.append((
            f"班次改动后时间冲突的，家长在 {zh}内选一个；到时没有选的由主办方联系，不会自动取消",
            f"when a change makes bookings overlap, the family chooses within {en}; then the organizer asks, and nothing is cancelled by itself",
        ))  # fmt: skip
    return [*found, *retention(said.retention)]


def retention(said: Retention) -> list[Pair]:
    """How long what families told is kept after the care, where the plan says it."""
    kept_for = (
        ("健康情况和材料", "health and papers", said.health),
        ("孩子的信息", "the child’s data", said.enrollment),
    )
    return [
        (
            f"{zh}在托管结束后最多保存 {ZH.count(days, '天', 'day')}",
            f"{en}: kept for {EN.count(days, '天', 'day')} after the end of care at most",
        )
        for zh, en, days in kept_for
        if days
    ]


def limit(said: Limit, offer: str) -> Pair:
    """How many groups a child or a family may have; `offer`: the name of the session or class where it is read."""
    zh, en = _counted(said, offer)
    whose_zh, whose_en = ("每个家庭", "a family") if said.per == "family" else ("每个孩子", "a child")
    return f"{whose_zh}{zh}最多报 {said.at_most} 个", f"{whose_en} may book {said.at_most} of {en} at most"


def _counted(limit: Limit, offer: str) -> Pair:
    """What a limit counts (its scope is made in groups/scopes.py), as a family reads it at one of its groups of `offer`."""
    match limit.scope.partition("/"):
        case (_, "/", rest) if rest.endswith("/*"):
            return "本季在本工会", "the union's groups this season"
        case _ if "@" in limit.scope:
            return "在这一期", "this term's groups"
        case _ if ":" in limit.scope:
            return "在这个办班点", "the groups at this site"
        case (_, "/", rest) if "/" in rest:
            return "在本班各期", "the terms of this group"
        case (_, "/", _):
            return f"在“{offer}”的各班", f"the groups of “{offer}”"
    return "在本次招生的各班", "the groups of this notice"


def _long(minutes: int) -> Pair:
    length = timedelta(minutes=minutes)
    return ZH.duration(length), EN.duration(length)
