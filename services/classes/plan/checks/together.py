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
            "这里只有一个班，没有别的班一起录取：请删去 together，或让几个班写同一个名称。",
            "There is one group only, and nothing to decide it with: remove together, or give several groups one name.",
            lacks=_ELSEWHERE,
        )
    elif wishes > len(those):
        yield Finding(
            said_at(choice.levels, "admission", "wishes"),
            f"一起录取的班只有 {len(those)} 个，填不了 {wishes} 个志愿，请改正。",
            f"{len(those)} groups are decided together, so a family cannot rank {wishes}: correct it.",
            lacks=_ELSEWHERE,
        )


def _different(those: Sequence[Choice]) -> Iterator[Finding]:
    first, rest = those[0], those[1:]
    wanted = _decision(first)
    for choice in rest:
        for (zh, en), value in _decision(choice).items():
            if value != wanted[zh, en]:
                yield Finding(
                    said_at(choice.levels, "admission", "together"),
                    f"一起录取的班{zh}必须相同，而 {choice.path} 与 {first.path} 不同（{_said(value)}，{_said(wanted[zh, en])}）："
                    "请在同一处写一次，或给它们不同的 together 名称。",
                    f"Groups decided together need the same {en}, but {choice.path} differs from {first.path} "
                    f"({_said(value)}, {_said(wanted[zh, en])}): say it once for both, or give them different names.",
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
                f"这些班一起录取，每个孩子报一次、只得其中一个，{key}: {at_most} 没有用处：请改成 1 或删去；"
                "要让孩子得到几个，给各期（或各班）不同的 together 名称。",
                f"These groups are decided together: a child asks once and gets one of them, so {key}: {at_most} has no use. Write 1, or "
                "remove it; for a child to have several, give the terms (or groups) different names in together.",
                lacks=_ELSEWHERE,
            )


def _decision(choice: Choice) -> dict[tuple[str, str], Any]:
    said = choice.rules.admission
    return {
        ("录取方式 way", "way"): said.way,
        ("报名截止 closes", "closing"): choice.rules.registration.closes,
        ("统一录取时间 decide_at", "decide_at"): decided_at(choice.rules),
        ("优先顺序 priorities", "priorities"): said.priorities or None,
        ("公开数字的来源 draw_source", "draw_source"): said.draw_source,
        ("志愿数 wishes", "wishes"): said.wishes or 1,
        ("审核 review", "reviewer"): said.review or "none",
    }


def _said(value: Any) -> str:
    if hasattr(value, "astimezone"):
        return write_instant(value)
    return "、".join(each.name or "…" for each in value) if isinstance(value, list) else str(value or "—")
