"""What notify keeps of people."""

from shared.kernel.sentence import Sentence as _
from shared.privacy.entry import Holdings, Personal
from shared.privacy.said import FAMILY_ALONE

NOTIFY = Holdings(
    personal=(
        Personal(
            {"recipient": "person_id email confirmed_at language created_at"},
            _("您的电子邮箱（如果您填了）和语言", "Your e-mail address, if you gave one, and your language"),
            _("把通知也发到邮箱；不填就只在收件箱里看", "To mail you what happens; without it the inbox alone tells"),
            FAMILY_ALONE,
            _("到您改掉为止", "Until you change it"),
        ),
        Personal(
            {"message": "person_id kind params created_at read_at", "delivery": "person_id provider_id reason"},
            _(
                "您收到的通知：哪个班、什么结果；孩子的姓名打码，删除孩子后不再有",
                "What you were told: which group, what came of it; the child’s name masked, and gone once the child is deleted",
            ),
            _("报名结果有据可查", "So that what came of a booking can be read again"),
            FAMILY_ALONE,
            _("{message_days} 天，之后删除", "{message_days} days, then deleted"),
        ),
    ),
    impersonal={
        "forgotten": "child_id at",
        "message": "id event_id listed traceparent",
        "delivery": "id message_id event_id channel state attempts doubts due_at changed_at",
    },
)
