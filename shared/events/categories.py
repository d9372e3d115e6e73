"""What a family may say it is, and a notice may ask. A notice's own words, which no table knows, stand for themselves."""

from collections.abc import Mapping

CATEGORIES: Mapping[str, tuple[str, str]] = {
    "hardship": ("困难职工家庭", "worker's family in hardship"),
    "single_parent": ("单亲家庭", "single-parent family"),
    "orphan": ("孤儿", "orphan"),
    "dual_earner": ("双职工家庭", "both parents work"),
    "new_form": ("新就业形态劳动者家庭", "family of a rider, courier or driver"),
    "left_behind": ("留守儿童", "child whose parents work elsewhere"),
    "migrant": ("外来务工家庭", "migrant worker's family"),
    "low_income": ("中低收入家庭", "family of low or middle income"),
    "dibao": ("低保家庭", "family on subsistence allowance"),
    "aided": ("受资助学生", "pupil who receives aid"),
    "disabled": ("残疾家庭", "family with a disabled member"),
    "veteran": ("退役军人家庭", "veteran's family"),
    "military": ("现役军人家庭", "family of a serving soldier"),
    "martyr": ("烈士子女", "child of a martyr"),
    "model_worker": ("劳模先进家庭", "model worker's family"),
    "multi_child": ("多子女家庭", "family of several children"),
}
"""code → 中文, English"""


def words(category: str) -> tuple[str, str]:
    """The category's name in Chinese and English."""
    return CATEGORIES.get(category, (category, category))
