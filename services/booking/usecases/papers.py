"""Papers that a group asks for (困难职工证明 …): uploaded days before, seen by their family and by whoever checks a request.

The object is put on the shelf before its row is written, and taken away after the row is: an object without a row is swept,
a row without an object never is.
"""

import asyncio
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID, uuid4

import structlog

from services.booking import paper_files
from services.booking.store import families
from services.booking.store import papers as store
from services.booking.store.groups import GroupBook
from services.booking.store.papers import PaperRow
from services.booking.store.shelf import Gone, Shelf
from services.booking.usecases.consents import needing
from services.booking.usecases.family import own_child
from services.booking.words import refusals
from shared.apart import Apart, Exhausted, Failed
from shared.crypto import SealBroken
from shared.db.clock import clock
from shared.db.once import write_once
from shared.db.pool import Connection, Database, connection
from shared.errors import BadInput, Conflict, NotFound, Refusal, Unavailable
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.kernel.sentence import Sentence

MAX_SIZE = 8 * 1024 * 1024
"""Bytes of one file."""
MAX_PAPERS = 20
"""Of one child at once."""
SWEEP_EVERY = timedelta(hours=6)
UNDER_WAY = timedelta(days=1)
"""So long an object may lie on the shelf before its row must be there."""

_log = structlog.get_logger()


class ReadsApart(Database, Protocol):
    """The system of bookings, as far as papers need it."""

    @property
    def apart(self) -> Apart: ...


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came; `name` says what paper it is, not what the file was called."""

    child_id: UUID
    name: str
    content: bytes


async def add_paper(
    system: ReadsApart, shelf: Shelf, person_id: UUID, key: str, upload: Upload, *, by: Identity | None = None
) -> UUID:
    """Keep a paper of the person's child, taken at the desk if `by` somebody; the same key again gives the same paper.

    Raises BadInput for what is no picture or PDF, too large, locked or broken, NotFound, Conflict beyond MAX_PAPERS, Unavailable.
    """
    async with connection(system.pool) as conn:  # a stranger's file is not even looked at
        if all(child.id != upload.child_id for child in await families.children_of(conn, person_id)):
            raise NotFound
    media_type, content = await _checked(system.apart, upload)
    paper_id, acts = uuid4(), by.person_id if by else person_id

    async def work(conn: Connection) -> Answer:
        await room_for_paper(conn, person_id, upload.child_id)
        await store.add(
            conn, paper_id, upload.child_id,
            name=upload.name, media_type=media_type, size=len(content), by=acts, taken_by=by.name if by else "",
        )  # fmt: skip
        return Answer(201, {"id": str(paper_id)})

    await shelf.put(paper_id, content)
    what = digest("paper", upload.child_id, upload.name, hashlib.sha256(upload.content).hexdigest())
    try:
        kept = UUID((await write_once(system, acts, key, what, work)).body["id"])
    except Unavailable:  # whether the row was written is unknown: the sweep will see
        raise
    except Refusal:
        await _let_go(shelf, paper_id)
        raise
    if kept != paper_id:  # sent twice
        await _let_go(shelf, paper_id)
    return kept


async def room_for_paper(conn: Connection, person_id: UUID, child_id: UUID) -> None:
    """Lock the person's child for one more paper. Raises NotFound, Conflict beyond MAX_PAPERS."""
    await own_child(conn, person_id, child_id)
    if len(await store.of_child(conn, child_id)) >= MAX_PAPERS:
        raise Conflict(*refusals.TOO_MANY_PAPERS.of(most=MAX_PAPERS))


async def remove_paper(
    system: Database, shelf: Shelf, book: GroupBook, person_id: UUID, paper_id: UUID, *, key: str
) -> None:
    """Delete a paper. Raises NotFound, and Conflict while a live enrollment needs it."""

    async def work(conn: Connection) -> Answer:
        paper = await own_paper(conn, person_id, paper_id)
        await own_child(conn, person_id, paper.child_id)
        same = [p for p in await store.of_child(conn, paper.child_id) if p.name == paper.name]
        needed = await needing(conn, book, [paper.child_id], lambda g: any(d.name == paper.name for d in g.documents))
        if needed and len(same) == 1:
            raise Conflict(*refusals.PAPER_NEEDED.of(title=next(iter(needed.values())).title))
        await store.remove(conn, paper_id)
        return Answer(200, {"removed": str(paper_id)})

    await write_once(system, person_id, key, digest("remove paper", paper_id), work)
    await _let_go(shelf, paper_id)


async def own_paper(conn: Connection, person_id: UUID, paper_id: UUID) -> PaperRow:
    """A paper of the person's own family. Raises NotFound for everybody else's."""
    paper = await store.one_of_person(conn, person_id, paper_id)
    if paper is None:
        raise NotFound
    return paper


async def read_paper(shelf: Shelf, conn: Connection, paper_id: UUID) -> tuple[bytes, str, str]:
    """The bytes, the media type and the name of a paper. Nobody's right to see it is checked here.

    Raises NotFound, and what `content_of` raises.
    """
    paper = await store.find(conn, paper_id)
    if paper is None:
        raise NotFound
    return await content_of(shelf, paper), paper.media_type, paper.name


async def content_of(shelf: Shelf, paper: PaperRow) -> bytes:
    """What was uploaded. Best asked without a connection in hand: the store may be slow.

    Raises NotFound when it was only seen, Conflict when the object is lost or was tampered with, Unavailable when the store is away.
    """
    if paper.seen:
        raise NotFound
    try:
        return await shelf.get(paper.id)
    except (Gone, SealBroken) as spoiled:
        _log.error("paper spoiled", paper=str(paper.id), how=type(spoiled).__name__)
        raise Conflict(*refusals.PAPER_SPOILED, code="paper-spoiled") from spoiled


async def keep_sweeping(system: Database, shelf: Shelf) -> None:
    """Sweep every few hours, as long as database and store answer. Raises Unavailable."""
    while True:
        if gone := await sweep(system, shelf):
            _log.info("papers swept", objects=gone)
        await asyncio.sleep(SWEEP_EVERY.total_seconds())


async def sweep(system: Database, shelf: Shelf) -> int:
    """Take away what no row names: removed papers, and uploads that were broken off. How many objects went."""
    gone = 0
    async for portion in shelf.all():
        async with connection(system.pool) as conn:
            live, removed = await store.live_and_removed(conn, list(portion))
            now = await clock(conn)
        left = {id_ for id_, put_at in portion.items() if id_ not in live and now - put_at > UNDER_WAY}
        await shelf.remove(*(removed | left))
        gone += len(removed | left)
    return gone


async def _checked(apart: Apart, upload: Upload) -> tuple[str, bytes]:
    """Its media type, and the paper made anew. Raises BadInput."""
    if not upload.content:
        raise _wrong(refusals.FILE_MISSING)
    if len(upload.content) > MAX_SIZE:
        raise _wrong(refusals.FILE_TOO_LARGE)
    media_type = paper_files.media_type_of(upload.content)
    if media_type is None:
        raise _wrong(refusals.FILE_NO_PICTURE)
    try:
        return media_type, await apart.run(paper_files.clean, upload.content, paper_files.MEMORY)
    except BadInput as why:
        raise _wrong(Sentence(why.zh, why.en)) from why
    except Exhausted as too_large:
        raise _wrong(refusals.FILE_TOO_WIDE) from too_large
    except Failed as broken:
        raise _wrong(refusals.FILE_BROKEN) from broken


def _wrong(why: Sentence) -> BadInput:
    return BadInput(*why.whole, fields={"file": why.both})


async def _let_go(shelf: Shelf, paper_id: UUID) -> None:
    with suppress(Unavailable):
        await shelf.remove(paper_id)
