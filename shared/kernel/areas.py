"""Areas as people write them: 虹口区, 上海市虹口区 and 上海虹口 are one, 西湖区 may be two; which lies in which.

Divisions from the province down to the district are known (`divisions.txt`). What no list knows, a street or a 高新区, stands behind
them as it is written, and counts by its letters.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

Division = tuple[str, ...]
"""From the province down: 浙江省, 杭州市, 西湖区."""

_PEOPLES = (
    "(?<!内)蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|"
    "布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|怒|鄂温克|保安|裕固|独龙|鄂伦春|各"
)
_KIND = re.compile(rf"(?:(?:(?:{_PEOPLES})族?)*自治[区州县旗]|特别行政区|地区|林区|新区|[省市盟区县旗])$")
_STREET = re.compile("街道|[镇乡]")
_NAMED_BEHIND = re.compile("[^路村]{2,}?(?:街道|[镇乡]|(?<![小社])区)")
"""What may stand behind a short name: 济宁 | 高新区, 任城 | 金城街道; but 上海路街道 is no part of 上海."""


@dataclass(frozen=True, slots=True)
class Area:
    """One meaning of what was written."""

    division: Division
    """As far as it is known; empty if nothing is."""
    rest: str = ""
    """What stands behind it."""

    @property
    def name(self) -> str:
        """In full: 浙江省杭州市西湖区."""
        return "".join(self.division) + self.rest


def plain(text: str) -> str:
    """The same without what nobody means by it: width, spaces, punctuation."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


@lru_cache(maxsize=10_000)
def read(text: str) -> tuple[Area, ...]:
    """Everything an area may mean; more than one where divisions share a name. The more of it is a division, the better it was read."""
    found = [area for area, sure in readings(text) if sure]
    least = min(len(area.rest) for area in found)
    best = {area for area in found if len(area.rest) == least}
    return tuple(sorted((a for a in best if not any(_inside(a, b) for b in best)), key=lambda area: area.name))


def _inside(area: Area, other: Area) -> bool:
    """恩施 is the prefecture, and so its city of the same name as well."""
    depth = len(other.division)
    return len(area.division) > depth and area.division[:depth] == other.division


@lru_cache(maxsize=10_000)
def readings(text: str) -> tuple[tuple[Area, bool], ...]:
    """Every way to part a text into a division and what stands behind it; whether it is one to believe of an area."""
    return tuple(_readings((), plain(text).removeprefix("中国")))


def _readings(above: Division, text: str) -> Iterator[tuple[Area, bool]]:
    yield Area(above, text), True
    # One letter is no name: 单县 is not 单.
    for length in range(2, min(len(text), _longest()) + 1):
        name, rest = text[:length], text[length:].removeprefix("市辖区")
        for division in _named().get(name, ()):
            if division[: len(above)] == above and len(division) > len(above):
                short = name != division[-1]
                for area, believed in _readings(division, rest.removeprefix(division[-1])):
                    alone = short and area.division == division and rest and not _NAMED_BEHIND.match(rest)
                    yield area, believed and not alone


def within(told: str, wanted: str) -> bool | None:
    """Whether one area lies in the other; None: what was told may be there, and is not exact enough to say."""
    answers = {_best(_lies(one, other) for other in read(wanted)) for one in read(told)}
    if answers == {True} or _as_written(told, wanted):
        return True
    return None if answers - {False} else False


def _as_written(told: str, wanted: str) -> bool:
    """What no list knows counts by its letters, wherever it stands."""
    return any(area.rest for area in read(wanted)) and plain(wanted) in plain(told)


def _lies(told: Area, wanted: Area) -> bool | None:
    depth = min(len(told.division), len(wanted.division))
    if told.division[:depth] != wanted.division[:depth]:
        return False
    if depth < len(wanted.division):
        return None
    if wanted.rest in told.rest:
        return True
    return False if _STREET.search(told.rest) and _STREET.search(wanted.rest) else None


def _best(answers: Iterator[bool | None]) -> bool | None:
    found = set(answers)
    return True if True in found else None if None in found else False


@cache
def _named() -> dict[str, list[Division]]:
    """Every division by its name, in full and without its kind: 西湖区, 西湖."""
    named: dict[str, list[Division]] = {}
    for division in divisions():
        for name in _names(division[-1]):
            named.setdefault(name, []).append(division)
    return named


def _names(name: str) -> set[str]:
    short = _KIND.sub("", name)
    return {name, short, f"{short}州"} if name.endswith("自治州") else {name, short}


@cache
def _longest() -> int:
    return max(map(len, _named()))


@cache
def divisions() -> tuple[Division, ...]:
    """All that are known, each after the one it lies in."""
    known: dict[Division, None] = {}
    for line in Path(__file__).with_name("divisions.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            city, _, inside = line.partition("：")
            above = tuple(city.split())
            known |= dict.fromkeys(above[: n + 1] for n in range(len(above)))
            known |= dict.fromkeys((*above, name) for name in inside.split())
    return tuple(known)
