"""Why something is refused, and what to do then; what stands without a full stop stands beside a field."""

from shared.kernel.sentence import Sentence as _

# -- a family and its children -----------------------------------------------------------------------------------------

TOO_MANY_CHILDREN = _(
    "一个家庭最多登记 {most} 个孩子。如需更多，请联系主办工会。",
    "A family can hold at most {most} children. Ask the organizing union if you need more.",
)
CHILD_STANDS = _(
    "有报名时姓名和出生日期不能自己改；写错了，请在孩子的页面上请主办工会更正。",
    "Name and birth date stand while there is a booking; if they are wrong, have the organizing union correct them, on the child’s page.",
)
CORRECT_YOURSELF = _(
    "现在没有报名，姓名和出生日期可以自己改：填在上面，再保存。",
    "Nothing is booked now: write name and birth date above and save them yourself.",
)
AS_IT_STANDS = _("和现在的一样，请写更正后的", "This is what stands there: write what it should be")
CORRECTION_GONE = _(
    "这一条已经处理过，或家长又改了：请刷新页面再看。",
    "This was decided already, or its family asks for something else now: reload the page.",
)
BOOKED_BY_ANOTHER = _(
    "这个姓名和出生日期的孩子，另有一份报名：先核实是不是同一个孩子，取消其中一份，再更正。",
    "A child of this name and birth date is booked by another record: find out whether it is the same, end one of the two, then correct.",
)
CHILD_THERE = _(
    "这个孩子已经登记过了：{name}{born}。要补充或更正，请打开那一个修改。",
    "This child is there already: {name}{born}. Open that one to add or correct something.",
)
BORN = _("，{day} 出生", ", born {day}")
CHILD_BOOKED = _(
    "孩子还有报名或候补，请先取消，再删除。", "The child still has a booking or waits for one. Cancel it first."
)
CHOOSE_CHILD = _("请选择孩子。", "Say for which child.")
CHOOSE_CHILD_HINT = _("请选择孩子", "Choose the child")
CHOOSE_AREA = _("请选择是哪个地方。", "Choose which place it is.")
CHOOSE_AREA_HINT = _("不止一个地方叫这个名字，请选择", "Several places have this name: choose one")
CHILD_HINTS = {
    "name": _("请填写孩子的姓名（最多 60 字）", "Write the child's name"),
    "birth_date": _(
        "请写成 2017-05-01 的样子，2000 年以后，要早于今天", "Write it like 2017-05-01, after 1999 and before today"
    ),
    "grade": _("请选择年级", "Choose the grade"),
    "school": _("最多 60 字", "At most 60 characters"),
    "school_area": _("最多 60 字", "At most 60 characters"),
    "home_area": _("最多 60 字", "At most 60 characters"),
    "employers": _("最多 4 个单位，每行一个，每个最多 60 字", "At most 4 employers, one a line"),
    "categories": _("请重新勾选", "Choose again"),
}
CONTACT_HINTS = {
    "name": _("请写联系人的称呼（最多 40 字）", "Write who it is, at most 40 characters"),
    "phone": _("请写 11 位手机号，或带区号的座机", "Write a mobile of 11 digits, or a land line with its area code"),
}

# -- a group that is on its way here -----------------------------------------------------------------------------------

BEING_PUBLISHED_TITLE = _("正在发布", "Being published")
BEING_PUBLISHED = _(
    "这个班正在发布，几秒后就可以看到和报名，请稍等再试。",
    "This group is being published: in a few seconds it can be seen and booked. Try again in a moment.",
)

# -- asking for a place ------------------------------------------------------------------------------------------------

CHILD_FIRST = _("请先选择孩子。", "Choose a child first.")
ONE_OR_TOGETHER = _("一次只能报一个孩子，或勾选“一起报名”。", "Choose one child, or tick “together”.")
WISHES_WRONG = _("请按提示选好志愿。", "Correct the marked wishes.")
WISH_HINT = _("请选一个班次", "Choose a group")
WISH_TWICE = _("和前面的志愿重复，请换一个", "Ranked already: choose another")
CARE_HINT = _("请选择托管班", "Choose the care")

ENDED_WITH_CARE = _(
    "只能随“{care}”上，它结束了，这个班也一起结束", "It goes with “{care}” alone, and has ended with it"
)

# -- papers, agreements and statements ---------------------------------------------------------------------------------

TOO_MANY_PAPERS = _(
    "一个孩子最多保存 {most} 份材料，请先删除不用的。",
    "A child can have {most} papers at most. Delete some that are not needed.",
)
PAPER_NEEDED = _(
    "“{title}”的报名需要这份材料。可以先上传新的一份，再删除这份。",
    "The booking of “{title}” needs this paper. Upload a new one first, then delete this one.",
)
PAPER_SPOILED = _(
    "这份材料的文件丢失或损坏了。请删除后重新上传。",
    "The file of this paper is lost or damaged. Delete it and upload it again.",
)
PAPER_HINT = _("请写明是什么材料", "Say what paper it is")
COPY_NEEDED = _(
    "招生方案要求留这份材料的复印件，请拍照上传。",
    "The notice asks for a copy of this paper: take a photo of it and upload it.",
)
FILE_MISSING = _("请选择文件", "Choose a file")
FILE_TOO_LARGE = _("文件太大，不能超过 8 MB", "Too large, at most 8 MB")
FILE_NO_PICTURE = _("请上传照片（JPG、PNG、WebP）或 PDF", "Upload a photo (JPEG, PNG, WebP) or a PDF")
FILE_BROKEN = _("文件不完整或已损坏，请重新拍摄或选择", "The file is incomplete or damaged: take or choose it again")
FILE_TOO_WIDE = _(
    "像素太多或内容太复杂，处理不了；请改用手机拍一张照片",
    "It has too many pixels or too much in it: take a photo of the paper instead",
)
FILE_LOCKED = _("这份 PDF 设了密码，请去掉密码后再上传", "This PDF has a password: remove it, then upload again")
READ_FIRST = _("请先阅读并勾选。", "Read it and tick the box first.")
READ_HINT = _("请阅读全文后勾选", "Read the whole text, then tick")
TEXT_CHANGED = _(
    "“{title}”的文本刚刚更新，请重新阅读后再提交。", "The text of “{title}” has just changed. Read it again, then send."
)
CONSENT_ENDS = _(
    "撤回后，“{titles}”的报名或候补会随即取消。请先看清，再确认撤回。",
    "With it the booking of “{titles}” ends. Look at it again, and take it back if you mean it.",
)
LIST_FIXED = _(
    "“{title}”正在统一录取，名单已经固定。请等结果出来再撤回。",
    "“{title}” is being decided, and its list is fixed. Take it back once the result is out.",
)
HEALTH_WRONG = _("请按提示填写健康声明。", "Please complete the statement.")
HEALTH_NEITHER = _("请勾选上面一项，或写明需要告知的情况", "Tick the box, or write what should be known")
HEALTH_BOTH = _(
    "您既写了情况，又勾选了‘没有需要告知的情况’，请只选一项",
    "You wrote something and also ticked that there is nothing to know: please choose one",
)
NOTE_UNREADABLE = _(
    "这份健康情况现在打不开。请联系家长重新填写，并告知系统管理员检查密钥。",
    "This note cannot be opened. Ask the family to write it again, and the administrator to check the key.",
)

# -- organizers --------------------------------------------------------------------------------------------------------

OWN_CHILD = _(
    "这是您自己的孩子，请由其他人审核：本工会的其他组织者，或上级工会（总工会）。",
    "This is your own child: somebody else must decide, another organizer of your union or the union above it (the federation).",
)
TICK_GROUPS = _("请先勾选要导出的班。", "Tick the groups first.")
EXPORT_WITHOUT_REASON = _("导出两个班以上的名单，要写明用来做什么。", "Say what the rosters of several groups are for.")
EXPORT_REASON_HINT = _(
    "请写一句话，6–{most} 个字，总工会能看到", "a sentence of 6 to {most} characters, which the federation reads"
)
TICK_REQUESTS = _("请先勾选要处理的报名，一次最多 {most} 份。", "Tick the requests first, at most {most}.")
TICK_HINT = _("请先勾选", "Tick some first")
TICK_AGAIN = _("请刷新页面后重新勾选。", "Reload the page and tick again.")
NOTHING_CHECKED = _(
    "这个班报名不用审核，开放时直接报名就可以。", "Nothing is checked for this group: just book it once it opens."
)
CHECK_TOO_LATE = _(
    "报名已经开放，请直接报名，审核会随报名进行。",
    "Registration is open: book now, and it is checked with the booking.",
)
PREPARE_FIRST = _(
    "请先把这个班要的信息和材料准备好，再请工会审核。", "First prepare what this group asks for; then have it checked."
)
YES_OR_NO = _("请选择通过、退回补件或不通过。", "Choose yes, back to be mended, or no.")
HOW_LONG = _("请选择补件期限。", "Choose how long the family has.")
MEND_TOO_LATE = _(
    "离录取或开班不到两小时，来不及补件了：请直接审核，或先电话联系家长。",
    "Less than two hours are left before places are given or the start: decide it, or call the family.",
)
CHECKED_NO_MORE = _("这项报名已经审核过了，不用再补。", "It has been decided: there is nothing to mend any more.")
NOT_MENDED = _("{until}前没有补齐：{what}", "Not mended by {until}: {what}")
ON_PAPER_FIRST = _("请先核对家长签过字的纸质材料。", "See first what the guardian has signed on paper.")
NOT_SIGNED = _("家长签字同意后才能勾选、才能报名", "Needed: the guardian’s own signature, for this text apart")
SIGNED_WHEN = _("请写签字的日期，不能晚于今天", "The day of the signature, today at the latest")
REASON_HINT = _("请写明理由（最多 {most} 字）", "Write down the reason, at most {most} characters")
WAITS_NO_MORE = _("这个孩子已经不在候补名单上了。", "This child does not wait any more.")
ENDED_ALREADY = _(
    "这项报名已经结束，或是等家长答复的调班建议，没有什么可以取消。请刷新页面看现在的状态。",
    "It has ended, or is a move that waits for the family’s answer: there is nothing to cancel. Reload the page.",
)
GROUP_OVER = _("班次已结束，不能再取消报名。", "The group is over: nothing of it can be cancelled any more.")
LIST_DECIDED_NOW = _(
    "这个班正在统一录取，名单已经固定。请等结果出来再取消。",
    "The group is being decided, and its list is fixed. Cancel it once the result is out.",
)
WAITING_CHILD_FIRST = _("请先选择一个孩子。", "Choose a child first.")
CHOOSE_HINT = _("请先选择", "Choose first")
MOVE_WHERE = _("请先选择一个班。", "Choose a group first.")
MOVE_NO_PLACE = _(
    "那个班现在没有合适的空位，没有发出提议。",
    "That group has no place that fits just now: nothing was proposed.",
)
NOT_MERGED = {
    "not_together": _(
        "两个班的办班点、日期、时间、收费或录取条件不一样，不能直接并班。请用“提议调班”，由家长自己决定。",
        "The two differ in site, dates, hours, fees or conditions: propose a move, and let the families decide.",
    ),
    "full": _(
        "那个班的空位不够全部孩子，没有并班。请先在开班里增加名额。",
        "Not all of them fit there: nobody was moved. Give that class more places first.",
    ),
    "deciding": _(
        "其中一个班的统一录取还没有结果，没有并班。请等录取以后再并。",
        "The common decision of one of them is still to come: merge them after it.",
    ),
    "submitted": _(
        "本班还有待核对、待单位报名或退回补件的报名，没有并班。请先处理完。",
        "Here are requests that somebody must still look at, sign up or mend: settle them first.",
    ),
    "already_booked": _(
        "有孩子两个班都报了，没有并班。请先和家长商量，取消其中一个。",
        "A child is booked in both: talk to its family, and end one of the two first.",
    ),
    "overlaps": _(
        "有孩子报的另一个班和这个时间冲突，家长还没有选，没有并班。",
        "A child has something else at these hours, and its family has not chosen yet: nobody was moved.",
    ),
    "cancelled": _("其中一个班已取消，没有并班。", "One of the two is called off: nobody was moved."),
    "finished": _("班次已经结束，不能并班。", "The class is over."),
    "ended": _("本班没有孩子，不用并班；直接取消就可以。", "Nobody is in this class: just cancel it."),
}
TEACHER_NAME = _("请写怎么称呼（最多 60 字）", "Write what they are called, at most 60 characters")
TEACHER_ENDED = _("已经不是本班的班主任了。", "They are no teacher of this group any more.")
DEADLINE_MISSING = _("请选择答复期限。", "Choose a deadline.")
DEADLINE_HINT = _("请选择日期和时间", "Choose date and time")
DEADLINE_WRONG = _("答复期限：{why}。", "The deadline: {why}.")
DEADLINE_OVER = _("请写将来的时间", "Write a time to come")
DEADLINE_TOO_LATE = _("要早于那个班开班（{at}）", "It must be before that group begins ({at})")
NOT_SIGNED_UP = _(
    "报名已截止，单位工会没有报名。", "Registration has closed, and the employer's union did not sign up."
)

# -- a draw ------------------------------------------------------------------------------------------------------------

DRAW_TOO_EARLY = _(
    "名单还没有冻结，报名截止后才能摇号。", "The list is not frozen yet; draw after registration has closed."
)
DRAWN_ALREADY = _("已经摇过号了，结果不能更改。", "The draw was held; its result cannot be changed.")
DRAW_CALLED_OFF = _("班次已取消，不再摇号。", "The group is cancelled; there is no draw.")
NUMBER_WRONG = _("公开数字填写有误。", "Correct the public number.")
NUMBER_MISSING = _("请填写公布的号码", "Enter the public number as announced")
NUMBER_TOO_LONG = _("最多 {most} 个字", "At most {most} characters")
NUMBER_INVISIBLE = _(
    "里面有看不见的字符，请不要粘贴，用键盘输入", "It has invisible characters: type it instead of pasting"
)

# -- something said to many families ------------------------------------------------------------------------------------

NO_BROADCAST = _("没有找到这条群发通知，或者不归您管。", "No such notice, or none of yours.")
BROADCAST_WRONG = _("请改正标出的内容。", "Please correct what is marked.")
BROADCAST_LENGTH = _("2 到 {most} 个字", "2 to {most} characters")
BROADCAST_GROUPS = _(
    "请至少选一个班，最多 {most} 个，并且只选列出的",
    "choose one group at least, {most} at most, and none that is not listed",
)
BROADCAST_WHEN = _("请写将来 60 天以内的时间", "write a time within the next 60 days")
BROADCAST_NOT_NOW = _(
    "现在不能这样做：它已经发完、停止，或者还没有发。", "That cannot be done now: it is over, stopped, or not sent yet."
)
BROADCAST_SECOND_LOOK = _(
    "超过 {many} 个家庭，要另一位管理员看过再发：请把这一页的地址发给他。",
    "For more than {many} families somebody else has to send it off: give them the address of this page.",
)
