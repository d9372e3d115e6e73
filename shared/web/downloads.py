"""Files to keep: any, and a table as an Excel file."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from fastapi.responses import Response

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(content: bytes | str, name: str, media_type: str = EXCEL) -> Response:
    """A file that the browser keeps under this name."""
    return Response(content, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})


def workbook(
    title: str, header: Sequence[str], rows: Iterable[Sequence[object]], *, first: int = 24, width: int = 24, frozen: int = 0
) -> bytes:  # fmt: skip
    """One sheet; `first` and `width`: characters of the first column and of the others, `frozen`: columns that stay in sight.

    Text stays text, whatever it begins with: no formula, no link. Takes a while for many rows: call it in a thread.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(title)
        sheet.set_column(0, 0, first)
        sheet.set_column(1, len(header) - 1, width)
        sheet.freeze_panes(1, frozen)
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, word in enumerate(header):
            sheet.write_string(0, column, word, bold)
        for line, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(line, column, cell)
                else:
                    sheet.write_string(line, column, str(cell))
    return out.getvalue()
