"""How a family without a smartphone came to be booked by an organizer."""

from collections.abc import Mapping

from shared.kernel.sentence import Sentence as _

ORIGINALS_SEEN = _("；看过原件：{papers}", "; originals seen: {papers}")
"""Behind a way."""
WAYS: Mapping[str, _] = {
    "desk": _("家长到窗口办理", "at the desk"),
    "phone": _("家长打电话办理", "by phone"),
    "school": _("学校转来", "through the school"),
    "street": _("街道、社区转来", "through a street office"),
}
