"""Papers that a family brings to the desk: an organizer takes a copy, or sees the original where the plan needs no copy."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from services.booking.domain.criteria import meets
from services.booking.store import children
from services.booking.store import papers as store
from services.booking.store.groups import GroupBook
from services.booking.store.papers import PaperRow
from services.booking.store.shelf import Shelf
from services.booking.usecases.book_for import Case, acts_for
from services.booking.usecases.papers import ReadsApart, Upload, add_paper, room_for_paper
from services.booking.words import refusals
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.errors import Conflict, NotFound
from shared.kernel.answer import Answer, digest


@dataclass(frozen=True, slots=True)
class AskedPaper:
    """A paper that the group asks of the child."""

    name: str
    seen: bool
    """It is enough to see the original."""
    there: PaperRow | None
    """The newest one, whoever brought it."""


async def papers_asked(conn: Connection, book: GroupBook, case: Case, child_id: UUID) -> list[AskedPaper]:
    """What the group asks of this child, and what of it is there. Raises NotFound, Forbidden for an own child."""
    known = await acts_for(conn, book, case, child_id)
    if not known.group.documents:
        return []
    applicant = (await children.applicants(conn, [child_id], [known]))[child_id]
    newest = {paper.name: paper for paper in reversed(await store.of_child(conn, child_id))}
    asked = [paper for paper in known.group.documents if meets(paper.when, applicant, known.group.first_day)]
    return [AskedPaper(paper.name, paper.seen, newest.get(paper.name)) for paper in asked]


async def take_paper(
    system: ReadsApart, shelf: Shelf, book: GroupBook, case: Case, upload: Upload, *, key: str, seen: bool
) -> UUID:
    """Keep what was brought, or only that it was seen; the family sees by whom. The same key again gives the same paper.

    Raises NotFound, Forbidden for an own child, Conflict for what the group does not ask or must have a copy of, and as add_paper does.
    """
    async with connection(system.pool) as conn:
        asked = await papers_asked(conn, book, case, upload.child_id)
    paper = next((one for one in asked if one.name == upload.name), None)
    if paper is None:
        raise NotFound
    if not seen:
        return await add_paper(system, shelf, case.guardian, key, upload, by=case.who)
    if not paper.seen:
        raise Conflict(*refusals.COPY_NEEDED)

    async def work(conn: Connection) -> Answer:
        await room_for_paper(conn, case.guardian, upload.child_id)
        there = next((p for p in await store.of_child(conn, upload.child_id) if p.name == upload.name and p.seen), None)
        paper_id = there.id if there else uuid4()
        if not there:
            await store.add(
                conn, paper_id, upload.child_id,
                name=upload.name, media_type="", size=0, by=case.who.person_id, taken_by=case.who.name,
            )  # fmt: skip
        return Answer(201, {"id": str(paper_id)})

    what = digest("see paper", case.group_id, upload.child_id, upload.name)
    return UUID((await write_once(system, case.who.person_id, key, what, work)).body["id"])
