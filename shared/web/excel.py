"""Writes a table as an Excel file; run apart when it is long (`shared.web.downloads`)."""

import io
from datetime import date, datetime

import orjson


def written(lines: bytes) -> bytes:
    """The file. A line of JSON says its title, how wide its first column and the others are, in characters, and how many stay in sight;
    one says its header, each further one a row; in it a day and an instant are named as such.

    Text stays text, whatever it begins with: no formula, no link. Rows go to the disk, so there may be any number of them.
    """
    import xlsxwriter  # noqa: PLC0415 - only where a file is written

    said = io.BytesIO(lines)
    title, first, width, frozen = orjson.loads(said.readline())
    header = orjson.loads(said.readline())
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet, bold = book.add_worksheet(title), book.add_format({"bold": True, "bottom": 1})
        days, instants = [book.add_format({"num_format": f"yyyy-mm-dd{hours}"}) for hours in ("", " hh:mm")]
        sheet.set_column(0, 0, first)
        sheet.set_column(1, len(header) - 1, width)
        sheet.freeze_panes(1, frozen)
        for column, word in enumerate(header):
            sheet.write_string(0, column, word, bold)
        for line, row in enumerate(said, 1):
            for column, cell in enumerate(orjson.loads(row)):
                match cell:
                    case int():
                        sheet.write_number(line, column, cell)
                    case {"day": day}:
                        sheet.write_datetime(line, column, date.fromisoformat(day), days)
                    case {"instant": at}:
                        sheet.write_datetime(line, column, datetime.fromisoformat(at), instants)
                    case _:
                        sheet.write_string(line, column, cell)
    return out.getvalue()
