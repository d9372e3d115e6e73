"""What people see on a sheet of an .xlsx and its cells do not say: a month that is kept as a day, one value over merged lines."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from xml.etree import ElementTree

Place = tuple[int, int]
"""Line and column, from 0."""
Merged = Sequence[tuple[Place, Place]]

_MONTH, _DAY_OF_YEAR, _YEAR = "%Y-%m", "%m-%d", "%Y"
_KNOWN = dict.fromkeys((17, 27, 36, 50, 52, 57), _MONTH) | dict.fromkeys((16, 28, 29, 51, 53, 54, 58), _DAY_OF_YEAR)
"""Formats that every Chinese Excel has, by number."""
_WORDS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|;.*')
_CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*)>")
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_STYLE = re.compile(rb"""\bs=["'](\d{1,5})["']""")
_PIECE = 1024 * 1024


def dates_in_part(packed: zipfile.ZipFile, sheet: str) -> dict[Place, str]:
    """How the cells show a date that leave out its day or year: 2027年12月 is kept as the first of December."""
    styles = _styles(packed) if "xl/styles.xml" in packed.namelist() else {}
    return (
        {place: styles[style] for place, style in _styled(packed, _part(packed, sheet)) if style in styles}
        if styles
        else {}
    )


def as_shown(rows: Iterable[list[Any]], left: int, merged: Merged, dates: Mapping[Place, str]) -> Iterator[list[Any]]:
    """The lines with what their reader sees: a value in each line that it is merged over, dates as far as they are shown.

    `left`: the column that the lines begin with.
    """
    begins = {first: last[0] for first, last in merged if last[0] > first[0] and last[1] == first[1]}
    kept: dict[int, tuple[int, object]] = {}
    for line, cells in enumerate(rows):
        for at, cell in enumerate(cells):
            if (shown := dates.get((line, left + at))) and isinstance(cell, date):
                cells[at] = cell.strftime(shown)
            if last := begins.get((line, left + at)):
                kept[at] = last, cells[at]
        if kept and any(cell not in ("", None) for cell in cells):
            kept = {at: (last, value) for at, (last, value) in kept.items() if last >= line}
            cells[:] = [kept[at][1] if at in kept else cell for at, cell in enumerate(cells)]
        yield cells


def _styles(packed: zipfile.ZipFile) -> dict[int, str]:
    """Of the cells' styles, by number, those that show less than a day."""
    parts = list(_parts(packed, "xl/styles.xml"))
    known = _KNOWN | {
        int(f.attrib["numFmtId"]): _shown(f.attrib["formatCode"]) for name, f in parts if name == "numFmt"
    }
    used = next((list(formats) for name, formats in parts if name == "cellXfs"), [])
    shown = {style: known.get(int(each.attrib.get("numFmtId", 0))) for style, each in enumerate(used)}
    return {style: how for style, how in shown.items() if how}


def _shown(code: str) -> str | None:
    letters = set(_WORDS.sub("", code).lower())
    if "h" in letters or "s" in letters:
        return None
    return {"ym": _MONTH, "md": _DAY_OF_YEAR, "y": _YEAR}.get("".join(c for c in "ymd" if c in letters))


def _part(packed: zipfile.ZipFile, sheet: str) -> str:
    """The part of the file that holds a sheet."""
    named = next(
        s.attrib for name, s in _parts(packed, "xl/workbook.xml") if name == "sheet" and s.get("name") == sheet
    )
    relation = next(value for key, value in named.items() if key.endswith("}id"))
    links = (link.attrib for name, link in _parts(packed, "xl/_rels/workbook.xml.rels") if name == "Relationship")
    target = next(link["Target"] for link in links if link["Id"] == relation)
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _parts(packed: zipfile.ZipFile, name: str) -> Iterator[tuple[str, ElementTree.Element]]:
    """Every element by its name, whatever its namespace."""
    for element in ElementTree.fromstring(packed.read(name)).iter():  # noqa: S314 - read apart, within bounds
        yield element.tag.rpartition("}")[2], element


def _styled(packed: zipfile.ZipFile, part: str) -> Iterator[tuple[Place, int]]:
    """The place and style of each cell that says both."""
    with packed.open(part) as sheet:
        text = b""
        while piece := sheet.read(_PIECE):
            whole, _, text = (text + piece).rpartition(b"<")  # a cell may be cut in two
            text = b"<" + text
            for said in _CELL.findall(whole):
                if (place := _PLACE.search(said)) and (style := _STYLE.search(said)):
                    yield (int(place[2]) - 1, _number(place[1]) - 1), int(style[1])


def _number(letters: bytes) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
