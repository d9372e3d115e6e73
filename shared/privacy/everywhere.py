"""What each of the four keeps beside its own tables."""

from shared.kernel.sentence import Sentence as _
from shared.privacy.entry import Holdings, Personal
from shared.privacy.said import NOBODY, OPERATORS, THREE_YEARS

EVERYWHERE = Holdings(
    personal=(
        Personal(
            {"outbox": "key body", "dead_letter": "key headers body cause"},
            _(
                "系统之间的通知：编号，孩子的姓名打码，删除孩子后不再有",
                "Notices between the systems: ids, and the child’s name masked, gone once the child is deleted",
            ),
            _("把报名结果送到您的收件箱", "To bring what became of a booking to your inbox"),
            OPERATORS,
            _(
                "{outbox_days} 天，之后删除；没能送到的，处理完后再留 400 天",
                "{outbox_days} days, then deleted; what could not be delivered, 400 days after it was dealt with",
            ),
        ),
        Personal(
            {"idempotent_answer": "owner key digest body"},
            _("您提交过什么的指纹，和系统的答复", "A fingerprint of what you sent, and what was answered"),
            _("网络不好重复点击时，不会办两次", "So that a second tap on a bad line does nothing twice"),
            NOBODY,
            _("90 天，之后删除", "90 days, then deleted"),
        ),
        Personal(
            {"dead_letter": "dropped_by dropped_why"},
            _("运维人员的名字，和放弃一条通知的原因", "Who of the operators gave a notice up, and why"),
            _("事后能查", "So that it can be looked up"),
            OPERATORS,
            _("处理完后 400 天，之后删除", "400 days after it was dealt with, then deleted"),
        ),
        Personal(
            {"reading": "person_id name lists child_ids sought reason"},
            _(
                "组织者、班主任看过、导出过哪份名单，名单上有哪些孩子（编号），查了什么、为什么",
                "Which list an organizer or teacher read or took away, which children stood there (ids), what was looked for, and why",
            ),
            _("谁看过孩子的信息要有据可查", "So that it is known who read of children"),
            _("您（谁看过您孩子所在的名单）；总工会", "You (who read a list with your child); the federation"),
            THREE_YEARS,
        ),
    ),
    impersonal={
        "outbox": "id event_id topic shard type traceparent created_at published_at",
        "dead_letter": "id fingerprint event_id topic partition offset outbox_id parked_at requeued_at dropped_at",
        "idempotent_answer": "status at",
        "known_union": "code name kind parent revision",
        "heard": "topic partition behind at",
        "inbox": "event_id at",
        "migration": "name sha256 at",
        "reading": "id at what",
        "position": "topic partition cluster_id next",
        "relay_lease": "shard holder token until refilled refill_end",
        "relay_target": "only_row cluster_id",
        "restored": "at taken_at",
        "timer": "id kind subject due_at attempts",
    },
)
