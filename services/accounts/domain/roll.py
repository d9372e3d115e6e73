"""The membership roll as a table somebody typed: which column is which, which rows are good, what is wrong with the others."""

import re
import unicodedata
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from services.accounts.domain.phone import masked, normal
from services.accounts.domain.roll_header import Header, Table, is_header
from shared.kernel.clock import ZONE

FOREVER = {"", "长期", "永久", "长期有效", "forever"}
_DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})[日号]?|(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})(?:年(\d{1,2})月?|[-/ ](\d{1,2})|\.(?!1$)(\d{1,2}))")
"""Not 2027.1, which is also how Excel writes 2027.10; nor 201210, which may be the 10th of December 2020."""
_SERIAL = re.compile(r"[2-9]\d{4}(?:\.\d+)?")
"""How Excel counts the days of our time."""
_ROUNDED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
"""1.39E+10: the digits are lost."""
_FOOTER = re.compile(
    r"合\s*计|总\s*计|小\s*计|共\s*计|[总共]\s*\d+\s*[人名]|填\s*表|制\s*表|填\s*报|统\s*计|审\s*核|负\s*责\s*人|联\s*系\s*人|单\s*位\s*\(?盖\s*章"
    r"|(?:备\s*注|注|说\s*明|日\s*期)\s*:|\d{4}\s*年.*日$|以下空白"
)
_AROUND = re.compile(r" *([-/.年月日号]) *")
_EARLIEST = 1900
_KEPT_AS_TEXT = re.compile(r'="(.*)"')
"""How some programs keep Excel from counting with a phone."""
_CLOCK = re.compile(r"[T ]+(\d{1,2}):(\d{2})(?::\d{2})?$")


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
class Remark:
    """What is to be said of a row, wrong or not quite sure; `value` shows no more than a masked phone."""

    row: int
    column: str
    kind: str
    value: str = ""
    rows: int = 1
    """Of how many rows it is said, `row` being the first."""


@dataclass(slots=True)
class Checked:
    """A roll that was read: members to import, rows that cannot be."""

    members: list[Member] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    """Of members: what was understood in one of several ways."""
    firms: Counter[str] = field(default_factory=Counter)
    """Where members work, as the file says → how many of them."""
    rows: int = 0


def check(table: Table, header: Header, unions: Mapping[str, str], allowed: set[str], default: str) -> Checked:
    """Every row below the header, judged. `unions` maps codes and names (see `key`) to codes; `default` is meant where none is named."""
    line, places = header
    checked = Checked()
    first_at: dict[tuple[str, str], int] = {}
    for number, cells in enumerate(table[line + 1 :], start=line + 2):
        row = {column: _text(cells[at]) if at < len(cells) else "" for column, at in places.items()}
        if not any(row.values()) or is_header(cells):
            continue
        if footer := _footer(cells, row):
            checked.notes.append(Remark(number, "name", "footer", _veiled("name", footer)))
            continue
        checked.rows += 1
        found = _judge(number, row, unions, allowed, default)
        if isinstance(found, Member):
            earlier = first_at.setdefault((found.union, found.phone), number)
            if earlier != number:
                found = [Remark(number, "phone", "duplicate", str(earlier))]
        if isinstance(found, Member):
            checked.members.append(found)
            checked.notes.extend(_notes(number, row, unions))
            checked.firms[row.get("employer", "")] += 1
        else:
            checked.problems.extend(found)
    checked.notes = _each_employer_once(checked.notes)
    return checked


def key(text: str) -> str:
    """A union's code or name as it is compared: width, case and spaces do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def _judge(
    number: int, row: Mapping[str, str], unions: Mapping[str, str], allowed: set[str], default: str
) -> Member | list[Remark]:
    phone, named = normal(row["phone"]), row.get("union", "")
    union = unions.get(key(named), "") if named else unions.get(key(row.get("employer", "")), default)
    until, joined = row.get("valid_until", ""), row.get("joined_at", "")
    wrong = [
        ("name", "name-missing", "", not row["name"]),
        ("name", "name-rare", _named(row["name"]), any(map(_private, row["name"]))),
        ("name", "name-long", row["name"][:12], len(row["name"]) > 40),
        ("phone", "phone-missing", "", not row["phone"]),
        ("phone", _phone_fault(row["phone"]), row["phone"], bool(row["phone"]) and phone is None),
        ("union", "union-unknown", named[:40], not union),
        ("union", "union-elsewhere", named[:40], bool(union) and union not in allowed),
        ("staff_number", "number-long", row.get("staff_number", "")[:12], len(row.get("staff_number", "")) > 40),
        ("valid_until", _date_fault(until, "date-bad"), until[:20], not _readable(_until, until)),
        ("joined_at", _date_fault(joined, "instant-bad"), joined[:20], not _readable(_joined, joined)),
    ]
    problems = [
        Remark(number, column, kind, _veiled(column, value)) for column, kind, value, is_wrong in wrong if is_wrong
    ]
    if problems or phone is None:
        return problems
    return Member(union, phone, row["name"], row.get("staff_number") or None, _until(until), _joined(joined))


def _footer(cells: Sequence[object], row: Mapping[str, str]) -> str | None:
    """How a line below the members begins: a sum, or who filled the table in."""
    first = next((text for cell in cells if (text := _text(cell))), "")
    return first[:20] if _FOOTER.match(first) and normal(row["phone"]) is None else None


def _notes(number: int, row: Mapping[str, str], unions: Mapping[str, str]) -> Iterator[Remark]:
    employer = row.get("employer", "")
    if employer and not row.get("union") and key(employer) not in unions:
        yield Remark(number, "employer", "employer", _veiled("employer", employer[:40]))
    for column, kind in (("valid_until", "month-end"), ("joined_at", "month-begin")):
        if _MONTH.fullmatch(_tight(row.get(column, ""))):
            yield Remark(number, column, kind, row[column])


def _each_employer_once(notes: list[Remark]) -> list[Remark]:
    """A company's own roll names it in every row: that says nothing new after the first."""
    rows = Counter(note.value for note in notes if note.kind == "employer")
    first = {note.value: note.row for note in reversed(notes) if note.kind == "employer"}
    return [
        replace(note, rows=rows[note.value]) if note.kind == "employer" else note
        for note in notes
        if note.kind != "employer" or note.row == first[note.value]
    ]


def _phone_fault(text: str) -> str:
    return "phone-rounded" if _ROUNDED.fullmatch(text) else "phone-bad"


def _private(letter: str) -> bool:
    """A character that one computer alone knows: everybody else sees a box."""
    return unicodedata.category(letter) == "Co"


def _named(text: str) -> str:
    """With its private characters by number."""
    return "".join(f"〔U+{ord(c):04X}〕" if _private(c) else c for c in text[:12])


def _date_fault(text: str, otherwise: str) -> str:
    return "date-serial" if _SERIAL.fullmatch(text) else otherwise


def _text(cell: object) -> str:
    """A cell as text: no control characters, 1.38e10 as its digits."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = unicodedata.normalize("NFKC", str(cell if cell is not None else ""))
    if not text.isprintable():
        text = "".join(c for c in text if c.isprintable() or _private(c))
    text = text.strip()
    return kept[1].strip() if (kept := _KEPT_AS_TEXT.fullmatch(text)) else text


def _until(text: str) -> date | None:
    """The day, of a month alone its last; None for no end. Raises ValueError when it cannot be read."""
    if text.lower() in FOREVER:
        return None
    if month := _MONTH.fullmatch(_tight(text)):
        year, number = _numbers(month)
        return _date(year, number, monthrange(year, number)[1])
    return _day(_CLOCK.sub("", text))


def _joined(text: str) -> datetime | None:
    """The instant, a day or month alone being its beginning; None when nothing is said. Raises ValueError when it cannot be read."""
    if not text:
        return None
    if month := _MONTH.fullmatch(_tight(text)):
        year, number = _numbers(month)
        return datetime.combine(_date(year, number, 1), time(), ZONE)
    clock = _CLOCK.search(text)
    at = time(int(clock[1]), int(clock[2])) if clock else time()
    return datetime.combine(_day(_CLOCK.sub("", text)), at, ZONE)


def _day(text: str) -> date:
    match = _DAY.fullmatch(_tight(text))
    if match is None:
        raise ValueError(text)
    return _date(*_numbers(match))


def _tight(text: str) -> str:
    """Without blanks around what parts a date: 2027 年 12 月."""
    return _AROUND.sub(r"\1", text)


def _numbers(match: re.Match[str]) -> list[int]:
    return [int(part) for part in match.groups() if part]


def _date(year: int, month: int, day: int) -> date:
    if year < _EARLIEST:
        raise ValueError(year)
    return date(year, month, day)


def _readable(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def veiled(name: str) -> str:
    """王* for 王芳: enough to know the file by."""
    return f"{name[:1]}*"


def _veiled(column: str, text: str) -> str:
    """What was typed, so far that its owner finds it and nobody else a number: a phone may stand in any column.

    A date has eight digits, with its time more; no phone begins with 20.
    """
    digits = sum(c.isdigit() for c in text)
    is_date = column in ("valid_until", "joined_at") and (digits <= 8 or text.startswith("20"))
    return masked(text) if digits > 7 and not is_date else text
