"""Which families a condition means, in Chinese and English."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from services.classes.plan.language.values import CODE
from services.classes.plan.language.wording import Pair
from services.classes.words.groups import season_name
from shared.events import categories
from shared.events.rules import Condition, Criterion
from shared.kernel.words import EN, ZH

CERTAIN = "指定工会"
"""Unions whose codes say nothing to families."""
MOST_FIRMS = 10
"""So many are named in a sentence; a park may have 500."""


Join = Callable[[Sequence[str]], str]
"""How the values of one key are put side by side in Chinese."""


def either(words: Sequence[str]) -> str:
    """One of them is enough: 甲、乙或丙"""
    *others, last = words
    return f"{'、'.join(others)}或{' ' if last[0].isascii() else ''}{last}" if others else last


def condition(said: Condition, join: Join = either) -> list[Pair]:
    """Each thing that must hold."""
    return [*_plain(said, join), *_none_of(said)]


def admitted(said: Criterion) -> list[Pair]:
    """The same of who may book: its exceptions are not admitted."""
    return [*_plain(said, either), *_left_out(said)]


def _plain(said: Condition, join: Join) -> list[Pair]:
    return [*_families(said, join), *_children(said), *_any_of(said)]


def _families(said: Condition, join: Join) -> Iterator[Pair]:
    if said.members_of:
        zh, en = _unions(said.members_of, join)
        yield f"{zh}会员的子女", f"children of members of {en}"
    if said.employers:
        zh, en = _firms(said.employers, join)
        yield f"{zh}职工的子女", f"children of workers of {en}"
    if said.schools:
        yield f"就读于{join(said.schools)}", f"pupils of {_en(said.schools)}"
    if said.school_areas:
        yield f"学校在{join(said.school_areas)}", f"at school in {_en(said.school_areas)}"
    if said.home_areas:
        yield f"住在{join(said.home_areas)}", f"living in {_en(said.home_areas)}"
    if said.categories:
        zhs, ens = zip(*map(categories.words, said.categories), strict=True)
        yield join(zhs), _en(ens)
    for seasons, past_zh, past_en in (
        (said.placed_in, "录取过", "had a place in"),
        (said.unlucky_in, "报了名没有录取", "asked in vain in"),
    ):
        if seasons:
            zhs, ens = zip(*map(season_name, seasons), strict=True)
            yield f"{join(zhs)}{past_zh}", f"{past_en} {_en(ens)}"
    if said.listed_in:
        yield f"在工会的“{join(said.listed_in)}”名单上", f"on the union's list “{_en(said.listed_in)}”"


def _firms(names: Sequence[str], join: Join) -> Pair:
    """All of them; of very many, as a sentence says it, the first. A name made of them stays as it was."""
    if len(names) <= MOST_FIRMS or join is not either:
        return join(names), _en(names)
    first = names[:MOST_FIRMS]
    return f"{'、'.join(first)}等 {len(names)} 家单位", f"{', '.join(first)} and {len(names) - MOST_FIRMS} more"


def unions(called: Sequence[str]) -> Pair:
    """By name, or as `CERTAIN`; those of which no name is known, by their codes."""
    return _unions(called, either)


def _unions(called: Sequence[str], join: Join) -> Pair:
    codes = [one for one in called if re.fullmatch(CODE, one)]
    names = [one for one in called if one not in codes]
    zh = [*names, f"{join(codes)} 工会"] if codes else names
    en = ["certain unions" if name == CERTAIN else name for name in names]
    return join(zh), _en([*en, f"the union {_en(codes)}"] if codes else en)


def _children(said: Condition) -> Iterator[Pair]:
    if said.grades:
        yield ZH.grades(said.grades), EN.grades(said.grades)
    if said.rising_grades:
        yield f"9月升入{ZH.grades(said.rising_grades)}", f"rising {EN.grades(said.rising_grades)}"
    if said.ages:
        on = (ZH.day(said.age_on), EN.day(said.age_on)) if said.age_on else ("第一天", "the first day")
        yield f"{ZH.ages(said.ages)}（按{on[0]}计算）", f"{EN.ages(said.ages)} on {on[1]}"
    if said.born:
        yield f"{said.born[0]} 至 {said.born[1]} 出生", f"born {said.born[0]} to {said.born[1]}"


def _any_of(said: Condition) -> Iterator[Pair]:
    if isinstance(said, Criterion) and said.any_of:
        zh, en = _each(map(both, said.any_of))
        yield f"符合其一：{zh}", f"one of: {en}"


def _none_of(said: Condition) -> Iterator[Pair]:
    if isinstance(said, Criterion) and said.none_of:
        zh, en = _each(map(both, said.none_of))
        yield f"不是：{zh}", f"not: {en}"


def _left_out(said: Criterion) -> Iterator[Pair]:
    if said.none_of:
        zh, en = _each(map(_exception, said.none_of))
        yield f"不招：{zh}", f"none of: {en}"


def _each(said: Iterable[Pair]) -> Pair:
    zh, en = zip(*said, strict=True)
    return "/".join(zh), " / ".join(en)


def _exception(said: Condition) -> Pair:
    """Whom it leaves out; several things in one exception only together."""
    zh, en = both(said)
    if len(condition(said)) < 2:
        return zh, en
    return f"同时{zh}的（只符合其中一条的照招）", f"{en} at the same time (with one of them alone a child is admitted)"


def both(said: Condition) -> Pair:
    """All of it in one phrase; empty when it says nothing."""
    parts = condition(said)
    return "且".join(zh for zh, _ in parts), " and ".join(en for _, en in parts)


def in_a_word(said: Condition) -> str:
    """How a priority or a pool is called that nobody named: a name by which places are counted, so it stays as it was."""
    return "、".join(zh for zh, _ in condition(said, "、".join))


def _en(words: Sequence[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last
