"""Kinds of families that notices name. Other words than these are kept as the plan writes them."""

import re

from services.classes.plan.language.findings import BadValue
from services.classes.plan.language.wording import closest
from services.classes.words import plan_values as wrong
from shared.events.categories import CATEGORIES

OTHER_WORDS = {
    "hardship": "困难职工 建档困难职工 建档困难职工家庭 困难职工子女",
    "single_parent": "单亲 单亲职工 单亲职工家庭",
    "dual_earner": "双职工 双职工子女",
    "new_form": "新就业形态 新就业形态劳动者 新就业形态劳动者子女 新就业群体 新就业群体家庭",
    "left_behind": "留守 农村留守 农村留守儿童",
    "migrant": "外来务工 外来务工人员 外来务工人员子女 进城务工人员子女 随迁子女 流动儿童",
    "low_income": "中低收入 低收入家庭 经济困难 经济困难家庭",
    "dibao": "低保 低保户",
    "aided": "受资助 家庭经济困难学生",
    "disabled": "残疾 残疾人家庭 残疾人子女",
    "veteran": "退役军人 退役军人子女",
    "military": "现役军人 军人家庭 军人子女",
    "martyr": "烈士 烈士家庭",
    "model_worker": "劳模 劳动模范 劳模家庭",
    "multi_child": "多子女 多孩家庭 二孩家庭 三孩家庭",
}
"""Code → other Chinese words that are read as the same."""

_BETWEEN = re.compile("[【】［］、]")

_SAME = {zh: code for code, (zh, _) in CATEGORIES.items()} | {
    word: code for code, others in OTHER_WORDS.items() for word in others.split()
}


def read_category(text: str) -> str:
    """hardship; 困难职工; 抗疫一线人员家庭. Raises BadValue for a foreign word that is not in CATEGORIES, and for several in one."""
    if text in CATEGORIES:
        return text
    if _BETWEEN.search(text):
        listed = f"[{', '.join(word for word in _BETWEEN.split(text) if word)}]"
        raise BadValue(
            *wrong.CATEGORIES_NO_LIST.of(text=text, listed=listed),
        )
    if text.isascii():
        zh, en = closest(text, CATEGORIES)
        known = "、".join(f"{code}（{zh_}）" for code, (zh_, _) in CATEGORIES.items())
        raise BadValue(
            *wrong.CATEGORY_UNKNOWN.of(text=text, hint=(zh, en), known=(known, ", ".join(CATEGORIES))),
        )
    return same_category(text)


def same_category(word: str) -> str:
    """The code of a Chinese word; the word itself when it has none."""
    return _SAME.get(word, word)
