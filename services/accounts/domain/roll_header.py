"""Which column of a table that somebody typed is which, by the words above it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

Table = Sequence[Sequence[object]]
Header = tuple[int, dict[str, int]]
"""The header's last line (from 0), and where each column stands."""

HEADERS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "name", "fullname"),
    "phone": (
        "手机号", "手机号码", "手机", "移动电话", "移动电话号码", "mobile", "mobilephone", "mobileno", "mobilenumber", "cellphone",
        "phone", "phonenumber", "phoneno", "联系电话", "联系方式", "电话", "电话号码", "tel", "telephone",
    ),
    "union": ("工会", "所属工会", "所在工会", "基层工会", "工会名称", "工会全称", "工会组织", "工会代码", "union", "unioncode"),
    "employer": (
        "单位", "工作单位", "所在单位", "所属单位", "单位名称", "企业", "所在企业", "企业名称", "公司", "公司名称", "employer", "company",
    ),
    "staff_number": ("工号", "职工编号", "会员编号", "员工编号", "职工号", "员工号", "会员号", "staffnumber", "employeeid", "employeeno"),
    "valid_until": (
        "有效期至", "有效期", "有效期限", "有效日期", "到期日", "到期日期", "到期时间", "有效期截止日期", "会籍有效期", "会籍到期日",
        "validuntil", "expires", "expirydate",
    ),
    "joined_at": ("入会时间", "入会日期", "入会年月", "入会", "加入工会时间", "加入工会日期", "joined", "membersince"),
}  # fmt: skip
"""The words of each column, the surer first: 手机号 is a mobile phone, 联系电话 may be one of an office."""
REQUIRED = ("name", "phone")
NEEDLESS = frozenset({"序号", "性别", "备注", "no"})
"""What no roll is asked for, and nobody misses."""
WITHIN = 30
"""Titles and words of help may stand above the header."""
_BESIDE = re.compile(r"(?<=.)(?:\([^()]*\)|\[[^\[\]]*\]|【[^】]*】)|[\W\d_]")
"""手 机 号, *手机号, 1.手机号, 【手机号】, 手机号（必填）: and 手机号."""
_LATIN = re.compile(r"[a-z]+(?=.*[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[a-z]+")
"""手机号 Mobile says the same twice."""
_WHOSE = re.compile(r"^(?:工会)?(?:会员|教?职工|员工|本人|个人|真实|联系)(?=.)")
"""本人手机号, 职工姓名: everybody on a roll is one. A 联系人 or a spouse is somebody else."""
_TRADITIONAL = str.maketrans("機號碼電話聯繫會員職單位", "机号码电话联系会员职单位")


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


def unread(cells: Sequence[object], found: Mapping[str, int]) -> list[str]:
    """What else the header's line says, as it is written."""
    return [
        str(cell).strip()
        for at, cell in enumerate(cells)
        if at not in found.values() and _word(cell) not in {"", *NEEDLESS}
    ]


def is_header(cells: Sequence[object]) -> bool:
    """Names people and phones, as each page of a printed roll does at its top."""
    return _complete(places(cells))


def _complete(found: dict[str, int]) -> bool:
    """People and phones, and no two in one column: words of help stand below each other."""
    return all(column in found for column in REQUIRED) and len(set(found.values())) == len(found)


def _word(cell: object) -> str:
    """A header's cell as it is compared; as it is where that is known, or else without saying whose it is."""
    if not isinstance(cell, str):
        return ""
    word = unicodedata.normalize("NFKC", cell).lower().translate(_TRADITIONAL)
    word = _LATIN.sub("", _BESIDE.sub("", word))
    return word if word in _KNOWN else _WHOSE.sub("", word)


_KNOWN = frozenset(word for words in HEADERS.values() for word in words)
