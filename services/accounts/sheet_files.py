"""What stands in an Excel or CSV file, line by line. Files come from anybody: everything here is run apart (`shared.apart`)."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from itertools import islice

import orjson
from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from services.accounts.domain.roll_header import WITHIN, header_of
from services.accounts.sheet_shown import as_shown, dates_in_part
from services.accounts.words import refusals
from shared.errors import BadInput

MAX_ROWS = 100_000
MAX_COLUMNS = 256
MAX_LETTERS = 10_000
"""Of a cell of CSV: there is no end of it where a quotation mark is never closed."""
MAX_SHEETS = 30
"""That are looked into."""
MAX_UNPACKED = 256 * 1024 * 1024
"""Bytes: a small zip may hold a very large sheet."""

_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<[!?a-z]|mime-version:)", re.IGNORECASE)
_NO_TABLE = (b"%PDF", b"{\\rtf")
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_PIECE = 1024 * 1024


def lines(content: bytes) -> bytes:
    """The roll of an Excel file, or a CSV in UTF-8, UTF-16 or GBK: each line a JSON list of its cells, text, number or bool.

    The line before them names the other sheets that hold people too. Blank cells at a line's end and blank lines at the end are left
    out. Raises BadInput.
    """
    rows, others = _read(content)
    out = bytearray(orjson.dumps(others, option=orjson.OPT_APPEND_NEWLINE))
    end = len(out)
    for number, cells in enumerate(rows, 1):
        said = _without_blanks_behind(cells)
        if said and number > MAX_ROWS:
            raise _too_long(number)
        if len(said) > MAX_COLUMNS:
            raise _too_wide(number, len(said))
        if number <= MAX_ROWS:
            out += orjson.dumps(said, _in_words, orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_APPEND_NEWLINE)
        if said:
            end = len(out)
    return bytes(out[:end])


def extent(content: bytes) -> bytes:
    """How far the sheets of an .xlsx go, as their cells say: JSON [last line, letters of the last column]; null if unknown."""
    line, column = 0, b""
    with _unpacked(content) as packed:
        for name in packed.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                for at_column, at_line in _cells(packed, name):
                    line, column = max(line, int(at_line)), max(column, at_column, key=lambda c: (len(c), c))
    return orjson.dumps([line, column.decode()] if line else None)


def _cells(packed: zipfile.ZipFile, name: str) -> Iterable[tuple[bytes, bytes]]:
    with packed.open(name) as sheet:
        text = b""
        while piece := sheet.read(_PIECE):
            text = text[-1000:] + piece  # a cell may be cut in two
            yield from _CELL.findall(text)


def _read(content: bytes) -> tuple[Iterable[Sequence[object]], list[str]]:
    if _LOCKED in content:
        raise _locked()
    if _PAGE.match(content):
        raise BadInput(*refusals.FILE_IS_A_PAGE, code="file-unreadable")
    if content.startswith(_NO_TABLE):
        raise ValueError("a document")
    return _excel(content) if content.startswith((_ZIP, _OLD)) else (_csv(_decoded(content)), [])


def _excel(content: bytes) -> tuple[Iterable[Sequence[object]], list[str]]:
    """The first sheet that names people and phones, or else the first; and the names of the others that do. Hidden ones come last."""
    packed = _unpacked(content) if content.startswith(_ZIP) else None
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as locked:
        raise _locked() from locked
    pages = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet] or book.sheets_metadata
    first, *more = [sheet.name for sheet in sorted(pages, key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible)]
    rolls = [name for name in (first, *more[: MAX_SHEETS - 1]) if _holds_people(book, name)]
    chosen, *others = rolls or [first]
    sheet = book.get_sheet_by_name(chosen)
    dates = dates_in_part(packed, chosen) if packed else {}
    left = sheet.start[1] if sheet.start else 0
    return as_shown(sheet.iter_rows(), left, sheet.merged_cell_ranges or [], dates), others


def _holds_people(book: CalamineWorkbook, name: str) -> bool:
    """More than a header: an empty roll is no roll."""
    top = list(islice(book.get_sheet_by_name(name).iter_rows(), WITHIN + 2))
    header = header_of(top)
    return header is not None and any(map(_without_blanks_behind, top[header[0] + 1 :]))


def _unpacked(content: bytes) -> zipfile.ZipFile:
    """The parts of a zip. Raises MemoryError when they are too large, before they are."""
    packed = zipfile.ZipFile(io.BytesIO(content))
    if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
        raise MemoryError
    return packed


def _csv(text: str) -> Iterable[Sequence[object]]:
    top = text.split("\n", WITHIN)[:WITHIN]
    # a title may have commas of its own: what parts the cells stands in nearly every line
    delimiter = max(
        ",\t;，|", key=lambda mark: (sum(mark in line for line in top), sum(line.count(mark) for line in top))
    )
    csv.field_size_limit(MAX_LETTERS)
    reader, before = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter), 0
    try:
        for cells in reader:
            yield cells
            before = reader.line_num
    except csv.Error as bad:
        raise BadInput(
            *refusals.FILE_BREAKS_OFF.of(line=before + 1, letters=MAX_LETTERS), code="file-unreadable"
        ) from bad


def _decoded(content: bytes) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ValueError("no text")


def _without_blanks_behind(cells: Sequence[object]) -> Sequence[object]:
    end = len(cells)
    while end and (cells[end - 1] is None or (isinstance(cells[end - 1], str) and not str(cells[end - 1]).strip())):
        end -= 1
    return cells[:end]


def _in_words(cell: object) -> str:
    """A date as 2026-12-31, with its time if it has one."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}" if cell.time() != time() else cell.date().isoformat()
    return str(cell)


def _too_long(number: int) -> BadInput:
    return BadInput(*refusals.ROLL_TOO_LONG.of(row=number, most=MAX_ROWS), code="roll-too-large")


def _too_wide(number: int, columns: int) -> BadInput:
    return BadInput(*refusals.ROLL_TOO_WIDE.of(row=number, columns=columns, most=MAX_COLUMNS), code="roll-too-large")


def _locked() -> BadInput:
    return BadInput(*refusals.FILE_LOCKED, code="file-locked")
