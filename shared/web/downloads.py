"""Files to keep: any, and a table as an Excel file."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from urllib.parse import quote

import orjson
from fastapi.responses import Response

from shared.apart import Apart
from shared.kernel.clock import ZONE
from shared.web.excel import written

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | date | datetime
"""Numbers, days and instants are what Excel sorts and counts by; instants stand there by the clock of China."""
SHORT = 50_000
"""Bytes of rows that a thread writes in the time a process needs to start."""
DISK = 200 * 1024 * 1024
"""Bytes of a file that the rows of a sheet may take for a while, not packed yet: 100,000 of twenty columns take 150 MB."""
PROCESSOR = 120
"""Seconds: 100,000 rows of twenty columns take 14."""


def download(content: bytes | str, name: str, media_type: str = EXCEL) -> Response:
    """A file that the browser keeps under this name."""
    said = f'filename="{name}"' if name.isascii() else f"filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=media_type, headers={"content-disposition": f"attachment; {said}"})


def sheet_name(*parts: object) -> str:
    """A name that a person would give an Excel file: 低年级班-名单-2026-11-29.xlsx; without what no file system takes."""
    return "-".join(re.sub(r'[\\/:*?"<>|\s]+', " ", str(part)).strip(" .") for part in parts) + ".xlsx"


class Sheet:
    """An Excel file of one sheet that grows row by row. A long one is written by a process of its own: nobody waits for it."""

    def __init__(self, title: str, header: Sequence[str], *, first: int = 24, width: int = 24, frozen: int = 0) -> None:
        """`first` and `width`: characters of the first column and of the others, `frozen`: columns that stay in sight."""
        self._lines = [orjson.dumps((title, first, width, frozen)), orjson.dumps(header)]

    def write(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Further rows."""
        self._lines += (orjson.dumps(row, _named, orjson.OPT_PASSTHROUGH_DATETIME) for row in rows)

    async def content(self, apart: Apart) -> bytes:
        """The file so far. Raises Failed when it would be larger than anybody could open."""
        lines = b"\n".join(self._lines)
        if len(lines) <= SHORT:
            return await asyncio.to_thread(written, lines)
        return await apart.run(written, lines, disk=DISK, processor=PROCESSOR)


async def workbook(
    apart: Apart, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, first: int = 24, width: int = 24, frozen: int = 0
) -> bytes:  # fmt: skip
    """A `Sheet` of these rows, which are made in a thread."""
    sheet = Sheet(title, header, first=first, width=width, frozen=frozen)
    await asyncio.to_thread(sheet.write, rows)
    return await sheet.content(apart)


def _named(cell: object) -> dict[str, str]:
    """What JSON has no word for."""
    if isinstance(cell, datetime):
        return {"instant": cell.astimezone(ZONE).replace(tzinfo=None).isoformat()}
    assert isinstance(cell, date)  # noqa: S101 - there are no other cells
    return {"day": cell.isoformat()}
