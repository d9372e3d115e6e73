"""Import a membership roll: good rows take effect, every bad row is reported."""

import asyncio
import hashlib
from dataclasses import astuple, dataclass
from uuid import UUID, uuid4

from services.accounts import sheets
from services.accounts.domain import firms
from services.accounts.domain.roles import Union, apart, managed
from services.accounts.domain.roll import Checked, Member, Remark, check, key
from services.accounts.domain.roll_header import header_of, unread
from services.accounts.office import Office
from services.accounts.store import people, phones, roll, unions
from services.accounts.usecases.tell_firms import tell_firms
from services.accounts.usecases.tell_memberships import tell_memberships
from services.accounts.words import refusals
from shared.db.pool import Connection, connection
from shared.errors import BadInput, Conflict, NotFound
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity

MOST_COLUMNS = 20
"""That a report names as not read."""


@dataclass(frozen=True, slots=True)
class RollFile:
    """A file for a union's roll. `all_or_nothing`: one bad row, and nothing is imported; `whole`: who is not in it has left the union."""

    union: str
    filename: str
    content: bytes
    all_or_nothing: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class JudgedRoll:
    """A file that was read: what to write, not yet written."""

    file: RollFile
    checked: Checked
    hashes: list[bytes]
    digest: bytes
    """Two uploads are the same when this is."""

    @property
    def applies(self) -> bool:
        """False when a bad row keeps the whole file out: of a whole roll a row that cannot be read is nobody who left."""
        return not ((self.file.all_or_nothing or self.file.whole) and self.checked.problems)


async def read_roll(office: Office, who: Identity, file: RollFile) -> JudgedRoll:
    """Read and judge the file away from the event loop. Raises NotFound for a union that is not theirs, BadInput for the file."""
    async with connection(office.system.pool) as conn:
        every = await unions.every(conn)
    mine = managed(who.roles, every)
    if file.union not in mine:
        raise NotFound
    sheet = await sheets.read(office.system.apart, file.content)
    return await asyncio.to_thread(_judged, office, file, sheet, every, set(mine))


def _judged(
    office: Office, file: RollFile, sheet: sheets.RollSheet, every: dict[str, Union], mine: set[str]
) -> JudgedRoll:
    header = header_of(sheet.table)
    if header is None:
        raise BadInput(*refusals.ROLL_WITHOUT_COLUMNS, code="roll-header")
    found, lists = apart(every)
    if file.union in lists:
        for column in ("union", "employer"):  # a list says nothing of anybody's union, and names no firms
            header[1].pop(column, None)
    names = {key(text): union.code for union in found.values() for text in (union.name, union.code)}
    checked = check(sheet.table, header, names, mine, file.union)
    columns = unread(sheet.table[header[0]], header[1])
    checked.notes[:0] = [
        *(Remark(1, "sheet", "sheet-left", name[:40]) for name in sheet.others),
        *(Remark(header[0] + 1, "header", "column-left", name[:40]) for name in columns[:MOST_COLUMNS]),
    ]
    hashes = [office.vault.hash(member.phone) for member in checked.members]
    content = hashlib.sha256(file.content).hexdigest()
    return JudgedRoll(file, checked, hashes, digest("roll", file.union, content, file.all_or_nothing, file.whole))


async def write_roll(conn: Connection, judged: JudgedRoll, by: UUID | None) -> Answer:
    """Write what was read, tell memberships and firms that changed, keep the report. The same file again changes nothing."""
    await roll.lock(conn, judged.file.union)
    members, hashes = (judged.checked.members, judged.hashes) if judged.applies else ([], [])
    added, updated = await put_members(conn, members, hashes)
    unchanged = len(members) - added - updated
    if judged.applies:
        await tell_firms(conn, judged.file.union, firms.told(judged.checked.firms), whole=judged.file.whole)
    import_id, problems = uuid4(), judged.checked.problems
    leaving = await _leaving(conn, judged) if judged.file.whole and members else []
    notes = judged.checked.notes if judged.applies else []
    await roll.add_report(
        conn, import_id, judged.file.union, by, judged.file.filename[:120], judged.checked.rows,
        added, updated, unchanged, judged.applies, *([list(astuple(p)) for p in said] for said in (problems, notes)), leaving,
    )  # fmt: skip
    counts = {"rows": judged.checked.rows, "added": added, "updated": updated, "unchanged": unchanged}
    return Answer(
        201,
        {"id": str(import_id), **counts, "problems": len(problems), "notes": len(notes), "applied": judged.applies},
    )


async def put_members(conn: Connection, members: list[Member], hashes: list[bytes]) -> tuple[int, int]:
    """Add or update members and tell their memberships. Gives how many were added and how many updated."""
    written = await roll.put(conn, members, await phones.current(conn, hashes))
    await tell_memberships(conn, await people.with_phones(conn, written.changed))
    return written.added, written.updated


async def _leaving(conn: Connection, judged: JudgedRoll) -> list[bytes]:
    """Who stands on the union's roll and not in the file."""
    named = [
        hash_
        for member, hash_ in zip(judged.checked.members, judged.hashes, strict=True)
        if member.union == judged.file.union
    ]
    return await roll.others(conn, judged.file.union, await phones.current(conn, named))


async def let_leave(conn: Connection, who: Identity, import_id: UUID) -> int:
    """Whom a whole roll did not name leaves it, as its report said, and loses the membership. Gives how many.

    Raises NotFound for a report of others, Conflict when it was done, or the roll was imported again since: then that one says who goes.
    """
    report = await roll.report(conn, import_id, 0, 1)
    if report is None or report["union_code"] not in managed(who.roles, await unions.every(conn)):
        raise NotFound
    await roll.lock(conn, report["union_code"])
    gone = await roll.let_leave(conn, import_id, who.person_id)
    if gone is None:
        raise Conflict(*refusals.LEAVERS_SETTLED)
    await tell_memberships(conn, await people.with_phones(conn, gone))
    return len(gone)


async def remove_member(conn: Connection, union: str, phone_hash: bytes) -> None:
    """Take a member off the roll and tell it. Raises NotFound."""
    if not await roll.remove(conn, union, phone_hash):
        raise NotFound
    await tell_memberships(conn, await people.with_phones(conn, [phone_hash]))
