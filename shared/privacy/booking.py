"""What booking keeps of families, and of those who check their requests."""

from shared.kernel.sentence import Sentence as _
from shared.privacy.entry import Holdings, Personal
from shared.privacy.said import NOBODY, THREE_YEARS

_CHECKING = _(
    "您家；审核这次报名的人；录取后本班的组织者和班主任",
    "Your family; those who check the request; once your child has a place, the group’s organizers and teachers",
)
_KEPT = _("和您的账户一样久；您随时可以改", "As long as your account; you may change it at any time")
_LOGGED = _(
    "谁看过要有据可查；您在“协议与声明”里能看到", "So that it is known who read it; you see it with your statements"
)

BOOKING = Holdings(
    personal=(
        Personal(
            {
                "child": "name birth_date grade grade_year school school_area home_area identity",
                "correction": "child_id name birth_date was_name was_birth_date state reason asked_by asked_at decided_by decided_by_name decided_at",
            },
            _(
                "孩子的姓名、出生日期、年级、学校、居住的区县街道",
                "A child’s name, birth date, grade, school, and district of home",
            ),
            _(
                "看孩子符合哪个班的条件，开班时认得孩子；不填就不能报名",
                "To see which groups a child may join, and to know it there; without it nothing can be booked",
            ),
            _CHECKING,
            _(
                "最后一次用到后 {enrollment_days} 天（托管从结束算起；通知写得更短的，按通知），或您删除孩子时立即抹去，只留不带姓名的数字",
                "Wiped {enrollment_days} days after it was last used, counted from the end of care (sooner where its notice says so), or at once when you delete the child; only numbers without names stay",
            ),
        ),
        Personal(
            {
                "consent": "child_id title version hash note told given_by given_at withdrawn_at",
                "on_paper": "consent_id taken_on person_id name at",
            },
            _(
                "您同意过的协议；孩子的健康情况（加密）",
                "What you agreed to; what you told of a child’s health, encrypted",
            ),
            _(
                "照看孩子的人要知道过敏、用药；要求健康声明的班次，不填就不能报名",
                "Who cares for a child must know of allergies and medicine; a group that asks for it cannot be booked without",
            ),
            _CHECKING,
            _(
                "健康情况：托管结束后 {health_days} 天（通知写得更短的，按通知）抹去，没有用上的满一年抹去；您撤回、重新填写或删除孩子时立即抹去。何时同意过什么，作为凭证保存",
                "Health: wiped {health_days} days after the end of care (sooner where its notice says so), or after a year when it was never needed; at once when you take it back, state it anew or delete the child. When you agreed to what is kept as evidence",
            ),
        ),
        Personal(
            {"document": "child_id name media_type size uploaded_by uploaded_at removed_at taken_by_name"},
            _(
                "您上传的、工会在窗口代收的材料（加密保存的照片或 PDF）；窗口只看过原件的，只记什么材料、谁在何时看过",
                "Papers you uploaded, or that were taken at a union’s desk: photos or PDF, kept encrypted; of originals that were only seen there, which, by whom and when",
            ),
            _("有的班次要证明材料；不交就不能报这些班", "Some groups ask for them; without, those cannot be booked"),
            _("您家；审核这次报名的人", "Your family; those who check the request"),
            _(
                "托管结束后 {health_days} 天（通知写得更短的，按通知），没有用上的满一年，或您删除材料或孩子时；文件在一天内从存储里清除",
                "{health_days} days after the end of care (sooner where its notice says so), a year when it was never needed, or when you delete the paper or the child; the file leaves the store within a day",
            ),
        ),
        Personal(
            {"family": "categories employers"},
            _(
                "您说的家庭情况（如困难职工、新就业形态）和工作单位",
                "What you say of your family, like hardship, and where you work",
            ),
            _("有优先照顾的班次要看；可以不填", "Groups that go by need ask for it; you need not say"),
            _CHECKING,
            _KEPT,
        ),
        Personal(
            {"family": "contact contact_at"},
            _(
                "接送联系人：称呼和电话（加密）",
                "Whom to call while your child is in care: a name and a number, encrypted",
            ),
            _(
                "老师和主办工会有事找得到您；可以不填",
                "So that teachers and the union reach you; you need not say",
            ),
            _(
                "您家；孩子报了名的班的组织者；录取后本班的班主任。每次查看名单都有记录",
                "Your family; the organizers of a group that your child is booked in; once there is a place, its teachers. Every look at a list is logged",
            ),
            _(
                "托管结束后 {health_days} 天（通知写得更短的，按通知），没有用上的满一年，或最后一个孩子删除时抹去；您随时可以改",
                "Wiped {health_days} days after the end of care (sooner where its notice says so), after a year when it was never needed, or with your last child; you may change it at any time",
            ),
        ),
        Personal(
            {
                "guardian": "person_id family_id began since",
                "child": "family_id removed_at joined_into",
                "consent": "family_id",
                "family": "id created_at",
            },
            _("谁是谁的监护人（编号）", "Who is whose guardian, by ids"),
            _("只有您能看到和改动您的孩子", "So that you alone see and change your children"),
            NOBODY,
            _KEPT,
        ),
        Personal(
            {
                "guardian": "called name",
                "invitation": "family_id invited_by state created_at until to_phone accepted_by accepted_as accepted_name settled_at",
            },
            _(
                "家长是孩子的什么人，称呼或打码的手机号；谁邀请谁加入了家庭",
                "What guardians are to the children, their name or masked phone; who invited whom into a family",
            ),
            _("让一家人和主办工会知道每一步是谁办的", "So that the family and the union know who took which step"),
            _CHECKING,
            _KEPT,
        ),
        Personal(
            {
                "asleep": "request_id person_id unused_since answer at",
                "number_tried": "person_id unused_since tries at",
            },
            _(
                "很久没用的手机号登录时，证明过没有、试了几次（填写的内容不保存）",
                "Whether a number unused for long was proven, and how often it was tried (what was typed is not kept)",
            ),
            _(
                "号码换了主人，新主人看不到您的孩子",
                "So that whoever has the number after you does not see your children",
            ),
            NOBODY,
            THREE_YEARS,
        ),
        Personal(
            {"membership": "person_id unions revision joined"},
            _("您是哪些工会的会员", "Which unions you belong to"),
            _("面向会员的班次要看", "Groups for members ask for it"),
            _CHECKING,
            _KEPT,
        ),
        Personal(
            {
                "enrollment": "child_id state seq booked_by moved_by reason created_at changed_at band pool unit choice cleared until replaces standing mend mend_by",
                "told_apart": "child_id other_id at",
                "early_check": "child_id state reason asked_by asked_at decided_by decided_by_name decided_at",
            },
            _("报了哪个班，结果和原因", "Which group was asked for, what came of it, and why"),
            _("分配名额，按顺序候补，有据可查", "To give the places, to keep the turns, and to account for it"),
            _CHECKING,
            _(
                "作为分配名额的记录保存，其中没有姓名；删除孩子后，它不再指向任何人",
                "Kept as the record of how places were given, without names; once a child is deleted it points at nobody",
            ),
        ),
        Personal(
            {"class_teacher": "person_id name named_by named_by_name named_at ended_by_name ended_at"},
            _(
                "班主任：称呼，带哪个班，由谁指定和取消",
                "Teachers of a group: what they are called, who named them and took them off",
            ),
            _("谁能看本班的名单，要有据可查", "Who may see its roster must be known"),
            _("主办工会", "The union"),
            _("3 年，或您注销账户时，之后删除", "3 years, or until you close your account; then deleted"),
        ),
        Personal(
            {"draw": "units wholes result"},
            _("摇号名单：孩子的化名和结果", "The list of a draw: pseudonyms of children, and how it came out"),
            _("任何家长都能重新验算摇号", "So that any parent can run the draw again"),
            _("所有人；化名对应谁，只有您知道", "Everybody; whose a pseudonym is, you alone know"),
            _(
                "和摇号一起公开保存；孩子的信息抹去后，化名不再对应任何人",
                "Published with the draw; once the child’s data are wiped, a pseudonym is nobody’s",
            ),
        ),
        Personal(
            {
                "staff_decision": "person_id enrollment_id what reason name",
                "family_decision": "person_id family_id guardian_id what reason name",
                "paper_reading": "person_id name document_id child_id enrollment_id",
                "health_reading": "person_id name consent_id child_id enrollment_id",
            },
            _("审核人、查看人：称呼、做了什么、原因", "Who checked or read: their name, what they did, and why"),
            _LOGGED,
            _("您（谁看过）；主办工会", "You (who read it); the union"),
            THREE_YEARS,
        ),
        Personal(
            {"unreached": "enrollment_id channel at reached_at"},
            _(
                "哪份报名的邮件或短信没有送到，是否已电话告知",
                "Of which enrollment a mail or text message failed, and whether you were called",
            ),
            _("主办工会可以打电话告诉您", "So that the union may call you instead"),
            _("主办工会", "The union"),
            _("30 天，之后删除", "30 days; then deleted"),
        ),
        Personal(
            {"broadcast": "made_by sent_by upto"},
            _("组织者的编号；群发发到了哪位家长", "An organizer’s id; how far a notice to many has got"),
            _("谁群发了通知要有据可查；每位家长只发一次", "Who said it must be known; nobody is told twice"),
            _("这个工会的组织者", "The organizers of that union"),
            THREE_YEARS,
        ),
    ),
    impersonal={
        "child": "id",
        "correction": "id",
        "broadcast": "id union_code group_ids waiting title body contact says_at state made_at told",
        "union_firms": "union_code revision firms",
        "class_teacher": "id group_id",
        "early_check": "id scope group_id version",
        "class_group": "id revision facts opens_at closes_at ends_at health_days enrollment_days least least_by least_over of_term at_site by_site by_title care only_with draw_id union_code review checked_by sign_up heard_at",
        "consent": "id kind",
        "consent_text": "hash text",
        "document": "id",
        "draw": "id secret secret_hash source units_hash frozen_at randomness drawn_at bands groups",
        "enrollment": "id group_id",
        "invitation": "id",
        "group_change": "group_id revision at before",
        "unreached": "group_id",
        "ledger": "group_id capacity taken waiting next_seq called_off version announced entered frozen held asked settled pools doubted_until",
        "family_decision": "id at",
        "staff_decision": "id at group_id",
        "paper_reading": "id at",
        "health_reading": "id at",
    },
)
