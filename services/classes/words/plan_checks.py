"""What is wrong with a plan that can be read, and what to write instead."""

from shared.kernel.sentence import Sentence as _

# -- when, and the lessons of a group ----------------------------------------------------------------------------------

NO_HOURS = _(
    "缺少 hours（每日时间），请补上，例如 hours: 08:30-18:00。", "hours is missing: add it, like hours: 08:30-18:00."
)
OPENS_AFTER_START = _(
    "第一天是 {first}，报名那时还没有开放，请把 opens 提前或改正日期；确实开班后才报名的，写 late: yes。",
    "The first day is {first}, before registration opens: open it earlier, or correct the dates; if it really opens afterwards write late: yes.",
)
OPENS_A_YEAR_EARLY = _(
    "报名开放比第一天（{first}）早一年以上，请检查年份。",
    "Registration opens more than a year before the first day ({first}): check the year.",
)
CLOSES_AFTER_END = _(
    "最后一天是 {last}，报名却到 {closes} 才截止，请改正。",
    "The last day is {last}, but registration closes at {closes}: correct it.",
)
HOURS_OVERLAP = _(
    "{later} 与前一段 {earlier} 重叠，请按先后写，中间留出休息。",
    "{later} overlaps {earlier} before it: write them in order.",
)
NO_REGISTRATION = _(
    "缺少报名{what}时间，请写 registration: 下的 {name}: 2025-06-30 09:00。",
    "Registration lacks {what}: write it like {name}: 2025-06-30 09:00.",
)
CLOSES_BEFORE_OPENING = _(
    "报名截止（{closes}）不晚于开放（{opens}），请改正。",
    "Registration closes ({closes}) before it opens ({opens}): correct it.",
)
PREPARE_AFTER_OPENING = _(
    "提前填写（{prepare}）应早于报名开放（{opens}），请改正或删去。",
    "Data are filled in from {prepare}, not before registration opens ({opens}): correct it.",
)
NO_TIMETABLE = _(
    "缺少 timetable（课表），请补上，例如 timetable: [周二 14:00-15:30]。",
    "timetable is missing: add it, like timetable: [Tue 14:00-15:30].",
)
LESSON_NEVER = _(
    "{days}不在{term}的上课日里，这节课永远不会上。请改正星期，或不写 terms 而写 from 和 to。",
    "{days} never falls on a day of {term}: correct the weekday, or write from and to instead of terms.",
)
LESSONS_OVERLAP = _(
    "{later} 与 {earlier} 时间重叠，请改正其中一节。",
    "{later} overlaps {earlier} on the same day: correct one of them.",
)

# -- sessions and classes ----------------------------------------------------------------------------------------------

NO_GROUPS = _("还没有班：请在 groups 下至少写一个。", "There is no group: write at least one.")
NO_SECTION = _(
    "方案里还没有 {title}，请补上，例如 {section}: 下写 {example}。",
    "The plan has no {title}: add them, for example {example} under {section}.",
)
TERMS_OVERLAP = _(
    "{a} 与 {b} 日期重叠（{day}）：同一个班一天只能属于一期，请改正日期，或分成两个班，各写自己的 terms。",
    "{a} and {b} overlap on {day}: correct their dates, or make two sessions of it, each with its terms.",
)
TERMS_AND_DATES = _(
    "terms 和 from/to 只能写一种：跟着期上课写 terms，单独的日期写 from 和 to。",
    "Write either terms, or from and to for dates of its own.",
)
NO_DATES = _(
    "还没有写日期：跟着期上课写 terms: [期]，单独的日期写 from 和 to。",
    "Its dates are missing: write terms, or from and to.",
)
EXCLUDED_ELSEWHERE = _(
    "这个班跟着期上课，请把不上课的日子写在 terms 里。", "This class follows its terms: write the excluded days there."
)
INSIDE_ELSEWHERE = _(
    "托管班 {inside} 不在办班点 {site}，请改正 sites 或删去 {key}。",
    "Session {inside} is not held at {site}: correct the sites, or remove {key}.",
)
ONLY_WITH_ANOTHER = _(
    "inside 写的是 {inside}，only_with 写的是 {care}：只随 {care} 的班就在它的时间里上，请删去 inside。",
    "inside says {inside}, only_with {care}: a class that goes with {care} alone takes place in its hours, remove inside.",
)
ONLY_WITH_NO_TERM = _(
    "托管班 {care} 没有 {term} 这一期，没有孩子能报：请改正 terms，或在 {care} 里补上这一期。",
    "Session {care} is not held in {term}, so nobody could book it: correct the terms, or add this one to {care}.",
)
ONLY_WITH_ADMISSION = _(
    "只随托管班的班，在班里的孩子先报先得：摇号、优先顺序、审核和由单位报名都写在托管班里，这里请删去。",
    "A class only with care goes to the children in care as they ask: draws, priorities, reviews and employers belong to the care, remove this.",
)

# -- names, and places -------------------------------------------------------------------------------------------------

KEY_TWICE = _("{key} 写了两次，请删去一个。", "{key} stands twice: remove one.")
ALL_IS_SILENCE = _("要全部就不写 {section}。", "For all of them leave {section} out. ")
KEY_UNKNOWN = _(
    "{title}里没有 “{key}”。{hint}请改正，或在 {title}里补上。",
    "There is no “{key}” under {title}. {hint}Correct it, or add it there.",
)
NUMBER_TAKEN = _(
    "按 count 编号后会有 {taken}，而 sites 里已经有 {taken}：请换一个名称。",
    "count numbers them {taken}, but there is a site {taken}: choose another key.",
)
GROUP_NOWHERE = _(
    "这个班在任何一期、任何一个办班点都不开：请检查它和办班点的 sites、terms。",
    "This group takes place in no term at no site: check its sites and terms, and the sites' terms.",
)
PLACES_OF_ANOTHER = _(
    "“{name}” 不属于这个托管班或兴趣班，可以写：{names}；或在它的 sites、terms 里补上。",
    "“{name}” is none of this session or class. What can stand here: {names}; or add it there.",
)
PLACES_UNKNOWN = _(
    "没有办班点或期 “{key}”。{hint}这里写办班点或期的键和名额，其余的写 {others}: 30。",
    "There is no site or term “{key}”. {hint}Write the keys of sites or terms here, and {others}: 30 for the rest.",
)
PLACES_INCOMPLETE = _(
    "没有写 {where} 的名额：请在 places 里补上，或用 {others}: 30 写其余的；不在那里开的，用 sites 或 terms 写明在哪里、哪一期开。",
    "places says nothing of {where}: add it, or {others}: 30 for the rest; a group that is not held there says so by sites or terms.",
)
PLACES_ABOVE_MOST = _(
    "名额 {capacity} 个，超过名额上限 {most} 个，请改正其中一个。",
    "There are {capacity} places, but {most} at most (most_places): correct one of them.",
)
PLACES_MISSING = _(
    "没有写名额：请写 places: 30，或在办班点里写 places。",
    "places is missing: write places: 30, or say them at the site.",
)

# -- terms -------------------------------------------------------------------------------------------------------------

TERM_WITHOUT_DAYS = _("这一期的每一天都被排除了，请检查日期。", "Every day of this term is excluded: check the dates.")
TERM_REVERSED = _(
    "结束日期 {last} 早于开始日期 {first}，请检查年月日。",
    "It ends on {last}, before it starts on {first}: check the dates.",
)
TERM_TOO_LONG = _("{first} 到 {last} 超过一年，请检查年份。", "{first} to {last} is more than a year: check the year.")
DAY_TWICE = _("{day} 写了两次，请删去一个。", "{day} stands twice: remove one.")
EXCLUDED_NEEDLESS = _(
    "{day} 本来就不上课，不用排除；请改正日期或删去。", "{day} is no day of it anyway: correct the date, or remove it."
)
BLOCK_WITHOUT_WEEKDAYS = _(
    "{first} 到 {last} 之间没有这样的星期，请检查日期或星期。",
    "No such weekday falls between {first} and {last}: check dates and weekdays.",
)
BLOCKS_OVERLAP = _(
    "第 {later} 段与第 {earlier} 段日期重叠（{day}），请改正其中一段。",
    "Block {later} overlaps block {earlier} on {day}: correct one of them.",
)
MAKE_UP_DAY_NEEDLESS = _(
    "{day} 本来就上课，不用再写成补班日，请删去。", "{day} takes place anyway: remove it from the make-up days."
)
DAY_FAR_AWAY = _("{day} 离 {season} 太远，请检查年份。", "{day} is far from {season}: check the year.")

# -- who may book ------------------------------------------------------------------------------------------------------

NO_WHO = _(
    "没有写谁能报名：请在 who 下写 members_of: [工会编号]，或 open_to: all（面向所有人）；也可以写 employers、schools、school_areas、home_areas、categories，或每一条都这样写明的 any_of。",
    "Who may book? Under who, write members_of: [union code], or open_to: all; or employers, schools, school_areas, home_areas, categories, or any_of with one of these in each.",
)
NO_HEALTH_TEXT = _(
    "要家长作健康声明，请在 health 里写明声明的内容。", "health_statement needs health: the text that parents confirm."
)
AGES_AND_GRADES_EMPTY = _(
    "没有孩子同时符合这里的 {age} 和 {band}（{grades}）：外层写的 {band} 在这里也算，请把它移到需要它的班里去写。",
    "No child has both these {age} and these {band} ({grades}): what is said of {band} further out holds here too. Say it in the groups that need it.",
)
MEMBERS_AND_ALL = _(
    "members_of（限会员）和 open_to: all（面向所有人）只能写一个。", "Write either members_of or open_to: all."
)
NO_FAMILIES = _(
    "没有写是哪些家庭：请补上条件，例如 categories: hardship 或 employers: [单位全称]。",
    "Which families? Add a condition, like categories: hardship or employers: [full name].",
)
NAME_TWICE = _("{name} 写了两次，请删去一个。", "{name} stands twice: remove one.")
NO_CONDITION = _("这一条没有写条件，请补上或删去。", "This one says nothing: add a condition, or remove it.")
AGE_ON_WITHOUT_AGES = _(
    "写了年龄计算日 age_on，但没有写年龄 ages，请补上，例如 ages: 5-12。",
    "age_on needs ages: add them, like ages: 5-12.",
)
JOIN_BY_FOR_ALL = _(
    "面向所有人的班不需要入会截止 join_by，请删去，或写 members_of。",
    "join_by makes sense only with members_of: remove it, or add them.",
)
JOIN_BY_AFTER_CLOSING = _(
    "入会截止（{join_by}）晚于报名截止（{closes}），请改正。",
    "One may join until {join_by}, but registration closes at {closes}: correct it.",
)

# -- the whole plan ----------------------------------------------------------------------------------------------------

NO_OFFERS = _(
    "没有可以报名的班：请写 sessions（托管班）或 interest_classes（兴趣班）。",
    "Nothing can be booked: write sessions or interest_classes.",
)
TOO_MANY_GROUPS = _(
    "班次超过 {most} 个，请把方案拆成几个文件。", "More than {most} groups: split the plan into several files."
)

# -- parts of these sentences ------------------------------------------------------------------------------------------

SECTIONS = {"terms": "期", "sites": "办班点", "sessions": "托管班"}
EXAMPLES = {"sites": "home: {name: 职工之家}", "terms": "summer: {blocks: {from: 2025-07-07, to: 2025-08-01}}"}
OPENING, CLOSING = _("开放", "opens"), _("截止", "closes")
THESE_DATES = _("这段日期", "these dates")
