"""Files to keep: any, and a table as an Excel file."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from fastapi.responses import Response

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(content: bytes | str, name: str, media_type: str = EXCEL) -> Response:
    """A file that the browser keeps under this name."""
    return Response(content, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})


class Sheet:
    """An Excel file of one sheet that grows row by row, on disk: it may have any number of them.

    Text stays text, whatever it begins with: no formula, no link. Writing takes a while for many rows: do it in a thread.
    """

    def __init__(self, title: str, header: Sequence[str], *, first: int = 24, width: int = 24, frozen: int = 0) -> None:
        """`first` and `width`: characters of the first column and of the others, `frozen`: columns that stay in sight."""
        self._out = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._out, {"constant_memory": True})
        self._sheet = self._book.add_worksheet(title)
        self._sheet.set_column(0, 0, first)
        self._sheet.set_column(1, len(header) - 1, width)
        self._sheet.freeze_panes(1, frozen)
        bold = self._book.add_format({"bold": True, "bottom": 1})
        for column, word in enumerate(header):
            self._sheet.write_string(0, column, word, bold)
        self._rows = 0

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Further rows."""
        for line, row in enumerate(rows, self._rows + 1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    self._sheet.write_number(line, column, cell)
                else:
                    self._sheet.write_string(line, column, str(cell))
            self._rows = line

    def content(self) -> bytes:
        """The file; nothing can be written any more."""
        self._book.close()
        return self._out.getvalue()


def workbook(
    title: str, header: Sequence[str], rows: Iterable[Sequence[object]], *, first: int = 24, width: int = 24, frozen: int = 0
) -> bytes:  # fmt: skip
    """A `Sheet` of these rows."""
    sheet = Sheet(title, header, first=first, width=width, frozen=frozen)
    sheet.write(rows)
    return sheet.content()
