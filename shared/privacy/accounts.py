"""What accounts keeps of people."""

from shared.kernel.sentence import Sentence as _
from shared.privacy.entry import Holdings, Personal
from shared.privacy.said import ACCOUNT, FAMILY_ALONE, LOGGED_LONG, NOBODY, THREE_YEARS

_MANAGERS = _("管理这份名册的工会", "The union that manages the roll")

ACCOUNTS = Holdings(
    personal=(
        Personal(
            {"person": "id phone_hash phone_sealed phone_masked name created_at seen_at"},
            _(
                "您的手机号（加密，页面上打码）和称呼",
                "Your mobile number (encrypted, masked on pages) and what you are called",
            ),
            _(
                "登录，给您发短信（号码和通知内容交给短信服务商，不写孩子的名字）；没有手机号就不能登录",
                "To log in, and to text you (number and notice go to the provider, no child’s name); without a number nobody can log in",
            ),
            FAMILY_ALONE,
            ACCOUNT,
        ),
        Personal(
            {
                "former_phone": "phone_hash person_id at",
                "phone_change": "person_id phone_hash phone_sealed phone_masked union_code asked_by name reason at acts_at",
            },
            _(
                "您以前的手机号（只存算出的指纹）；工会为您申请的新手机号（加密）、谁申请的、原因",
                "Your former numbers (as fingerprints only); a number your union asked for (encrypted), who asked, and why",
            ),
            _(
                "换了手机号还是您；不是您要求的，能停下来",
                "So that you stay yourself with another number, and can stop what you did not ask for",
            ),
            _("您自己；申请的工会", "You; the union that asked"),
            ACCOUNT,
        ),
        Personal(
            {"asleep": "request_id person_id answer at", "parked": "person_id phone_hash at"},
            _(
                "很久没用的手机号登录时要证明；被别人用了的旧号码（只存算出的指纹）",
                "That a number unused for long had to prove itself; a number that is another’s by now (as a fingerprint only)",
            ),
            _(
                "号码换了主人，新主人看不到您的孩子",
                "So that whoever has the number after you does not see your children",
            ),
            NOBODY,
            _("证明：1 天；旧号码：到您有了新号码为止", "The proof: a day; the old number: until you have another one"),
        ),
        Personal(
            {"invited_phone": "invitation_id person_id phone_hash code at"},
            _(
                "您邀请了哪个手机号一起照管孩子（只存算出的指纹）",
                "Which number you invited to act for children (as a fingerprint only)",
            ),
            _("只有那个手机号能接受邀请", "So that only that number can accept"),
            NOBODY,
            _("2 天，之后删除", "2 days, then deleted"),
        ),
        Personal(
            {"person": "unions revision joined"},
            _("您是哪些工会的会员，何时加入", "Which unions you belong to, and since when"),
            _("面向会员的班次要看", "Groups for members ask for it"),
            _("您自己；您报名的班次的工会", "You; the union of a group that you book"),
            ACCOUNT,
        ),
        Personal(
            {"login_code": "request_id phone_hash phone_sealed phone_masked code_hash tries created_at used_at"},
            _(
                "发给哪个手机号、试了几次（验证码本身不保存）",
                "The number that a code was sent to, how often it was tried (the code itself is not kept)",
            ),
            _("登录，挡住乱试的人", "To log in, and to keep out who only guesses"),
            NOBODY,
            _("2 天，之后删除", "2 days, then deleted"),
        ),
        Personal(
            {"login_code": "asker_hash address_hash known"},
            _(
                "谁请求了验证码：浏览器和网络地址（只存算出的指纹）",
                "Who asked for a code: the browser and the network’s address (as fingerprints only)",
            ),
            _(
                "限制乱发验证码的人，又不把您挡在外面",
                "To limit who has codes sent at random without keeping you out",
            ),
            NOBODY,
            _("2 天，之后删除", "2 days, then deleted"),
        ),
        Personal(
            {"known_browser": "person_id browser_hash used_at"},
            _("您登录过的浏览器（只存算出的指纹）", "The browsers you logged in with (as fingerprints only)"),
            _("别人乱填您的手机号时，您仍然能登录", "So that you get in although others misuse your number"),
            NOBODY,
            _("最后一次登录后 1 年，之后删除", "A year after the last log-in, then deleted"),
        ),
        Personal(
            {"binding": "service subject_hash subject_sealed person_id bound_at"},
            _(
                "您绑定的其他登录方式（微信、政务平台）：对方给您的编号（加密）",
                "Other services that log you in (WeChat, a province’s own): the name they have for you (encrypted)",
            ),
            _(
                "从那里直接登录；微信还用来给您发通知（通知内容交给微信，不写孩子的名字）",
                "To log in from there; WeChat brings you messages, too (it gets their text, no child’s name)",
            ),
            FAMILY_ALONE,
            _("到您解除绑定为止", "Until you remove it"),
        ),
        Personal(
            {"session": "token_hash person_id created_at used_at"},
            _("您登录过的设备：登录时间和最近使用时间", "The devices you logged in on: when, and when last used"),
            _("不用每次重新登录", "So that you need not log in each time"),
            FAMILY_ALONE,
            _("到退出登录为止；登录期满后删除", "Until you log out; deleted when the log-in has run out"),
        ),
        Personal(
            {
                "second_factor": "person_id secret_sealed enrolled_at last_step tries tried_at",
                "recovery_code": "person_id code_hash",
                "session": "proven_at",
            },
            _(
                "组织者、班主任的动态码：密钥（加密）、恢复码（只存算出的指纹）、何时输入过",
                "The second factor of organizers and teachers: its secret (encrypted), recovery codes (as fingerprints only), when it was given",
            ),
            _("看得到孩子信息的人，光有手机卡进不来", "So that nobody sees children’s data who has a SIM card alone"),
            NOBODY,
            ACCOUNT,
        ),
        Personal(
            {"second_factor_reset": "at person_id reset_by name reason"},
            _("谁重置了您的动态码，为什么", "Who reset your second factor, and why"),
            _("不是您要求的，您要看得出来", "So that you see it when you did not ask for it"),
            _("您自己；上级工会", "You; the unions above"),
            THREE_YEARS,
        ),
        Personal(
            {"roll_member": "union_code phone_hash phone_masked name staff_number valid_until imported_at joined_at"},
            _(
                "工会会员：姓名、工号、手机号（打码）、会员期限",
                "Union members: name, staff number, masked mobile number, until when",
            ),
            _("认出会员", "To know a member"),
            _MANAGERS,
            _(
                "到工会从名册里去掉为止；由工会负责，更正请找工会",
                "Until the union takes it from the roll; the union answers for it and corrects it",
            ),
        ),
        Personal(
            {"roll_import": "person_id filename problems notes leaving left_at left_by"},
            _(
                "导入名册的组织者、文件名；有误的单元格（打码）",
                "Which organizer imported a roll, the file’s name; its wrong cells, masked",
            ),
            _("知道名册是怎么来的，改正错误", "To know where a roll comes from, and to mend it"),
            _MANAGERS,
            LOGGED_LONG,
        ),
        Personal(
            {"union_change": "person_id name"},
            _("谁改名、合并或撤销了工会", "Who renamed, merged or closed a union"),
            _("工会的变动要有据可查", "So that it is known who did it"),
            _("上级工会", "The unions above"),
            LOGGED_LONG,
        ),
        Personal(
            {"role_grant": "phone_hash role union_code phone_masked granted_by at acts_at confirmed_by"},
            _(
                "组织者、班主任：手机号（打码）、职责、由谁授予和确认",
                "Organizers and teachers: masked mobile number, role, who gave and confirmed it",
            ),
            _("谁能看名单、谁能审核，要有据可查", "Who may see rosters and check requests must be known"),
            _("上级工会", "The unions above"),
            _("到收回职责为止，之后删除", "Until the role is taken back, then deleted"),
        ),
        Personal(
            {"api_key": "made_by made_name revoked_by"},
            _("组织者的编号和称呼", "An organizer’s id and name"),
            _(
                "谁给程序发了密钥、谁作废了它，要有据可查",
                "Who gave a program a key, and who revoked it, must be known",
            ),
            _MANAGERS,
            _("和工会一起保存", "As long as the union"),
        ),
        Personal(
            {"role_change": "at person_id phone_hash phone_masked what role union_code changed_by name"},
            _(
                "谁在什么时候得到、失去过职责，动态码何时被重置，由谁办的（手机号打码）",
                "Who was given a role, lost one, or had the second factor reset; when, and by whom (mobile numbers masked)",
            ),
            _("谁曾能看孩子的信息，要有据可查", "Who could once see children’s data must be known"),
            _("您自己；总工会", "You; the federation"),
            THREE_YEARS,
        ),
    ),
    impersonal={
        "api_key": "id union_code name scopes key_hash made_at expires_at used_at revoked_at",
        "invited_phone": "id",
        "person": "epoch",
        "second_factor_reset": "id",
        "role_change": "id",
        "park": "code name",
        "employer": "code name park",
        "trade_union": "code name kind parent park employer created_at revision closed_at merged_into",
        "union_change": "id at union_code what detail",
        "roll_import": "id union_code at rows added updated unchanged applied",
    },
)
