"""What pydantic found, as findings an organizer can act on."""

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from services.classes.plan.language.findings import Finding, Path, Problem
from services.classes.plan.language.model import EACH, ONE, Plan, Rules
from services.classes.plan.language.parts import Part
from services.classes.plan.language.wording import Pair, closest

_MAPPING = (
    "这里应当是下一层的 “键: 值”，请换行并缩进两个空格。",
    "“key: value” lines belong here: begin a new line, indented by two spaces.",
)
_LIST = (
    "这里应当是列表：写成 [a, b]，或每行以 “- ” 开头。",
    "A list belongs here: [a, b], or lines that begin with “- ”.",
)
_TEXT = ("这里应当是一段文字。", "Text belongs here.")
_FEW = ("至少要写一项，或删去这一行。", "Write at least one, or remove the line.")
_FIXED: dict[str, Pair] = {
    "model_type": _MAPPING,
    "dict_type": _MAPPING,
    "list_type": _LIST,
    "string_type": _TEXT,
    "string_too_short": _FEW,
    "too_short": _FEW,
}
_SEASON = (
    "季应当写成 2025-summer（年份加 spring、summer、autumn 或 winter）。",
    "Write the season like 2025-summer: the year and spring, summer, autumn or winter.",
)
_CODE = (
    "编号只用小写字母、数字和 “-”，例如 gaoxin-2027-winter。",
    "A code has small letters, digits and “-” only, like gaoxin-2027-winter.",
)
_KEY = (
    "名称中间不能有空格和标点，最多 40 字，例如 term-1 或 第一期。",
    "A key has no spaces or punctuation and at most 40 characters, like term-1 or 第一期.",
)
_INSTEAD: dict[str, Pair] = {
    "limits": (
        "写明是什么的限制：每个孩子限报 1 个，写 per_child: 1（不用写 limits）；每个家庭限报 2 个，写 limits: {per_family: 2}。",
        "Say what is limited: for one group a child write per_child: 1 (without limits); for two a family limits: {per_family: 2}.",
    ),
    "who": (
        "写明凭什么报名：会员写 who: {members_of: 工会编号}，不限写 who: {open_to: all}，只限年级写 who: {grades: 1-6}。",
        "Say by what they may book: who: {members_of: union code}, who: {open_to: all}, or who: {grades: 1-6}.",
    ),
    "registration": (
        "写明开放和截止：registration: {opens: 2025-06-28 09:00, closes: 2025-07-01 18:00}。",
        "Write the opening and the closing: registration: {opens: 2025-06-28 09:00, closes: 2025-07-01 18:00}.",
    ),
    "pools": (
        "写明留给谁、留几个：pools: {categories: new_form, places: 16}。",
        "Say for whom, and how many: pools: {categories: new_form, places: 16}.",
    ),
    "agreement": (
        "写明标题和正文：agreement: {title: 告家长书, text: 请家长按时接送。}",
        "Write its title and its text: agreement: {title: …, text: …}.",
    ),
    "blocks": (
        "写明哪天到哪天：blocks: {from: 2025-07-07, to: 2025-08-01}。",
        "Write the first and the last day: blocks: {from: 2025-07-07, to: 2025-08-01}.",
    ),
}
"""What to write where a single value stands for a mapping."""
_SIBLINGS = (
    "兄弟姐妹不用写，请删去这一行：家长随时可以选几个孩子一起报，要么都录取、要么都不录取。",
    "Siblings need no key, remove the line: a family may always ask for several children together, both or none.",
)
_PAIR = (
    "托管班和里面的兴趣班一起报，不用写，请删去这一行：兴趣班写了 inside 的，家长随时可以一起报，要么都录取、要么都不录取。",
    "Care and class as one need no key, remove the line: with a class that says inside a family may always ask for both or none.",
)
_CUT = (
    "这是被英文逗号 “,” 截断的后半句话吧？花括号 {} 里的文字，逗号请写成中文的 “，”，或给整段文字加上引号。",
    "Was a text cut in two by its comma? Within braces {} put the text in quotes, or use the full-width comma.",
)
"""A key without a value that is no word of the plan language."""
_COLON = (
    "键后面的冒号写成了中文的 “：”，请改成英文冒号加一个空格，比如 opens: 2025-06-30 09:00。",
    "The colon after the key is a full-width one: write a plain colon and a space, like opens: 2025-06-30 09:00.",
)
_NEEDS_NO_KEY: dict[str, Pair] = (
    dict.fromkeys(("siblings", "sibling", "brothers", "twins", "兄弟姐妹", "双胞胎", "二孩", "多孩"), _SIBLINGS)
    | dict.fromkeys(("care_and_class", "with_care", "bundle", "pair"), _PAIR)
)  # fmt: skip
"""What families can always do, without a word in the plan."""

_NO_PLACE = ("[key]", ONE, EACH)
"""Parts of pydantic's paths that stand for nothing in the file."""


def findings(error: ValidationError) -> Iterator[Finding]:
    """One finding for each error, at the path of the file that it concerns."""
    for found in error.errors():
        path: Path = tuple(part for part in found["loc"] if part not in _NO_PLACE)
        yield Finding(path, *_words(found["type"], path, found.get("ctx", {}), found["input"]))


def _words(kind: str, path: Path, context: dict[str, Any], value: Any) -> Pair:
    if isinstance(problem := context.get("error"), Problem):
        return problem.zh, problem.en
    match kind:
        case "model_type" if (key := _named(path)) in _INSTEAD:
            return _INSTEAD[key]
        case "missing":
            return _missing(path)
        case "extra_forbidden":
            return _unknown(path, value)
        case "string_pattern_mismatch":
            return _pattern(path, str(context["pattern"]))
        case "string_too_long":
            return (
                f"文字太长，最多 {context['max_length']} 字。",
                f"Too long: at most {context['max_length']} characters.",
            )
    return _FIXED.get(kind, (f"这里填写有误（{kind}）。", f"This is not right ({kind})."))


def _missing(path: Path) -> Pair:
    model = model_at(path[:-1])
    title = _keys(model).get(str(path[-1]), "") if model else ""
    return f"缺少 {path[-1]}（{title}），请补上。", f"{path[-1]} is missing: add it."


def _named(path: Path) -> str:
    """The key whose value it is, or one of whose values."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _unknown(path: Path, value: Any) -> Pair:
    model, word = model_at(path[:-1]), str(path[-1])
    if word in _NEEDS_NO_KEY:
        return _NEEDS_NO_KEY[word]
    keys = _keys(model) if model else {}
    zh, en = closest(word, keys)
    if english := next((key for key, title in keys.items() if title == word), None):
        zh, en = f"请写 {english}。", f"Write {english}. "
    elif homes := _homes(word):
        zh, en = f"“{word}” 写在{'或'.join(homes)}下面。", f"“{word}” belongs under {' or '.join(homes)}. "
    elif value is None and word.partition("：")[0] in keys:
        return _COLON
    elif value is None and not word.isascii():
        return _CUT
    return (
        f"不认识 “{word}”。{zh}这里可以写：{'、'.join(keys)}。",
        f"“{word}” is unknown. {en}What can stand here: {', '.join(keys)}.",
    )


def _homes(word: str) -> list[str]:
    """The sections of a plan that alone have this key, by English or Chinese name."""
    return [
        section
        for section, field in Plan.model_fields.items()
        if (model := _model_in(field.annotation)[0])
        and any(word in (key, title) for key, title in _keys(model).items() if key not in Rules.model_fields)
        and word not in ("name", "places", "title", "text", "version")
    ]


def _pattern(path: Path, pattern: str) -> Pair:
    if "summer" in pattern:
        return _SEASON
    return _CODE if "a-z" in pattern else _KEY


def _keys(model: type[Part]) -> dict[str, str]:
    """Every key the mapping may have, with its Chinese name."""
    return {field.alias or name: field.title or "" for name, field in model.model_fields.items()}


def model_at(path: Path) -> type[Part] | None:
    """The class of the mapping at a path of the file; None where there is none."""
    model: type[Part] | None = Plan
    entry = False
    for part in path:
        if entry:  # the name or number of one of several
            entry = False
        elif model:
            fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
            model, entry = _model_in(fields.get(str(part)))
    return None if entry else model


def _model_in(annotation: Any) -> tuple[type[Part] | None, bool]:
    """The class that an annotation holds, and whether it holds several."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation, False
    for inner in get_args(annotation):
        model, several = _model_in(inner)
        if model:
            return model, several or get_origin(annotation) in (list, dict)
    return None, False
