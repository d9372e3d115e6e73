"""Whether groups that are decided together can be: the same way, at the same instant, by the same priorities and number."""

from collections.abc import Iterator, Sequence
from typing import Any

from services.classes.plan.groups.choices import Choice
from services.classes.plan.groups.facts import decided_at
from services.classes.plan.groups.rules import said_at
from services.classes.plan.groups.scopes import limits_of, together
from services.classes.plan.language.findings import Finding, Path
from services.classes.plan.language.model import Rules
from services.classes.plan.language.times import write_instant
from services.classes.words import plan_admission as wrong

_ELSEWHERE = ("terms", "sites", "count", "admission")
"""Where more groups may come from, or the way in which they are decided."""


def check_together(found: Sequence[Choice]) -> Iterator[Finding]:
    """Every set of groups that share a name."""
    sets: dict[str, list[Choice]] = {}
    for choice in found:
        if scope := together(choice, "/"):
            sets.setdefault(scope, []).append(choice)
    for those in sets.values():
        yield from _alone(those)
        yield from _different(those)
    yield from _limits(found)


def _alone(those: Sequence[Choice]) -> Iterator[Finding]:
    choice, wishes = those[0], those[0].rules.admission.wishes or 1
    if len(those) == 1:
        yield Finding(
            said_at(choice.levels, "admission", "together"),
            *wrong.TOGETHER_ALONE,
            lacks=_ELSEWHERE,
        )
    elif wishes > len(those):
        yield Finding(
            said_at(choice.levels, "admission", "wishes"),
            *wrong.WISHES_TOO_MANY.of(count=len(those), wishes=wishes),
            lacks=_ELSEWHERE,
        )


def _different(those: Sequence[Choice]) -> Iterator[Finding]:
    first, rest = those[0], those[1:]
    wanted = _decision(first)
    for choice in rest:
        for what, value in _decision(choice).items():
            if value != wanted[what]:
                yield Finding(
                    said_at(choice.levels, "admission", "together"),
                    *wrong.TOGETHER_DIFFERENT.of(
                        here=choice.path,
                        there=first.path,
                        value=_said(value),
                        wanted=_said(wanted[what]),
                        what=wrong.DECIDED_BY[what],
                    ),
                    lacks=("admission", "registration"),
                )


def _limits(found: Sequence[Choice]) -> Iterator[Finding]:
    """A limit of two promises nothing where a child gets one: in groups that are decided together when nobody asks any more."""
    of_level: dict[Path, list[Choice]] = {}
    for choice in found:
        for path, level in choice.levels:
            if level.limits or level.per_child:
                of_level.setdefault(path, []).append(choice)
    for path, those in of_level.items():
        level = dict(those[0].levels)[path]
        if len({together(choice, "/") for choice in those}) == 1 and all(map(_only_once, those)):
            yield from _more_than_one(path, level)


def _only_once(choice: Choice) -> bool:
    """Whether a child gets one of the groups it belongs to: nothing can be asked for later, nor as one with the care around it."""
    at, closes = decided_at(choice.rules), choice.rules.registration.closes
    later = at is not None and closes is not None and at < closes
    return bool(together(choice, "/")) and not later and not choice.inside


def _more_than_one(path: Path, level: Rules) -> Iterator[Finding]:
    said, short = limits_of(level), level.per_child is not None
    for key, at_most in (("per_child", said.per_child), ("per_term", said.per_term)):
        if (at_most or 0) > 1:
            yield Finding(
                (*path, key) if short and key == "per_child" else (*path, "limits", key),
                *wrong.LIMIT_NEEDLESS.of(key=key, at_most=at_most),
                lacks=_ELSEWHERE,
            )


def _decision(choice: Choice) -> dict[str, Any]:
    said = choice.rules.admission
    return {
        "way": said.way,
        "closes": choice.rules.registration.closes,
        "decide_at": decided_at(choice.rules),
        "priorities": said.priorities or None,
        "draw_source": said.draw_source,
        "wishes": said.wishes or 1,
        "review": said.review or "none",
    }


def _said(value: Any) -> str:
    if hasattr(value, "astimezone"):
        return write_instant(value)
    return "、".join(each.name or "…" for each in value) if isinstance(value, list) else str(value or "—")
