"""What a key of a union's program allows, in words."""

from collections.abc import Mapping

from shared.kernel.sentence import Sentence as _

SCOPES: Mapping[str, _] = {
    "events:read": _("读报名和名额的变化（没有姓名）", "Read what happens to bookings and places (no names)"),
    "enrollments:read": _("读每个班次的报名现状（没有姓名）", "Read how the bookings of a group stand (no names)"),
}
