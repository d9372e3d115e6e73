"""A copy to take along: a system's part of all that is kept of the one who asks, to read and for programs, in one zip.

Each system answers for itself, to the person's own token; the page 我的 puts the four parts together in the browser. So no system asks
another, and nothing of it goes through the broker or a log.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from functools import partial
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID
from zipfile import ZIP_STORED, ZipFile

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from shared.crypto import Vault
from shared.db.clock import clock
from shared.db.copies import Copying, Kept, copy, left_out
from shared.db.pool import connection
from shared.kernel.clock import ZONE
from shared.kernel.languages import Translate
from shared.privacy.columns import CALLED, NO, SAID, YES
from shared.privacy.register import CHOSEN
from shared.web.auth import Who
from shared.web.pages import Pages

Files = Callable[[Request, UUID], AsyncIterator[tuple[str, bytes]]]
"""What lies in no table: the path in the zip and the content of each, one at a time."""
BLOCK = 256 * 1024
"""Bytes that are sent at once."""


Row = Mapping[str, Any]
Reads = Callable[[str, Row, str], Row]
"""A table's row as people read it, in a language; programs get it as it is kept."""


def as_kept(_: str, row: Row, __: str) -> Row:
    """What stands in it needs no other words."""
    return row


async def no_files(_: Request, __: UUID) -> AsyncIterator[tuple[str, bytes]]:
    """Everything is in the tables."""
    return
    yield


def router(system: str, copying: Copying, files: Files = no_files, reads: Reads = as_kept) -> APIRouter:
    """The door `/SYSTEM/copy`."""
    routes = APIRouter(prefix=f"/{system}", include_in_schema=False)

    @routes.get("/copy")
    async def take_copy(request: Request, who: Who) -> StreamingResponse:
        """All that this system keeps of the one who asks."""
        state = request.app.state
        async with connection(state.system.pool) as conn:
            kept = await copy(conn, Vault(state.system.settings.keys_dir, system), system, copying, who.person_id)
            at = await clock(conn)
        out = TemporaryFile()  # noqa: SIM115 — closed by whoever reads it to its end
        with ZipFile(out, "w", ZIP_STORED) as parts:
            parts.writestr(f"{system}.json", _for_programs(system, kept, at))
            parts.writestr(f"{system}.html", _to_read(request, system, kept, copying, at, reads=reads))
            async for path, content in files(request, who.person_id):
                await asyncio.to_thread(parts.writestr, path, content)
        out.seek(0)
        headers = {"content-disposition": f'attachment; filename="aixin-{system}.zip"'}
        return StreamingResponse(_blocks(out), media_type="application/zip", headers=headers)

    return routes


def _blocks(out: IO[bytes]) -> Iterator[bytes]:
    with closing(out):
        while block := out.read(BLOCK):
            yield block


def _for_programs(system: str, kept: list[Kept], at: datetime) -> bytes:
    tables: dict[str, list[dict[str, Any]]] = {}
    for one in kept:
        for part in one.tables:
            rows = tables.setdefault(part.table, [{} for _ in part.rows])
            for row, more in zip(rows, part.rows, strict=True):
                row.update(more)
    return orjson.dumps({"system": system, "at": at, "tables": tables}, default=str, option=orjson.OPT_INDENT_2)


def _plain(value: object, t: Translate) -> str:
    """As it is read on paper; what lies within something begins a line, and what is not known has none."""
    match value:
        case bool():
            return t(*YES if value else NO)
        case datetime():
            return f"{value.astimezone(ZONE):%Y-%m-%d %H:%M}"
        case dict():
            known = {name: _plain(within, t) for name, within in value.items() if within is not None}
            return "\n".join(f"{name}: {text.replace(chr(10), ', ')}" for name, text in known.items())
        case list() | tuple():
            return "\n".join(_plain(within, t) for within in value)
        case _:
            return str(value)


def _told(column: str, value: object, t: Translate) -> str:
    """What a column says: a code in words."""
    said = SAID.get(column, {}).get(str(value))
    return t(*said) if said else _plain(value, t)


def _to_read(
    request: Request, system: str, kept: list[Kept], copying: Copying, at: datetime, *, reads: Reads
) -> str:  # fmt: skip
    pages: Pages = request.app.state.pages
    whys: Mapping[str, tuple[str, str]] = {why.zh: why for why in left_out(copying).values()}
    days = {name: getattr(pages.settings, name) for name in CHOSEN}
    common = pages.common(request)
    return pages.env.get_template("copy.html").render(
        common | {
            "system": system, "kept": kept, "at": at, "called": CALLED, "plain": partial(_plain, t=common["t"]), "told": partial(_told, t=common["t"]),
            "reads": lambda table, row: reads(table, row, common["lang"]), "left_out": whys.values(), "days": days,
        }
    )  # fmt: skip
