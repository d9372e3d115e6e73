"""What notify keeps of people."""

from shared.kernel.sentence import Sentence as _
from shared.privacy.entry import Holdings, Personal
from shared.privacy.said import FAMILY_ALONE

NOTIFY = Holdings(
    personal=(
        Personal(
            {"recipient": "person_id email confirmed_at language created_at", "wish": "person_id channel kind wanted"},
            _(
                "您的电子邮箱（如果您填了）、语言、哪些通知从哪里发",
                "Your e-mail address, if you gave one, your language, and what you want to hear by which way",
            ),
            _("把通知也发到邮箱；不填就只在收件箱里看", "To mail you what happens; without it the inbox alone tells"),
            FAMILY_ALONE,
            _("到您改掉为止", "Until you change it"),
        ),
        Personal(
            {"device": "person_id subscription called added_at"},
            _(
                "您开启了通知的浏览器：地址、名称、何时开启",
                "Browsers in which you switched messages on: the address, what each is called, since when",
            ),
            _(
                "把通知发到您的手机或电脑上；不开启就没有",
                "To tell you on your phone or computer; without it there is none",
            ),
            FAMILY_ALONE,
            _(
                "到您移除为止；浏览器不在了，3 天内删除",
                "Until you take it out; within three days once the browser is gone",
            ),
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
        Personal(
            {"public_event": "data"},
            _(
                "一次报名有了什么结果：编号、时间和候补位次，没有姓名",
                "What came of an enrollment: ids, instants and the position on the waiting list, no name",
            ),
            _("工会自己的程序能及时知道结果", "So that a union’s own programs know in time"),
            _("办班的工会和它的上级工会接入的程序", "Programs of the union that holds the group and of those above it"),
            _("{event_days} 天，之后删除", "{event_days} days, then deleted"),
        ),
        Personal(
            {"webhook": "made_by"},
            _("组织者的编号", "An organizer’s id"),
            _("谁接入了程序，要有据可查", "Who had a program told must be known"),
            _("这个工会的组织者", "The organizers of that union"),
            _("到推送地址删除为止", "Until the webhook is removed"),
        ),
    ),
    impersonal={
        "access": "provider renewal token_sealed good_until refused leased_until",
        "device": "id server_key failures failing_since rests_until",
        "channel": "name next_at rests_until day spent kinds usual patience",
        "forgotten": "child_id at",
        "union_wish": "union_code channel kind wanted",
        "public_position": "only_row last",
        "public_event": "event_id position kind union_code at heard_at",
        "webhook": (
            "id union_code url kinds secret old_secret old_until made_at failures failing_since rests_until disabled_at disabled_why"
        ),
        "webhook_delivery": "id webhook_id event_id test state attempts token due_at status reason changed_at",
        "message": "id event_id listed traceparent",
        "delivery": "id message_id event_id channel state attempts doubts due_at changed_at later",
    },
)
