"""Excel and CSV as people have them: the roll comes in, the template goes out."""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from services.accounts import sheet_files
from services.accounts.domain.roll_header import Table
from services.accounts.words import refusals
from services.accounts.words import sheets as words
from shared.apart import Apart, Exhausted, Failed
from shared.errors import BadInput

MAX_ROWS = sheet_files.MAX_ROWS


@dataclass(frozen=True, slots=True)
class RollSheet:
    """What stands on it, line 1 being index 0; and the names of other sheets of the file that hold people too."""

    table: Table
    others: Sequence[str]


async def read(apart: Apart, content: bytes) -> RollSheet:
    """The roll of an Excel file, or a CSV in UTF-8, UTF-16 or GBK. Raises BadInput."""
    try:
        lines = await apart.run(sheet_files.lines, content)
    except Exhausted as exhausted:
        raise await _too_large(apart, content) from exhausted
    except Failed as failed:
        raise BadInput(*refusals.FILE_UNREADABLE, code="file-unreadable") from failed
    others, *table = await asyncio.to_thread(lambda: [orjson.loads(line) for line in lines.splitlines()])
    return RollSheet(table, others)


async def _too_large(apart: Apart, content: bytes) -> BadInput:
    """Where the sheet ends, if that can be told: one forgotten cell far away makes it as large as all between."""
    try:
        extent = orjson.loads(await apart.run(sheet_files.extent, content))
    except Failed:
        extent = None
    if extent is None:
        return BadInput(*refusals.ROLL_TOO_LARGE, code="roll-too-large")
    return BadInput(*refusals.ROLL_REACHES_TOO_FAR.of(row=extent[0], column=extent[1]), code="roll-too-large")


def template() -> bytes:
    """An empty roll: columns are text, so that Excel leaves phones alone; the words of help are on a sheet of their own."""
    import xlsxwriter  # noqa: PLC0415 - only where a file is written

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        text, head = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "bg_color": "#FBE3DC"})
        sheet = book.add_worksheet(words.ROLL)
        sheet.set_column(0, len(words.COLUMNS) - 1, 18, text)
        sheet.write_row(0, 0, [zh for zh, _ in words.COLUMNS.values()], head)
        sheet.freeze_panes(1, 0)
        notes = book.add_worksheet(words.EXPLAINED)
        notes.set_column(0, 2, 36)
        for line, (column, said) in enumerate(words.HELP.items()):
            notes.write_row(line, 0, (words.COLUMNS[column][0], *said))
    return out.getvalue()
