"""What stands in a plan and counts for no group: a key without the way it needs, a site's word that is said over again."""

from collections.abc import Iterator, Mapping, Sequence

from services.classes.plan.groups.choices import Choice
from services.classes.plan.groups.rules import APPLIES, KEYS, Level
from services.classes.plan.language.findings import Finding, Path
from services.classes.plan.language.model import Rules
from services.classes.plan.language.wording import Pair

_PARTS = ("registration", "admission")
_WHOLE = tuple(key for key in KEYS if key not in (*_PARTS, "who", "limits", "per_child"))
"""Rules of which only the innermost counts. (`who` replaces in ways of its own; limits all count.)"""
_ELSEWHERE = ("admission", "waiting_list", "terms", "sites")
"""What may still use it."""
_TAKEN_BACK: tuple[object, ...] = ([], "no", "none", False, 0)
"""What takes back a word said further out, and needs nothing."""
_NEEDS: dict[str, Pair] = {
    "draw_source": (
        "写了公开数字的来源 draw_source，却没有班按它摇号：请写 way: draw 或 way: draw_if_oversubscribed，或删去 draw_source。",
        "draw_source is named, but no group is drawn by it: write way: draw or way: draw_if_oversubscribed, or remove it.",
    ),
    "priorities": (
        "先到先得时用不上优先顺序 priorities：要优先录取，写 way: ranked（再写 decide_at，表示优先到什么时候）；"
        "只用于候补，写 waiting_order: priority。",
        "priorities have no use when the first to come is served: write way: ranked (and decide_at, until when they go first); "
        "for the waiting list alone write waiting_order: priority.",
    ),
    "decide_at": (
        "先到先得是当场录取，用不上 decide_at：请写 way: ranked（按优先顺序）或 way: draw（摇号），或删去 decide_at。",
        "First come is decided at once, so decide_at has no use: write way: ranked or way: draw, or remove it.",
    ),
    "lot_minutes": (
        "lot_minutes 只用于 way: opening_lot（开放时摇号），请改写 way 或删去它。",
        "lot_minutes belongs to way: opening_lot: write that, or remove it.",
    ),
    "together": (
        "先到先得的班不会一起录取：请写 way: ranked 或 way: draw；要让家庭报“其中任何一个”，再写 wishes: 2（志愿数）；都不要就删去 together。",
        "Nothing is decided together when the first to come is served: write way: ranked or way: draw; to let families ask for any one of "
        "these groups add wishes: 2; else remove it.",
    ),
    "wishes": (
        "志愿数 wishes 要说明是哪些班的志愿，请补上 together: yes，或删去 wishes。",
        "wishes need to know among which groups: add together: yes, or remove them.",
    ),
    "answer_within": (
        "不设候补（waiting_list: 0）就没有递补，用不上 answer_within：请删去，或改候补人数。",
        "Without a waiting list (0) there is nothing to answer: remove answer_within, or allow one.",
    ),
    "all_at_once": (
        "不设候补（waiting_list: 0）就没有递补，用不上 all_at_once：请删去，或改候补人数。",
        "Without a waiting list (0) nobody waits: remove all_at_once, or allow one.",
    ),
}


def check_unused(found: Sequence[Choice]) -> Iterator[Finding]:
    """Everything said that holds for no group."""
    lines = {tuple(path for path, _ in choice.levels): choice for choice in found}
    used: set[Path] = set()
    for choice in lines.values():
        counting = _counting(choice.levels)
        idle = {key for key in APPLIES if getattr(choice.rules.admission, key) is None}
        used |= {path for path in counting if path[-2:-1] != ("admission",) or path[-1] not in idle}
    levels = {path: level for choice in lines.values() for path, level in choice.levels}
    for path, level in levels.items():
        for key in _said(level):
            if (*path, *key) not in used and not _takes_back(level, key):
                yield from _idle((*path, *key), path, str(key[-1]))


def _idle(at: Path, level: Path, key: str) -> Iterator[Finding]:
    if at[-2:-1] == ("admission",) and key in _NEEDS:
        yield Finding(at, *_NEEDS[key], lacks=_ELSEWHERE)
    elif level[:1] in (("terms",), ("sites",)):
        yield Finding(
            at,
            f"这里的 {key} 对任何班都不起作用：按 方案、期、办班点、托管班或兴趣班、班 的次序，每个班在更后面都另写了 {key}。请只在一处写。",
            f"This {key} counts for no group: of plan, term, site, session or class, and group the later counts, "
            f"and each group has a later {key}. Say it in one place.",
            lacks=_ELSEWHERE,
        )


def _takes_back(level: Rules, key: Path) -> bool:
    return key[0] == "admission" and getattr(level.admission, str(key[-1])) in _TAKEN_BACK


def _counting(levels: Sequence[Level]) -> set[Path]:
    """Where each thing is said that counts."""
    innermost: dict[Path, Path] = {}
    for path, level in levels:
        innermost |= {key: (*path, *key) for key in _said(level)}
    return set(innermost.values())


def _said(level: Rules) -> Mapping[Path, None]:
    """The rules that are said there, of sections each key."""
    whole: list[Path] = [(key,) for key in _WHOLE if getattr(level, key) is not None]
    parts: list[Path] = [
        (section, key) for section in _PARTS for key, value in (getattr(level, section) or ()) if value is not None
    ]
    return dict.fromkeys([*whole, *parts])
