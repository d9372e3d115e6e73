"""What happens with too few children: its organizer decides; it is cancelled by itself only where that is said, with time for more to come."""

from datetime import timedelta

from services.classes.plan.language.wording import Pair
from shared.events.rules import Minimum
from shared.kernel.words import EN, ZH

OTHERWISE = {
    "cancel": ("由主办方决定取消，并通知每个家庭", "its organizer may cancel it, and tells every family"),
    "merge": (
        "由主办方并到时间、地点、收费都一样的班，并通知每个家庭；并到别的班要征得家长同意",
        "its organizer merges it with a class of the same time, place and fees, and tells every family; with any other, if the families agree",
    ),
    "move": (
        "由主办方征得家长同意后调到别的班或办班点",
        "its organizer moves the children to another group or site, if their families agree",
    ),
}
OVER = {
    "group": ("", ""),
    "site": ("办班点这一期合计", " at the site in this term"),
    "plan": ("各办班点这一期合计", " at all sites in this term"),
}
"""Whose children a minimum counts."""


def minimum(said: Minimum) -> Pair:
    """What happens with too few children, and when."""
    zh, en = _by_itself(said) if said.grace else OTHERWISE[said.otherwise]
    over_zh, over_en = OVER[said.over]
    return (
        f"到 {ZH.instant(said.decide_at)} {over_zh}不足 {said.children} 人的，{zh}",
        f"with fewer than {EN.plural(said.children, 'child')}{over_en} at {EN.instant(said.decide_at)}, {en}",
    )


def _by_itself(said: Minimum) -> Pair:
    longer = timedelta(minutes=said.grace)
    return (
        f"通知每个家庭，再等 {ZH.duration(longer)}，仍不足的自动取消；主办方可以提前决定取消或照常开班",
        f"every family is told, and if there still are {EN.duration(longer)} later it is cancelled by itself; its organizer may cancel or hold it before",
    )
