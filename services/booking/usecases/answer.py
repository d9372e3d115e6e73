"""An answer of admission as families and programs get it: one JSON shape, told in both languages."""

from datetime import datetime
from typing import Any

from services.booking.domain.child import Child
from services.booking.domain.requests import Answer as Decided
from services.booking.domain.requests import Clash, Enroll, Withdraw
from services.booking.store.groups import Known
from services.booking.usecases.admit import Admitted
from services.booking.usecases.explain import EN, ZH, Said, explain
from shared.web.idempotency import Answer

_NEW = {"confirmed", "waitlisted", "entered"}
_NOT_FINAL = {"not_open", "not_found"}
"""Asked again with the same key, these are decided anew: at 08:59:59 nothing was decided yet."""


def final(decided: Decided) -> bool:
    """True when the same key must get this answer for ever."""
    return decided.result not in _NOT_FINAL


def shape(request: Enroll | Withdraw, decided: Decided, admitted: Admitted) -> Answer:
    """201 for a new enrollment, 404 for what this person cannot see, 200 for every other final answer."""
    if decided.result == "not_found":
        return Answer(404, {"result": "not_found"})
    enrollment = decided.enrollment
    group_id = enrollment.group_id if enrollment else getattr(request, "group_id", None)
    child_id = enrollment.child_id if enrollment else getattr(request, "child_id", None)
    known = admitted.groups[group_id]  # type: ignore[index]
    child = admitted.children[child_id]  # type: ignore[index]
    zh, en = _say(request, decided, known, child)
    body: dict[str, Any] = {
        "result": decided.result,
        "zh": zh,
        "en": en,
        "enrollment_id": str(enrollment.id) if enrollment else None,
        "group": {"id": str(group_id), "title": known.group.title},
        "child": {"id": str(child_id), "name": child.name},
        "position": decided.position,
        "until": decided.until.isoformat() if decided.until else None,
        "reasons": [dict(zip(("code", "zh", "en"), (v.code, *explain(v)), strict=True)) for v in decided.reasons],
        "overlap": _overlap(decided.clash, admitted) if decided.clash else None,
    }
    return Answer(201 if decided.result in _NEW else 200, body)


def _overlap(clash: Clash, admitted: Admitted) -> dict[str, str]:
    return {
        "enrollment_id": str(clash.enrollment.id),
        "title": admitted.groups[clash.enrollment.group_id].group.title,
        "date": clash.day.isoformat(),
        "time": f"{clash.at:%H:%M}",
    }


def _say(request: Enroll | Withdraw, decided: Decided, known: Known, child: Child) -> Said:
    """The sentence, with what happens next."""
    title, name = known.group.title, child.name
    match decided.result:
        case "confirmed":
            return f"已录取:{name},{title}。", f"Confirmed: {name}, {title}."
        case "waitlisted":
            n = decided.position
            return (
                f"候补第 {n} 位:{name},{title}。有空位会按顺序自动递补,并通知您。",
                f"Waiting list, number {n}: {name}, {title}. Free places go in order, and we tell you.",
            )
        case "entered":
            return (
                f"已登记:{name},{title}。报名截止后公开摇号,不比手速;结果会通知您。",
                f"Entered: {name}, {title}. Places are drawn in public after closing, speed does not matter; we tell you.",
            )
        case "frozen":
            return "名单已冻结,摇号后可以取消。", "The list is frozen; you can cancel after the draw."
        case "full":
            return (
                "名额和候补都已满。您可以看看其他班次。",
                "Full, and so is the waiting list. Look at the other groups.",
            )
        case "not_eligible":
            reasons = [explain(v) for v in decided.reasons]
            return "不符合条件:" + ";".join(zh for zh, _ in reasons) + "。", "Not eligible: " + "; ".join(
                en for _, en in reasons
            ) + "."
        case "not_open":
            return _not_open(decided.until)
        case "closed":
            return "报名已截止。", "Registration has closed."
        case "already_booked":
            return f"{name}已报过这个班次,不用重复报名。", f"{name} is booked here already; no need to book again."
        case "overlaps" if decided.clash:
            clash, day_zh, day_en = decided.clash, ZH.day(decided.clash.day), EN.day(decided.clash.day)
            return (
                f"与{name}的另一个班次时间冲突:{day_zh} {clash.at:%H:%M}。先取消那个班次才能报这个。",
                f"Overlaps another booking of {name} on {day_en} at {clash.at:%H:%M}. Cancel that one first.",
            )
        case "withdrawn":
            return (
                f"已取消:{name},{title}。名额会让给候补的家庭。",
                f"Cancelled: {name}, {title}. The next family gets the place.",
            )
        case "finished":
            return "班次已结束,不能再取消。", "The group has finished; it cannot be cancelled any more."
        case _:
            return "主办方已取消这个班次。", "The organizer has cancelled this group."


def _not_open(until: datetime | None) -> Said:
    if until is None:
        return "报名还没有开始。", "Registration has not opened yet."
    return f"报名还没有开始,{ZH.instant(until)}开放。", f"Registration opens on {EN.instant(until)}."
