"""What events leave in the messages that are made of them."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4

ENROLLMENT = UUID("00000000-0000-7000-8000-000000000001")
GROUP = UUID("00000000-0000-7000-8000-000000000002")
ENTRANT = "9f86d081884c7d65"


def params(**changes: Any) -> dict[str, Any]:
    """What an event of any kind would leave in a message."""
    card = {
        "title": "高新区一班", "site": "高新区活动中心", "address": "同济路 8 号", "first_day": date(2027, 7, 5).isoformat(),
        "last_day": date(2027, 7, 30).isoformat(), "start": time(8).isoformat(), "end": time(17, 30).isoformat(), "days": 20,
        "bring": "水杯、被子",
    }  # fmt: skip
    facts = {
        "group_id": str(GROUP), "enrollment_id": str(ENROLLMENT), "child_id": str(uuid4()), "child_name": "张*明",
        "at": datetime(2027, 6, 30, 1, tzinfo=UTC).isoformat(), "position": 3, "waited": False, "reason": "台风停课",
        "entrant": ENTRANT, "came_from": "高新区一班", "overlaps": ["高新区一班"], "have": 12, "children": 15, "state": "confirmed", "by": "organizer", "held": True, "until": datetime(2027, 7, 2, 10, tzinfo=UTC).isoformat(),
    }  # fmt: skip
    meeting = {"date": date(2027, 7, 5).isoformat(), "start": time(8).isoformat(), "end": time(17, 30).isoformat()}
    before = {"before": card | {"site": "旧活动中心"}, "changed": ["where"]}
    return facts | {"group": card | changes.pop("group", {})} | before | {"meeting": meeting} | changes
