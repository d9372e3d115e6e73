"""What is wrong with how a plan gives its places, and what to write instead."""

from shared.kernel.sentence import Sentence as _

# -- how places are given ----------------------------------------------------------------------------------------------

DRAW_WITHOUT_SOURCE = _(
    "摇号要先公布公开数字的来源，请补上 draw_source，例如 draw_source: 报名截止后第一期中国福利彩票 3D 开奖号码。",
    "A draw needs draw_source, the public number that will decide it, for example of a lottery drawn after closing.",
)
LOT_FOR_EMPLOYERS = _(
    "由单位工会统一报名的，家长不用抢，开放后几分钟的摇号轮不到他们：请写 way: draw（截止后摇号）、ranked 或 first_come。",
    "Employers' unions sign up, in the order in which they come to it: a lot for the first minutes has no use. Write way: draw, ranked or first_come.",
)
LOT_AFTER_CLOSING = _(
    "开放后 {wait}才摇号排序，而报名 {closes} 就截止：请改短 lot_minutes 或推迟截止。",
    "The lot comes {wait} after the opening, but registration closes at {closes}: correct one of them.",
)
DECIDED_BEFORE_OPENING = _(
    "统一录取时间（{at}）不晚于报名开放（{opens}），请改正。",
    "It is decided at {at}, not after registration opens ({opens}): correct it.",
)
DECIDED_AFTER_START = _(
    "摇号或统一录取在 {at}，而第一天是 {first}：请让报名在那之前截止。",
    "Places are drawn or decided at {at}, but the first day is {first}: close registration before it.",
)
DRAWN_AFTER_CLOSING = _(
    "摇号的名单在报名截止（{closes}）时就定下，{at} 已经晚了：请删去 decide_at，哪天、怎样摇号写在 draw_source 里；截止后还要审核的，请写 review。",
    "The list of a draw stands when registration closes ({closes}), not at {at}: remove decide_at, and say in draw_source on which day and how it is drawn; if requests are still checked after the closing, write review.",
)
DECIDED_AFTER_CLOSING = _(
    "统一录取时间（{at}）晚于报名截止（{closes}）：不写 decide_at 就在截止时录取；截止后还要审核的，请写 review。",
    "It is decided at {at}, after registration closes ({closes}): without decide_at it is decided at the closing; if requests are still checked then, write review.",
)
WAITING_WITHOUT_PRIORITIES = _(
    "候补按优先顺序，请写 priorities，例如 priorities: [hardship, 双职工家庭]。",
    "The waiting list goes by priority: write priorities, like [hardship, dual_earner].",
)
POOLS_TOO_LARGE = _(
    "留出的名额共 {kept} 个，超过 {capacity} 个名额，请减少。",
    "{kept} places are kept, more than the {capacity} there are: keep fewer.",
)
POOL_OF_NONE = _(
    "{capacity} 个名额的 {percent}% 取整后是 0，请写成个数。",
    "{percent}% of {capacity} places, rounded down, is 0: write a number.",
)
POOL_EARLY_IN_A_DRAW = _(
    "摇号不分先后，提前报名没有用处：请删去 opens，名额照样留着；要提前当场录取，给他们单独写一个班（way: first_come，自己的 registration）。",
    "In a draw an earlier request counts no more than a later one: remove opens, the places are kept anyway; to give them at once make a group of their own with way: first_come and its own registration.",
)
POOL_NOT_EARLY = _(
    "提前开放（{early}）应早于报名开放（{opens}），请改正或删去。",
    "These families book early from {early}, but all may from {opens}: correct it, or remove it.",
)
POOL_ENDS_BEFORE_DECISION = _(
    "保留到 {until}，而统一录取在 {decided}：录取时一个也没有留下。请写更晚的 until，或删去它（一直保留）。",
    "Kept until {until}, but places are given at {decided}: none would be kept. Write a later until, or remove it to keep them always.",
)
POOL_ENDS_BEFORE_OPENING = _(
    "保留到 {until}，那时报名还没有开始（{begins}），请改正。",
    "Kept until {until}, but booking begins at {begins}: correct it.",
)
POOL_ENDS_AFTER_LAST_DAY = _(
    "保留到 {until}，晚于最后一天（{last}），请改正；一直保留就删去这一行。",
    "Kept until {until}, after the last day ({last}): correct it; to keep them always remove the line.",
)
MINIMUM_ABOVE_PLACES = _(
    "最少 {children} 人才开班，而名额只有 {capacity} 个，请改正。",
    "At least {children} children are needed, but there are {capacity} places: correct one of them.",
)
MINIMUM_BEFORE_OPENING = _(
    "决定时间（{decide_at}）不晚于报名开放（{opens}），请改正。",
    "It is decided at {decide_at}, before registration opens ({opens}): correct it.",
)
MINIMUM_AFTER_START = _(
    "是否开班在 {at} 决定，而第一天是 {first}：请写更早的 decide_at。",
    "Whether it takes place is decided at {at}, but the first day is {first}: write an earlier decide_at.",
)
GRACE_WITHOUT_CANCEL = _(
    "自动的只有取消：合班或调到别处要由主办方来做。请删去 grace，或写 otherwise: cancel。",
    "Only a cancellation comes by itself; merging and moving are the organizer’s: remove grace, or write otherwise: cancel.",
)
PER_CHILD_TWICE = _(
    "per_child 写了两次（另一处在 limits 里），请删去一个。",
    "per_child stands twice, here and under limits: remove one.",
)

# -- what is decided together ------------------------------------------------------------------------------------------

TOGETHER_ALONE = _(
    "这里只有一个班，没有别的班一起录取：请删去 together，或让几个班写同一个名称。",
    "There is one group only, and nothing to decide it with: remove together, or give several groups one name.",
)
WISHES_TOO_MANY = _(
    "一起录取的班只有 {count} 个，填不了 {wishes} 个志愿，请改正。",
    "{count} groups are decided together, so a family cannot rank {wishes}: correct it.",
)
TOGETHER_DIFFERENT = _(
    "一起录取的班{what}必须相同，而 {here} 与 {there} 不同（{value}，{wanted}）：请在同一处写一次，或给它们不同的 together 名称。",
    "Groups decided together need the same {what}, but {here} differs from {there} ({value}, {wanted}): say it once for both, or give them different names.",
)
LIMIT_NEEDLESS = _(
    "这些班一起录取，每个孩子报一次、只得其中一个，{key}: {at_most} 没有用处：请改成 1 或删去；要让孩子得到几个，给各期（或各班）不同的 together 名称。",
    "These groups are decided together: a child asks once and gets one of them, so {key}: {at_most} has no use. Write 1, or remove it; for a child to have several, give the terms (or groups) different names in together.",
)
DECIDED_BY = {
    "way": _("录取方式 way", "way"),
    "closes": _("报名截止 closes", "closing"),
    "decide_at": _("统一录取时间 decide_at", "decide_at"),
    "priorities": _("优先顺序 priorities", "priorities"),
    "draw_source": _("公开数字的来源 draw_source", "draw_source"),
    "wishes": _("志愿数 wishes", "wishes"),
    "review": _("审核 review", "reviewer"),
}
"""What must be the same for groups that are decided together."""

# -- what holds for no group -------------------------------------------------------------------------------------------

SAID_IN_VAIN = _(
    "这里的 {key} 对任何班都不起作用：按 方案、期、办班点、托管班或兴趣班、班 的次序，每个班在更后面都另写了 {key}。请只在一处写。",
    "This {key} counts for no group: of plan, term, site, session or class, and group the later counts, and each group has a later {key}. Say it in one place.",
)

# -- a word that nothing in the plan uses -------------------------------------------------------------------------------

NEEDS = {
    "draw_source": _(
        "写了公开数字的来源 draw_source，却没有班按它摇号：请写 way: draw 或 way: draw_if_oversubscribed，或删去 draw_source。",
        "draw_source is named, but no group is drawn by it: write way: draw or way: draw_if_oversubscribed, or remove it.",
    ),
    "priorities": _(
        "先到先得时用不上优先顺序 priorities：要优先录取，写 way: ranked（再写 decide_at，表示优先到什么时候）；"
        "只用于候补，写 waiting_order: priority。",
        "priorities have no use when the first to come is served: write way: ranked (and decide_at, until when they go first); "
        "for the waiting list alone write waiting_order: priority.",
    ),
    "decide_at": _(
        "先到先得是当场录取，用不上 decide_at：请写 way: ranked（按优先顺序）或 way: draw（摇号），或删去 decide_at。",
        "First come is decided at once, so decide_at has no use: write way: ranked or way: draw, or remove it.",
    ),
    "lot_minutes": _(
        "lot_minutes 只用于 way: opening_lot（开放时摇号），请改写 way 或删去它。",
        "lot_minutes belongs to way: opening_lot: write that, or remove it.",
    ),
    "together": _(
        "先到先得的班不会一起录取：请写 way: ranked 或 way: draw；要让家庭报“其中任何一个”，再写 wishes: 2（志愿数）；都不要就删去 together。",
        "Nothing is decided together when the first to come is served: write way: ranked or way: draw; to let families ask for any one of "
        "these groups add wishes: 2; else remove it.",
    ),
    "wishes": _(
        "志愿数 wishes 要说明是哪些班的志愿，请补上 together: yes，或删去 wishes。",
        "wishes need to know among which groups: add together: yes, or remove them.",
    ),
    "answer_within": _(
        "不设候补（waiting_list: 0）就没有递补，用不上 answer_within：请删去，或改候补人数。",
        "Without a waiting list (0) there is nothing to answer: remove answer_within, or allow one.",
    ),
    "all_at_once": _(
        "不设候补（waiting_list: 0）就没有递补，用不上 all_at_once：请删去，或改候补人数。",
        "Without a waiting list (0) nobody waits: remove all_at_once, or allow one.",
    ),
}
