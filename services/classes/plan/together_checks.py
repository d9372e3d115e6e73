"""Whether groups that are decided together can be: the same way, at the same instant, by the same priorities and number."""

from collections.abc import Iterator, Sequence
from typing import Any

from services.classes.plan.choices import Choice
from services.classes.plan.errors import Finding
from services.classes.plan.facts import decided_at
from services.classes.plan.rules import said_at
from services.classes.plan.scopes import together
from services.classes.plan.times import write_instant

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


def _decision(choice: Choice) -> dict[tuple[str, str], Any]:
    said = choice.rules.admission
    return {
        ("录取方式 way", "way"): said.way,
        ("报名截止 closes", "closing"): choice.rules.registration.closes,
        ("统一录取时间 decide_at", "decide_at"): decided_at(choice.rules),
        ("优先顺序 priorities", "priorities"): said.priorities or None,
        ("随机数来源 draw_source", "draw_source"): said.draw_source,
        ("志愿数 wishes", "wishes"): said.wishes or 1,
    }


def _said(value: Any) -> str:
    if hasattr(value, "astimezone"):
        return write_instant(value)
    return "、".join(each.name or "…" for each in value) if isinstance(value, list) else str(value or "—")
