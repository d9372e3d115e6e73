"""An answer of admission as families and programs get it: one JSON shape, told in both languages."""

from typing import Any

from services.booking.domain.enrollment import Enrollment
from services.booking.domain.requests import Answer as Decided
from services.booking.domain.requests import Clash, Enroll, Withdraw
from services.booking.usecases.admit import Admitted
from services.booking.usecases.explain import explain
from services.booking.usecases.say import say
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
    zh, en = say(decided, known.group.title, child.name)
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
        "limited_by": [_titled(e, admitted) for e in decided.limit.enrollments] if decided.limit else [],
    }
    return Answer(201 if decided.result in _NEW else 200, body)


def _titled(enrollment: Enrollment, admitted: Admitted) -> dict[str, str]:
    return {"enrollment_id": str(enrollment.id), "title": admitted.groups[enrollment.group_id].group.title}


def _overlap(clash: Clash, admitted: Admitted) -> dict[str, str]:
    return {
        **_titled(clash.enrollment, admitted),
        "date": clash.day.isoformat(),
        "time": f"{clash.at:%H:%M}",
    }
