"""Why an enrollment stands where it stands: the rule it came under, then what of it applies to this family."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from services.booking.domain.enrollment import LIVE, State
from services.booking.domain.group import Group, Pool
from services.booking.domain.requests import Standing
from services.booking.words.explain import Said
from shared.kernel.words import EN, ZH


class Stands(Protocol):
    """What of an enrollment the reasons are found in."""

    @property
    def state(self) -> State: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def standing(self) -> Standing | None: ...
    @property
    def band(self) -> int: ...
    @property
    def pool(self) -> str | None: ...
    @property
    def placed(self) -> bool: ...


def why(group: Group, one: Stands, now: datetime) -> list[Said]:
    """The reasons as sentences, the most general first."""
    return [rule(group, one), *_standing(group, one), *_priority(group, one), *_pools(group, one, now)]


def rule(group: Group, one: Stands) -> Said:
    """How the places of the group are given to who asks when this family asked."""
    if group.decide_at is None or group.enters_until is None:
        return _at_once(group)
    zh, en = ZH.instant(group.decide_at), EN.instant(group.decide_at)
    if not one.standing and one.created_at >= group.decide_at:
        return (
            f"{zh}已统一录取；之后报名的，有名额就按先后给，没有就排在候补里。",
            f"Places were given together at {en}; who asks later gets what is left, in order of arrival, or waits.",
        )
    return _together(group, ZH.until(group.enters_until), EN.until(group.enters_until))


def _at_once(group: Group) -> Said:
    if group.sign_up == "employer":
        return (
            "由单位工会统一报名：按单位工会报上来的先后给名额。",
            "Employers' unions sign up: places are given in the order in which they do.",
        )
    return "先到先得：按报名的先后给名额。", "First come, first served: places are given in the order of booking."


def _together(group: Group, zh: str, en: str) -> Said:
    first_zh, first_en = ("先看优先条件，同一档再", "by priority, then ") if group.priorities else ("", "")
    if group.way == "ranked":
        order = "按报名先后" if group.priorities else "按报名先后给名额"
        return (
            f"{zh}统一录取：{first_zh}{order}。",
            f"Places are given together at {en}: {first_en}in order of arrival.",
        )
    if group.way == "opening_lot":
        return (
            f"{zh}前报名的一起随机排先后，不比手速：{first_zh}抽签。",
            f"Those who ask before {en} are put in order by lot, speed does not matter: {first_en}by lot.",
        )
    by_lot, lot_en = f"{first_zh}摇号" if first_zh else "", f"{first_en}by lot, speed does not matter"
    if group.way == "draw_if_oversubscribed":
        return (
            f"{zh}统一录取：名额够就全部录取，不够才公开摇号（{by_lot and by_lot + '，'}不比手速）。",
            f"Places are given together at {en}: to all if there are enough, else by a public draw ({lot_en}).",
        )
    return f"{zh}后公开摇号{by_lot and '：' + by_lot}，不比手速。", f"A public draw after {en}: {lot_en}."


def _standing(group: Group, one: Stands) -> Iterator[Said]:
    s = one.standing
    if s is None:
        return
    given_zh = "摇号时" if group.drawn and (group.way == "draw" or s.of > s.places) else "统一录取时"
    if group.together:
        yield (
            f"{given_zh}排{ZH.position(s.rank)}：几个班一起共 {s.of} 份报名，这个班 {s.places} 个名额。",
            f"{EN.position(s.rank).capitalize()} of {s.of} requests for all the groups that were decided together; this one had {EN.plural(s.places, 'place')}.",
        )
    else:
        yield (
            f"{given_zh}排{ZH.position(s.rank)}，共 {s.of} 人报 {s.places} 个名额。",
            f"{EN.position(s.rank).capitalize()} of {s.of} who asked for {EN.plural(s.places, 'place')}.",
        )


def _priority(group: Group, one: Stands) -> Iterator[Said]:
    """Said only where the band is still the one that counts: a waiting list by arrival forgets it."""
    if one.band < 0:
        yield "主办方已把您家排到候补的最前面。", "The organizer has put you first in the waiting list."
    elif group.priorities and (one.state in (State.ENTERED, State.UNPLACED) or group.waiting_by_priority):
        names = [priority.name for priority in group.priorities]
        if one.band < len(names):
            yield (
                f"您家属于第 {one.band + 1} 优先：{names[one.band]}。",
                f"You come under priority {one.band + 1}: {names[one.band]}.",
            )
        else:
            listed_zh, listed_en = "、".join(names), ", ".join(names)
            yield f"排在优先家庭之后（{listed_zh}）。", f"Behind the families with priority ({listed_en})."


def _pools(group: Group, one: Stands, now: datetime) -> Iterator[Said]:
    """The places kept for this family; for who has none, those that are still kept for others. Of what has ended, nothing."""
    for pool in group.pools if one.state in LIVE else ():
        if pool.name == one.pool:
            if one.placed:
                yield (
                    f"用的是为“{pool.name}”保留的 {pool.places} 个名额。",
                    f"It counts for what is kept for “{pool.name}”: {EN.plural(pool.places, 'place')}.",
                )
            else:
                yield (
                    f"您家可以用为“{pool.name}”保留的 {pool.places} 个名额。",
                    f"You come under “{pool.name}”, for which we keep {EN.plural(pool.places, 'place')}.",
                )
        elif not one.placed and pool.kept(now):
            yield _kept_for_others(pool)


def _kept_for_others(pool: Pool) -> Said:
    zh = f"其中 {pool.places} 个名额为“{pool.name}”保留"
    en = f"We keep {EN.plural(pool.places, 'place')} for “{pool.name}”"
    if pool.until is None:
        return f"{zh}。", f"{en}."
    return (
        f"{zh}，{ZH.instant(pool.until)}起剩余的给所有家庭。",
        f"{en}; what is left goes to everyone from {EN.instant(pool.until)}.",
    )
