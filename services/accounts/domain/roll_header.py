"""Which column of a table that somebody typed is which, by the words above it."""

import re
import unicodedata
from collections.abc import Sequence

Table = Sequence[Sequence[object]]
Header = tuple[int, dict[str, int]]
"""The header's last line (from 0), and where each column stands."""

HEADERS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "会员姓名", "职工姓名", "name", "fullname"),
    "phone": ("手机号", "手机号码", "手机", "移动电话", "mobile", "mobilephone", "phone", "phonenumber", "联系电话", "联系方式", "电话"),
    "union": ("工会", "所属工会", "基层工会", "工会名称", "工会代码", "union", "unioncode"),
    "employer": (
        "单位", "工作单位", "所在单位", "所属单位", "单位名称", "企业", "所在企业", "企业名称", "公司", "公司名称", "employer", "company",
    ),
    "staff_number": ("工号", "职工编号", "会员编号", "员工编号", "staffnumber", "employeeid", "employeeno"),
    "valid_until": ("有效期至", "有效期", "到期日", "会员有效期", "validuntil", "expires"),
    "joined_at": ("入会时间", "入会日期", "入会", "joined", "membersince"),
}  # fmt: skip
"""The words of each column, the surer first: 手机号 is a mobile phone, 联系电话 may be one of an office."""
REQUIRED = ("name", "phone")
WITHIN = 30
"""Titles and words of help may stand above the header."""
_BESIDE = re.compile(r"\([^()]*\)|[\s:*]")
"""手 机 号, *手机号, 手机号（必填）: and 手机号."""


def header_of(table: Table) -> Header | None:
    """Where the header is, over one line or two; None when none within reach names people and phones."""
    for line, cells in enumerate(table[:WITHIN]):
        above, below = places(cells), places(table[line + 1]) if line + 1 < len(table) else {}
        if above and below and _complete(above | below):
            return line + 1, above | below
        if _complete(above):
            return line, above
    return None


def places(cells: Sequence[object]) -> dict[str, int]:
    """Where the columns stand that a line names; of two that may be the same, the surer."""
    words = [_word(cell) for cell in cells]
    found = {column: [words.index(name) for name in names if name in words] for column, names in HEADERS.items()}
    return {column: at[0] for column, at in found.items() if at}


def _complete(found: dict[str, int]) -> bool:
    """People and phones, and no two in one column: words of help stand below each other."""
    return all(column in found for column in REQUIRED) and len(set(found.values())) == len(found)


def _word(cell: object) -> str:
    if not isinstance(cell, str):
        return ""
    return _BESIDE.sub("", unicodedata.normalize("NFKC", cell).lower())
