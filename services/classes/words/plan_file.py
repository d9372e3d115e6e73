"""What is wrong with a plan as a file, and what to write instead."""

from shared.kernel.sentence import Sentence as _

# -- errors ------------------------------------------------------------------------------------------------------------

MORE_ERRORS = _("此后还有 {more} 处，请先改正以上各处。", "{more} more follow: correct these first.")

# -- a value or a key that does not belong -----------------------------------------------------------------------------

TEXT_TOO_LONG = _("文字太长，最多 {most} 字。", "Too long: at most {most} characters.")
WRONG_SOMEHOW = _("这里填写有误（{kind}）。", "This is not right ({kind}).")
KEY_MISSING = _("缺少 {key}，请补上。", "{key} is missing: add it.")
WRITE_THE_KEY = _("请写 {key}。", "Write {key}. ")
KEY_BELONGS_ELSEWHERE = _("“{word}” 写在{homes}下面。", "“{word}” belongs under {homes}. ")
KEY_NOT_KNOWN = _(
    "不认识 “{word}”。{hint}这里可以写：{keys}。", "“{word}” is unknown. {hint}What can stand here: {keys}."
)

# -- a file that cannot be read ----------------------------------------------------------------------------------------

FILE_TOO_LARGE = _(
    "文件太大（{size} MB，最多 1 MB）。请把方案拆成几个文件。",
    "The file is too large ({size} MB, at most 1 MB). Split the plan into several files.",
)
FILE_NO_UTF8 = _(
    "这不是 UTF-8 文本文件。请在编辑器里选“另存为”，编码选 UTF-8，再上传。",
    "This is not a UTF-8 text file. In your editor choose “Save as” with encoding UTF-8, then send it again.",
)
FILE_OTHER_ENCODING = _(
    "文件编码是 {found}，不是 UTF-8。请在编辑器里选“另存为”，编码选 UTF-8，再上传。",
    "The file's encoding is {found}. In your editor choose “Save as” with encoding UTF-8, then send it again.",
)
OFFICE = _("Word 或 Excel", "Word or Excel")
PDF = _("PDF", "PDF")
PICTURE = _("图片", "picture")
PACKED = _("压缩包", "zip")
PAGE = _("网页", "web page")
NO_TEXT_FILE = _(
    "这是 {kind} 文件，不是文本。请在记事本里新建一个文件，把方案的文字粘贴进去，以 .yaml 结尾、UTF-8 编码保存，再上传；例子在 examples/plans/。",
    "This is a {kind} file, not text. Paste the plan's text into a new file of a plain editor, save it as .yaml in UTF-8, and send that; examples are in examples/plans/.",
)
KEY_TWICE_IN_FILE = _(
    "“{key}” 在第 {line} 行已经写过。请删去一个，或改个名字。",
    "“{key}” stands in line {line} already: remove one of them, or rename it.",
)

# -- a line that is no YAML --------------------------------------------------------------------------------------------

EMPTY = _(
    "文件是空的。请从 examples/plans/ 里的例子开始写。",
    "The file is empty. Start from an example in examples/plans/.",
)
NOT_A_MAPPING = _(
    "方案应当由 “键: 值” 组成，例如第一行写 plan: gaoxin-2027-winter。",
    "A plan is made of “key: value” lines; the first may be plan: gaoxin-2027-winter.",
)
TWO_DOCUMENTS = _(
    "一个文件只写一个方案，请把 “---” 之后的部分另存为一个文件。",
    "One file holds one plan: move what follows “---” to a file of its own.",
)
TAG = _(
    "不能使用 “!” 标记，请删去；若文字以 ! 开头，请加上英文的引号。",
    "Tags (“!…”) are not allowed: remove it, or put the text in quotes.",
)
KEY = _("键应当是一个词，后面跟冒号。", "A key must be a single word followed by a colon.")
ALIAS = _(
    "“*” 引用了前面没有的 “&” 名称；若文字以 * 开头，请加上英文的引号。",
    "“*” refers to a name that no “&” before it gives; text that starts with * needs quotes.",
)
DEEP = _("嵌套太深，请检查缩进。", "Nested too deeply: check the indentation.")
MANY = _("内容太多，请把方案拆成几个文件。", "Too much for one plan: split it into several files.")
CONTROL = _(
    "这里有看不见的控制字符（{code}），请删去后重新输入这一行。",
    "An invisible control character ({code}): retype this line.",
)
NO_LETTER = _(
    "这里有别的电脑认不出的字（{code}），请用输入法重新输入这个字。",
    "A character that no other computer knows ({code}): type it anew.",
)
TAB = _("行首用了 Tab 键。请改用空格缩进（每层两个）。", "A tab in the indentation: use spaces, two a level.")
WIDE_COLON = _(
    "用了中文冒号 “\uff1a”。请改成英文冒号 “:”，后面加一个空格。",
    "A full-width colon “\uff1a”: use “:” followed by a space.",
)
NO_SPACE = _("冒号后面少一个空格，请写成 “键: 值”。", "A space is missing after the colon: write “key: value”.")
QUOTE = _("引号没有成对，请补上另一个引号。", "A quotation mark is not closed: add the second one.")
BRACKET = _(
    "括号里的内容不完整：请检查逗号，并用 ] 或 } 收尾。",
    "Something in brackets is incomplete: check the commas and close it with ] or }.",
)
SIGN = _(
    "文字以特殊符号（@ ` % & * 等）开头时，请加上英文的引号。",
    "Text that starts with a sign such as @ ` % & * must be put in quotes.",
)
TWO_COLONS = _(
    "一行里有两个 “: ”。若第二个属于文字，请给文字加上英文的引号；若是下一层，请换行并缩进。",
    "Two “: ” in one line: put the text in plain quotation marks, or begin a new, indented line.",
)
INDENT = _(
    "看不懂这一行：请检查缩进是否与同一层的其他行对齐，冒号后面是否有空格。",
    "This line is not understood: is it indented like its neighbours, with a space after the colon?",
)

# -- a value of the wrong form -----------------------------------------------------------------------------------------

MAPPING = _(
    "这里应当是下一层的 “键: 值”，请换行并缩进两个空格。",
    "“key: value” lines belong here: begin a new line, indented by two spaces.",
)
LIST = _(
    "这里应当是列表：写成 [a, b]，或每行以 “- ” 开头。",
    "A list belongs here: [a, b], or lines that begin with “- ”.",
)
TEXT = _("这里应当是一段文字。", "Text belongs here.")
FEW = _("至少要写一项，或删去这一行。", "Write at least one, or remove the line.")
SEASON = _(
    "季应当写成 2025-summer（年份加 spring、summer、autumn 或 winter）。",
    "Write the season like 2025-summer: the year and spring, summer, autumn or winter.",
)
CODE = _(
    "编号只用小写字母、数字和 “-”，例如 gaoxin-2027-winter。",
    "A code has small letters, digits and “-” only, like gaoxin-2027-winter.",
)
KEY_FORM = _(
    "名称中间不能有空格和标点，最多 40 字，例如 term-1 或 第一期。",
    "A key has no spaces or punctuation and at most 40 characters, like term-1 or 第一期.",
)
INSTEAD = {
    "limits": _(
        "写明是什么的限制：每个孩子限报 1 个，写 per_child: 1（不用写 limits）；每个家庭限报 2 个，写 limits: {per_family: 2}。",
        "Say what is limited: for one group a child write per_child: 1 (without limits); for two a family limits: {per_family: 2}.",
    ),
    "who": _(
        "写明凭什么报名：会员写 who: {members_of: 工会编号}，不限写 who: {open_to: all}，只限年级写 who: {grades: 1-6}。",
        "Say by what they may book: who: {members_of: union code}, who: {open_to: all}, or who: {grades: 1-6}.",
    ),
    "registration": _(
        "写明开放和截止：registration: {opens: 2025-06-28 09:00, closes: 2025-07-01 18:00}。",
        "Write the opening and the closing: registration: {opens: 2025-06-28 09:00, closes: 2025-07-01 18:00}.",
    ),
    "pools": _(
        "写明留给谁、留几个：pools: {categories: new_form, places: 16}。",
        "Say for whom, and how many: pools: {categories: new_form, places: 16}.",
    ),
    "agreement": _(
        "写明标题和正文：agreement: {title: 告家长书, text: 请家长按时接送。}",
        "Write its title and its text: agreement: {title: …, text: …}.",
    ),
    "blocks": _(
        "写明哪天到哪天：blocks: {from: 2025-07-07, to: 2025-08-01}。",
        "Write the first and the last day: blocks: {from: 2025-07-07, to: 2025-08-01}.",
    ),
}
"""What to write where a single value stands for a mapping."""
SIBLINGS = _(
    "兄弟姐妹不用写，请删去这一行：家长随时可以选几个孩子一起报，要么都录取、要么都不录取。",
    "Siblings need no key, remove the line: a family may always ask for several children together, both or none.",
)
CARE_AND_CLASS = _(
    "托管班和里面的兴趣班一起报，不用写，请删去这一行：兴趣班写了 inside 的，家长随时可以一起报，要么都录取、要么都不录取。",
    "Care and class as one need no key, remove the line: with a class that says inside a family may always ask for both or none.",
)
CUT_BY_COMMA = _(
    "这是被英文逗号 “,” 截断的后半句话吧？花括号 {} 里的文字，逗号请写成中文的 “，”，或给整段文字加上英文的引号。",
    "Was a text cut in two by its comma? Within braces {} put the text in quotes, or use the full-width comma.",
)
"""A key without a value that is no word of the plan language."""
WIDE_COLON_AFTER_KEY = _(
    "键后面的冒号写成了中文的 “：”，请改成英文冒号加一个空格，比如 opens: 2025-06-30 09:00。",
    "The colon after the key is a full-width one: write a plain colon and a space, like opens: 2025-06-30 09:00.",
)

OR = _("或", " or ")
"""Between the sections that have a key."""
