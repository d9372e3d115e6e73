"""The membership roll as a table somebody typed: which column is which, which rows are good, what is wrong with the others."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from services.accounts.domain.phone import masked, normal

Table = Sequence[Sequence[object]]

HEADERS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "会员姓名", "职工姓名", "name", "full name"),
    "phone": ("手机号", "手机", "手机号码", "联系电话", "电话", "mobile", "phone", "phone number"),
    "union": ("工会", "所属工会", "基层工会", "工会名称", "工会代码", "单位", "union", "union code"),
    "staff_number": ("工号", "职工编号", "会员编号", "员工编号", "staff number", "employee id", "employee no"),
    "valid_until": ("有效期至", "有效期", "到期日", "会员有效期", "valid until", "expires"),
    "joined_at": ("入会时间", "入会日期", "入会", "joined", "member since"),
}
REQUIRED = ("name", "phone")
HEADER_WITHIN = 10
"""A title may stand above the header line."""
FOREVER = {"", "长期", "永久", "长期有效", "forever"}
_DATE = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?")
_CLOCK = re.compile(r"[T ]+(\d{1,2}):(\d{2})(?::\d{2})?$")
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Member:
    """A good row."""

    union: str
    phone: str
    name: str
    staff_number: str | None = None
    valid_until: date | None = None
    joined_at: datetime | None = None
    """None: for long."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row; `value` shows no more than a masked phone."""

    row: int
    column: str
    kind: str
    value: str = ""


@dataclass(slots=True)
class Checked:
    """A roll that was read: members to import, rows that cannot be."""

    members: list[Member] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0


def header_of(table: Table) -> tuple[int, dict[str, int]] | None:
    """The header's line (from 0) and the place of each column; None when there is none with name and phone."""
    for line, cells in enumerate(table[:HEADER_WITHIN]):
        places = _places(cells)
        if all(column in places for column in REQUIRED):
            return line, places
    return None


def check(
    table: Table, header: tuple[int, dict[str, int]], unions: Mapping[str, str], allowed: set[str], default: str
) -> Checked:
    """Every row below the header, judged. `unions` maps codes and names (see `key`) to codes; `default` is meant where none is named."""
    line, places = header
    checked = Checked()
    first_at: dict[tuple[str, str], int] = {}
    for number, cells in enumerate(table[line + 1 :], start=line + 2):
        row = {column: _text(cells[at]) if at < len(cells) else "" for column, at in places.items()}
        if not any(row.values()):
            continue
        checked.rows += 1
        found = _judge(number, row, unions, allowed, default)
        if isinstance(found, Member):
            earlier = first_at.setdefault((found.union, found.phone), number)
            if earlier != number:
                found = [Problem(number, "phone", "duplicate", str(earlier))]
        if isinstance(found, Member):
            checked.members.append(found)
        else:
            checked.problems.extend(found)
    return checked


def key(text: str) -> str:
    """A union's code or name as it is compared: width, case and spaces do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def _judge(
    number: int, row: Mapping[str, str], unions: Mapping[str, str], allowed: set[str], default: str
) -> Member | list[Problem]:
    phone, named = normal(row["phone"]), row.get("union", "")
    union = unions.get(key(named), "") if named else default
    until, joined = row.get("valid_until", ""), row.get("joined_at", "")
    wrong = [
        ("name", "name-missing", "", not row["name"]),
        ("name", "name-long", row["name"][:12], len(row["name"]) > 40),
        ("phone", "phone-missing", "", not row["phone"]),
        ("phone", "phone-bad", row["phone"], bool(row["phone"]) and phone is None),
        ("union", "union-unknown", named[:40], not union),
        ("union", "union-elsewhere", named[:40], bool(union) and union not in allowed),
        ("staff_number", "number-long", row.get("staff_number", "")[:12], len(row.get("staff_number", "")) > 40),
        ("valid_until", "date-bad", until[:20], not _readable(_until, until)),
        ("joined_at", "instant-bad", joined[:20], not _readable(_joined, joined)),
    ]
    problems = [Problem(number, column, kind, _veiled(value)) for column, kind, value, is_wrong in wrong if is_wrong]
    if problems or phone is None:
        return problems
    return Member(union, phone, row["name"], row.get("staff_number") or None, _until(until), _joined(joined))


def _places(cells: Sequence[object]) -> dict[str, int]:
    words = [_text(cell).lower().rstrip(":* ") for cell in cells]
    return {
        column: next(at for at, word in enumerate(words) if word in names)
        for column, names in HEADERS.items()
        if any(word in names for word in words)
    }


def _text(cell: object) -> str:
    """A cell as text: no control characters, 1.38e10 as its digits."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = unicodedata.normalize("NFKC", str(cell if cell is not None else ""))
    if not text.isprintable():
        text = "".join(c for c in text if c.isprintable())
    return text.strip()


def _until(text: str) -> date | None:
    """The day, or None for no end. Raises ValueError when it cannot be read."""
    if text.lower() in FOREVER:
        return None
    return _day(_CLOCK.sub("", text))


def _joined(text: str) -> datetime | None:
    """The instant, a day alone being its beginning; None when nothing is said. Raises ValueError when it cannot be read."""
    if not text:
        return None
    clock = _CLOCK.search(text)
    at = time(int(clock[1]), int(clock[2])) if clock else time()
    return datetime.combine(_day(_CLOCK.sub("", text)), at, ZONE)


def _day(text: str) -> date:
    match = _DATE.fullmatch(text.replace(" ", ""))
    if match is None:
        raise ValueError(text)
    return date(*(int(part) for part in match.groups()))


def _readable(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def _veiled(text: str) -> str:
    """What was typed, so far that its owner finds it and nobody else a number: a phone may stand in any column."""
    return masked(text) if sum(c.isdigit() for c in text) > 7 else text
