"""Excel and CSV as people have them: the roll comes in, the template goes out."""

import asyncio
import io
from collections.abc import Sequence

import orjson
import xlsxwriter

from services.accounts import sheet_files
from shared.apart import Apart, Exhausted, Failed
from shared.errors import BadInput

MAX_ROWS = sheet_files.MAX_ROWS

TEMPLATE = ("姓名", "手机号", "工会", "工号", "有效期至", "入会时间")
_HELP = (
    ("姓名", "必填", "required"),
    ("手机号", "必填：本人登录用的 11 位手机号", "required: 11 digits, the number the member logs in with"),
    ("工会", "可留空；填工会代码或全称", "optional: the union's code or full name"),
    ("工号", "可留空", "optional"),
    (
        "有效期至",
        "可留空（长期）；写成 2026-12-31，只写月份算到月底",
        "optional (no end); like 2026-12-31, a month alone lasts to its end",
    ),
    (
        "入会时间",
        "可留空（早已入会）；写成 2026-12-31 17:00，招生方案写了“入会截止”时要看它",
        "optional (long ago); like 2026-12-31 17:00, counts where a plan says until when one may join",
    ),
)


async def read(apart: Apart, content: bytes) -> Sequence[Sequence[object]]:
    """The first sheet of an Excel file, or a CSV in UTF-8, UTF-16 or GBK. Line 1 is index 0. Raises BadInput."""
    try:
        lines = await apart.run(sheet_files.lines, content)
    except Exhausted as exhausted:
        raise await _too_large(apart, content) from exhausted
    except Failed as failed:
        raise BadInput(
            "文件打不开。请另存为 .xlsx 或 CSV（UTF-8 或 GBK）再上传。",
            "The file cannot be read. Save it as .xlsx or CSV (UTF-8 or GBK) and upload again.",
            code="file-unreadable",
        ) from failed
    return await asyncio.to_thread(lambda: [orjson.loads(line) for line in lines.splitlines()])


async def _too_large(apart: Apart, content: bytes) -> BadInput:
    """Where the sheet ends, if that can be told: one forgotten cell far away makes it as large as all between."""
    try:
        extent = orjson.loads(await apart.run(sheet_files.extent, content))
    except Failed:
        extent = None
    where = (
        (f"一直用到第 {extent[0]} 行、{extent[1]} 列，", f" reaches to row {extent[0]}, column {extent[1]}, and")
        if extent
        else ("", "")
    )
    return BadInput(
        f"表格{where[0]}太大了，无法读取。请删去多余的行列（选中整行或整列，右键“删除”），或把名册复制到新文件里，再上传。",
        f"The sheet{where[1]} is too large to be read. Delete the needless rows and columns, or copy the roll into a new file, and upload again.",
        code="roll-too-large",
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
