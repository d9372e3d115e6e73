"""What classes keeps of people: of organizers alone, nothing of families."""

from shared.kernel.sentence import Sentence as _
from shared.privacy.entry import Holdings, Personal

CLASSES = Holdings(
    personal=(
        Personal(
            {"change": "person_id name", "importing": "person_id name", "publishing": "person_id name"},
            _("组织者的编号和称呼", "An organizer’s id and name"),
            _("谁发布、谁改动了班次，要有据可查", "Who published or changed a group must be known"),
            _("主办工会的组织者", "The organizers of that union"),
            _("和班次一起保存", "As long as the group"),
        ),
    ),
    impersonal={
        "plan": "id key union_code title source revision imported_at",
        "importing": "plan_id total",
        "importing_group": "plan_id n key line",
        "publishing": "plan_id last",
        "change": "id group_id at what detail",
        "class_group": (
            "id plan_id key state revision facts presentation planned opens_at closes_at starts_at ends_at reason capacity taken waiting"
            " ledger_revision changed_at union_code season term kind site title by_site by_title grades ages"
            " entered held"
        ),
    },
)
