"""What stands in a plan and counts for no group: a key without the way it needs, a site's word that is said over again."""

from collections.abc import Iterator, Mapping, Sequence

from services.classes.plan.groups.choices import Choice
from services.classes.plan.groups.rules import APPLIES, KEYS, Level
from services.classes.plan.language.findings import Finding, Path
from services.classes.plan.language.model import Rules
from services.classes.words import plan_admission as wrong

_PARTS = ("registration", "admission", "retention")
_WHOLE = tuple(key for key in KEYS if key not in (*_PARTS, "who", "limits", "per_child"))
"""Rules of which only the innermost counts. (`who` replaces in ways of its own; limits all count.)"""
_ELSEWHERE = ("admission", "waiting_list", "terms", "sites")
"""What may still use it."""
_TAKEN_BACK: tuple[object, ...] = ([], "no", "none", False, 0)
"""What takes back a word said further out, and needs nothing."""


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
    if at[-2:-1] == ("admission",) and key in wrong.NEEDS:
        yield Finding(at, *wrong.NEEDS[key], lacks=_ELSEWHERE)
    elif level[:1] in (("terms",), ("sites",)):
        yield Finding(
            at,
            *wrong.SAID_IN_VAIN.of(key=key),
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
