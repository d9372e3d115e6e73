"""An answer of admission as families and programs get it: one JSON shape, told in both languages."""

from typing import Any
from uuid import UUID

from services.booking.domain.child import Child
from services.booking.domain.enrollment import Enrollment
from services.booking.domain.group import Group
from services.booking.domain.requests import Accept, Clash, Enroll, Ruling, Withdraw
from services.booking.usecases.admit import Admitted
from services.booking.words.exchange import answered
from services.booking.words.explain import Said, explain
from services.booking.words.say import say, say_beside
from shared.kernel.answer import Answer

NEW = {"confirmed", "offered", "submitted", "unverified", "waitlisted", "entered"}
_NOT_FINAL = {"not_open", "deciding", "not_found", "still_waiting"}
"""Asked again with the same key, these are decided anew: at 08:59:59 nothing was decided yet."""


def final(ruling: Ruling) -> bool:
    """True when the same key must get this answer for ever."""
    return ruling.result not in _NOT_FINAL


def shape(request: Enroll | Withdraw | Accept, ruling: Ruling, admitted: Admitted) -> Answer:
    """201 for a new enrollment, 404 for what this person cannot see, 200 for every other final answer."""
    if ruling.result == "not_found":
        return Answer(404, {"result": "not_found"})
    group_id, child_id = _spoken_of(request, ruling)
    known, child = admitted.groups[group_id], admitted.children[child_id]
    zh, en = say(ruling, known.group, _names(ruling, child, admitted), _titles(ruling, known.group, admitted))
    for option in ruling.options:
        beside = _beside(option, admitted)
        zh, en = f"{zh}{beside[0]}", f"{en} {beside[1]}"
    if isinstance(request, Enroll) and request.instead_of:
        zh, en = answered(ruling.result, (zh, en))
    enrollment = ruling.enrollment
    body: dict[str, Any] = {
        "result": ruling.result,
        "zh": zh,
        "en": en,
        "enrollment_id": str(enrollment.id) if enrollment else None,
        "together": [_titled(e, admitted) for e in (*ruling.others, *_of_options(ruling))],
        "group": {"id": str(group_id), "title": known.group.title},
        "child": {"id": str(child_id), "name": child.name},
        "position": ruling.position,
        "until": ruling.until.isoformat() if ruling.until else None,
        "reasons": [dict(zip(("code", "zh", "en"), (v.code, *explain(v)), strict=True)) for v in ruling.reasons],
        "overlap": _overlap(ruling.clash, admitted) if ruling.clash else None,
        "limited_by": [_titled(e, admitted) for e in ruling.limit.enrollments] if ruling.limit else [],
    }
    return Answer(201 if isinstance(request, Enroll) and ruling.result in NEW else 200, body)


def _of_options(ruling: Ruling) -> list[Enrollment]:
    return [option.enrollment for option in ruling.options if option.enrollment]


def _beside(option: Ruling, admitted: Admitted) -> Said:
    """What became of an option that was asked for with its care."""
    assert option.enrollment is not None  # noqa: S101 - it has a place or a turn, or was missed and is kept as that
    return say_beside(option, admitted.groups[option.enrollment.group_id].group.title)


def _spoken_of(request: Enroll | Withdraw | Accept, ruling: Ruling) -> tuple[UUID, UUID]:
    """The group and the child the answer is about: what stands in the way, else the enrollment, else what was asked first."""
    if ruling.seat:
        return ruling.seat.group_id, ruling.seat.child_id
    if ruling.enrollment:
        return ruling.enrollment.group_id, ruling.enrollment.child_id
    assert isinstance(request, Enroll)  # noqa: S101 - the others name an enrollment
    return request.seats[0].group_id, request.seats[0].child_id


def _names(ruling: Ruling, child: Child, admitted: Admitted) -> str:
    """The child, and those that were asked for with it."""
    names = [child.name, *(admitted.children[e.child_id].name for e in ruling.others)]
    return "、".join(dict.fromkeys(names))


def _titles(ruling: Ruling, group: Group, admitted: Admitted) -> str:
    """The group, and those that were asked for with it; wishes in their order: 1. 舞蹈 2. 书法, by site where they are called alike."""
    if not ruling.enrollment or not ruling.others:
        return group.title
    enrollments = (ruling.enrollment, *ruling.others)
    asked = {e.group_id: admitted.groups[e.group_id] for e in enrollments}
    alike = len(asked) > 1 and len({known.group.title for known in asked.values()}) == 1
    wishes: dict[int, dict[str, None]] = {}
    for e in enrollments:
        wishes.setdefault(e.choice, {})[asked[e.group_id].facts.site if alike else asked[e.group_id].group.title] = None
    titles = {number: "、".join(of_wish) for number, of_wish in sorted(wishes.items())}
    if len(titles) == 1:
        return "".join(titles.values())
    return " ".join(f"{number}. {title}" for number, title in titles.items())


def _titled(enrollment: Enrollment, admitted: Admitted) -> dict[str, str]:
    return {"enrollment_id": str(enrollment.id), "title": admitted.groups[enrollment.group_id].group.title}


def _overlap(clash: Clash, admitted: Admitted) -> dict[str, str | None]:
    named: dict[str, str] = _titled(clash.enrollment, admitted) if clash.enrollment else {}
    return {
        "enrollment_id": named.get("enrollment_id"),
        "title": named.get("title", ""),
        "date": clash.day.isoformat(),
        "time": f"{clash.at:%H:%M}",
    }
