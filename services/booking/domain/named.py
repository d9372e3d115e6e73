"""Employers and schools as people write them: which of a list a family may mean. True: it is that one; None: it may be; False: it is not."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from shared.kernel.areas import plain, readings

Compared = Callable[[str, str], bool | None]

_FORM = re.compile("有限(?:责任)?公司")
_TELLS_APART = frozenset("0123456789一二三四五六七八九十东西南北中甲乙丙丁新")
"""One of these for another is no slip: 第一小学 is not 第二小学."""


def best_of(told: Iterable[str], listed: Iterable[str], compared: Compared) -> tuple[bool, tuple[str, ...]]:
    """Whether one of the list is named; and, when none is, those that may be meant."""
    told = [one for one in told if one]
    answers = {name: {compared(one, name) for one in told} for name in listed}
    if any(True in of_name for of_name in answers.values()):
        return True, ()
    return False, tuple(sorted(name for name, of_name in answers.items() if None in of_name))


def same_employer(told: str, listed: str) -> bool | None:
    """What is limited says so in two ways, or leaves it off: 有限公司, 有限责任公司. 股份 is another form: near, and not the same."""
    one, other = _employer(told), _employer(listed)
    return one == other or _near(one, other)


@lru_cache(maxsize=10_000)
def _employer(name: str) -> str:
    return _FORM.sub("", plain(name)).replace("股份公司", "股份")


def same_school(told: str, listed: str) -> bool | None:
    """The divisions before its name may be left off in the list, or written in short; where they differ, so do the schools."""
    answers = {
        _same_place(one.division, other.division)
        for one, _ in readings(told)
        for other, _ in readings(listed)
        if one.rest == other.rest
    }
    if answers - {False}:
        return True if True in answers else None
    return False if answers else _near(plain(told), plain(listed))


def _same_place(told: tuple[str, ...], listed: tuple[str, ...]) -> bool | None:
    if not listed or told == listed:
        return True
    depth = min(len(told), len(listed))
    return None if told[:depth] == listed[:depth] else False


def _near(one: str, other: str) -> bool | None:
    """A short form of the other, 任城实小, or one letter beside it; None: ask."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 3:
        return False
    rest = iter(longer)
    if all(letter in rest for letter in shorter):
        return None
    slips = [{a, b} for a, b in zip(one, other, strict=False) if a != b]
    return None if len(one) == len(other) and len(slips) == 1 and not slips[0] & _TELLS_APART else False
