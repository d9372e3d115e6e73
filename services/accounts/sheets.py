"""Excel and CSV as people have them: the roll comes in, the template goes out."""

import csv
import io
import zipfile
from collections.abc import Sequence

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from shared.errors import BadInput

MAX_ROWS = 100_000
MAX_UNPACKED = 256 * 1024 * 1024
"""Bytes: a small zip may hold a very large sheet."""

TEMPLATE = ("姓名", "手机号", "工会", "工号", "有效期至", "入会时间")
_HELP = (
    ("姓名", "必填", "required"),
    ("手机号", "必填：本人登录用的 11 位手机号", "required: 11 digits, the number the member logs in with"),
    ("工会", "可留空；填工会代码或全称", "optional: the union's code or full name"),
    ("工号", "可留空", "optional"),
    ("有效期至", "可留空（长期）；写成 2026-12-31", "optional (no end); like 2026-12-31"),
    (
        "入会时间",
        "可留空（早已入会）；写成 2026-12-31 17:00，招生方案写了“入会截止”时要看它",
        "optional (long ago); like 2026-12-31 17:00, counts where a plan says until when one may join",
    ),
)


def read(content: bytes) -> Sequence[Sequence[object]]:
    """The first sheet of an Excel file, or a CSV in UTF-8, UTF-16 or GBK. Line 1 is index 0. Raises BadInput."""
    is_excel = content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
    table = _excel(content) if is_excel else _csv(content)
    if len(table) > MAX_ROWS:
        raise BadInput(f"超过 {MAX_ROWS} 行，请分成几份上传。", f"More than {MAX_ROWS} rows: send it in parts.")
    return table


def _excel(content: bytes) -> Sequence[Sequence[object]]:
    try:
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                    raise _unreadable()
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS + 1)
    except (CalamineError, zipfile.BadZipFile, IndexError, ValueError) as bad:
        raise _unreadable() from bad


def _csv(content: bytes) -> Sequence[Sequence[object]]:
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;,", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as bad:
        raise _unreadable() from bad


def _decoded(content: bytes) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _unreadable()


def _unreadable() -> BadInput:
    return BadInput(
        "文件打不开。请另存为 .xlsx 或 CSV（UTF-8 或 GBK）再上传。",
        "The file cannot be read. Save it as .xlsx or CSV (UTF-8 or GBK) and upload again.",
        code="file-unreadable",
    )


def template() -> bytes:
    """An empty roll: columns are text, so that Excel leaves phones alone; the words of help are on a sheet of their own."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        text, head = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "bg_color": "#FBE3DC"})
        sheet = book.add_worksheet("会员名册")
        sheet.set_column(0, len(TEMPLATE) - 1, 18, text)
        sheet.write_row(0, 0, TEMPLATE, head)
        sheet.freeze_panes(1, 0)
        notes = book.add_worksheet("说明 help")
        notes.set_column(0, 2, 36)
        for line, words in enumerate(_HELP):
            notes.write_row(line, 0, words)
    return out.getvalue()
