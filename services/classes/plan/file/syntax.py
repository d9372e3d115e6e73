"""What is wrong with a file as YAML and what to do, in Chinese and English."""

import re

from services.classes.plan.file.errors import PlanError
from services.classes.plan.language.wording import Pair

EMPTY = (
    "文件是空的。请从 examples/plans/ 里的例子开始写。",
    "The file is empty. Start from an example in examples/plans/.",
)
NOT_A_MAPPING = (
    "方案应当由 “键: 值” 组成，例如第一行写 plan: gaoxin-2027-winter。",
    "A plan is made of “key: value” lines; the first may be plan: gaoxin-2027-winter.",
)
TWO_DOCUMENTS = (
    "一个文件只写一个方案，请把 “---” 之后的部分另存为一个文件。",
    "One file holds one plan: move what follows “---” to a file of its own.",
)
TAG = (
    "不能使用 “!” 标记，请删去；若文字以 ! 开头，请加上引号。",
    "Tags (“!…”) are not allowed: remove it, or put the text in quotes.",
)
KEY = ("键应当是一个词，后面跟冒号。", "A key must be a single word followed by a colon.")
ALIAS = (
    "“*” 引用了前面没有的 “&” 名称；若文字以 * 开头，请加上引号。",
    "“*” refers to a name that no “&” before it gives; text that starts with * needs quotes.",
)
DEEP = ("嵌套太深，请检查缩进。", "Nested too deeply: check the indentation.")
MANY = ("内容太多，请把方案拆成几个文件。", "Too much for one plan: split it into several files.")
CONTROL = ("这里有看不见的控制字符，请删去后重新输入这一行。", "An invisible control character: retype this line.")
_TAB = ("行首用了 Tab 键。请改用空格缩进（每层两个）。", "A tab in the indentation: use spaces, two a level.")
_COLON = (
    "用了中文冒号 “\uff1a”。请改成英文冒号 “:”，后面加一个空格。",
    "A full-width colon “\uff1a”: use “:” followed by a space.",
)
_NO_SPACE = ("冒号后面少一个空格，请写成 “键: 值”。", "A space is missing after the colon: write “key: value”.")
_QUOTE = ("引号没有成对，请补上另一个引号。", "A quotation mark is not closed: add the second one.")
_BRACKET = (
    "括号里的内容不完整：请检查逗号，并用 ] 或 } 收尾。",
    "Something in brackets is incomplete: check the commas and close it with ] or }.",
)
_SIGN = (
    "文字以特殊符号（@ ` % & * 等）开头时，请加上引号。",
    "Text that starts with a sign such as @ ` % & * must be put in quotes.",
)
_TWO_COLONS = (
    "一行里有两个 “: ”。若第二个属于文字，请给文字加上引号；若是下一层，请换行并缩进。",
    "Two “: ” in one line: put the text in quotes, or begin a new, indented line.",
)
_INDENT = (
    "看不懂这一行：请检查缩进是否与同一层的其他行对齐，冒号后面是否有空格。",
    "This line is not understood: is it indented like its neighbours, with a space after the colon?",
)


def too_large(size: int) -> Pair:
    """The file has more bytes than allowed."""
    return (
        f"文件太大（{size / 1_000_000:.1f} MB，最多 1 MB）。请把方案拆成几个文件。",
        f"The file is too large ({size / 1_000_000:.1f} MB, at most 1 MB). Split the plan into several files.",
    )


def encoding(data: bytes) -> Pair:
    """The file is not UTF-8, but perhaps what Chinese Windows writes."""
    found = "UTF-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "GBK"
    try:
        data.decode(found)
    except UnicodeDecodeError:
        return (
            "这不是 UTF-8 文本文件。请在编辑器里选“另存为”，编码选 UTF-8，再上传。",
            "This is not a UTF-8 text file. In your editor choose “Save as” with encoding UTF-8, then send it again.",
        )
    return (
        f"文件编码是 {found}，不是 UTF-8。请在编辑器里选“另存为”，编码选 UTF-8，再上传。",
        f"The file's encoding is {found}. In your editor choose “Save as” with encoding UTF-8, then send it again.",
    )


def duplicate(key: str, line: int) -> Pair:
    """The same key stands twice in one mapping."""
    return (
        f"“{key}” 在第 {line} 行已经写过。请删去一个，或改个名字。",
        f"“{key}” stands in line {line} already: remove one of them, or rename it.",
    )


def syntax(text: str, line: int, column: int, problem: str) -> PlanError:
    """What a YAML parser could not read, told by what usually causes it."""
    lines = text.splitlines() or [""]
    for number in (line, line - 1):
        here = lines[number - 1] if 0 < number <= len(lines) else ""
        if re.match(r" *\t", here):
            return PlanError(number, 1, "", *_TAB)
        if re.match(r"\s*(- )?[\w-]+\uff1a", here):
            return PlanError(number, here.index("\uff1a") + 1, "", *_COLON)
        if re.match(r"\s*(- )?[a-z_]+:[^\s/]", here):
            return PlanError(number, here.index(":") + 2, "", *_NO_SPACE)
    if "quoted" in problem:
        return PlanError(line, column, "", *_QUOTE)
    if "',' or" in problem or "flow" in problem or "node content" in problem:
        return PlanError(line, column, "", *_BRACKET)
    if "cannot start" in problem or "expected alphabetic" in problem:
        return PlanError(line, column, "", *_SIGN)
    here = lines[line - 1] if line <= len(lines) else ""
    two = "mapping values" in problem and len(re.findall(r":(?=\s|$)", here)) > 1
    return PlanError(line, column, "", *(_TWO_COLONS if two else _INDENT))
