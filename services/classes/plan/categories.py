"""Kinds of families that notices name. Other words than these are kept as the plan writes them."""

from services.classes.plan.errors import Problem
from services.classes.plan.wording import Pair, closest

CATEGORIES: dict[str, tuple[str, str, str]] = {
    "hardship": ("困难职工家庭", "workers in hardship", "困难职工 建档困难职工 建档困难职工家庭 困难职工子女"),
    "single_parent": ("单亲家庭", "single parents", "单亲 单亲职工 单亲职工家庭"),
    "orphan": ("孤儿", "orphans", ""),
    "dual_earner": ("双职工家庭", "both parents at work", "双职工 双职工子女"),
    "new_form": (
        "新就业形态劳动者家庭",
        "workers in new forms of employment",
        "新就业形态 新就业形态劳动者 新就业形态劳动者子女 新就业群体 新就业群体家庭",
    ),
    "left_behind": ("留守儿童", "left-behind children", "留守 农村留守 农村留守儿童"),
    "migrant": (
        "外来务工家庭",
        "migrant workers",
        "外来务工 外来务工人员 外来务工人员子女 进城务工人员子女 随迁子女 流动儿童",
    ),
    "low_income": ("中低收入家庭", "low incomes", "中低收入 低收入家庭 经济困难 经济困难家庭"),
    "dibao": ("低保家庭", "families on subsistence allowance", "低保 低保户"),
    "aided": ("受资助学生", "aided pupils", "受资助 家庭经济困难学生"),
    "disabled": ("残疾家庭", "families with disabilities", "残疾 残疾人家庭 残疾人子女"),
    "veteran": ("退役军人家庭", "veterans", "退役军人 退役军人子女"),
    "military": ("现役军人家庭", "serving soldiers", "现役军人 军人家庭 军人子女"),
    "martyr": ("烈士子女", "children of martyrs", "烈士 烈士家庭"),
    "model_worker": ("劳模先进家庭", "model workers", "劳模 劳动模范 劳模家庭"),
    "multi_child": ("多子女家庭", "families of several children", "多子女 多孩家庭 二孩家庭 三孩家庭"),
}
"""Code → Chinese, English, other Chinese words that are read as the same."""

_SAME = {word: code for code, (zh, _, others) in CATEGORIES.items() for word in (zh, *others.split())}


def read_category(text: str) -> str:
    """hardship; 困难职工; 抗疫一线人员家庭. Raises Problem for a foreign word that is not in CATEGORIES."""
    if text in CATEGORIES:
        return text
    if text.isascii():
        zh, en = closest(text, CATEGORIES)
        known = "、".join(f"{code}({zh_})" for code, (zh_, _, _) in CATEGORIES.items())
        raise Problem(
            f"没有家庭类别 “{text}”。{zh}可以写:{known},或直接写通知里的中文。",
            f"There is no category “{text}”. {en}Write one of {', '.join(CATEGORIES)}, or the notice's own Chinese words.",
        )
    return same_category(text)


def same_category(word: str) -> str:
    """The code of a Chinese word; the word itself when it has none."""
    return _SAME.get(word, word)


def category_named(code: str) -> Pair:
    """A category in Chinese and English."""
    zh, en, _ = CATEGORIES.get(code, (code, code, ""))
    return zh, en
