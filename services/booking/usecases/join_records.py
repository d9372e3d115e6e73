"""Two records of one child, in two families of one guardian, become one. It cannot be undone: both are named before."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

import orjson

from services.booking.domain.records import JoinRecords
from services.booking.store import contacts, families, guardians
from services.booking.store import records as store
from services.booking.store.consents import Consent
from services.booking.store.families import About, ChildRow
from services.booking.store.groups import GroupBook
from services.booking.usecases.admit import Admitted, admit
from services.booking.usecases.consents import opened
from services.booking.words import records as words
from shared.crypto import Vault
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import Conflict, NotFound
from shared.events.family import RecordsJoined
from shared.kernel.identity import Identity
from shared.kernel.sentence import listed
from shared.messaging import outbox

EMPLOYERS = 4
"""So many a family can name."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records of one child; `gone` becomes a part of `kept`."""

    kept: ChildRow
    gone: ChildRow
    into: UUID
    """The family of the one …"""
    out_of: UUID
    """… and of the other."""
    ready: bool
    """Every guardian of the one that goes stands in the family of the other: nobody loses the child by it."""


async def pairs_of(conn: Connection, who: Identity) -> list[Pair]:
    """The person's children of whom there are two records, in two families; but for those that somebody has told apart."""
    both_ways = await _both_ways(conn, who)
    return [
        two[0] if two[0].ready or not two[1].ready else two[1]
        for two in zip(both_ways[::2], both_ways[1::2], strict=True)
    ]


async def pair_of(conn: Connection, who: Identity, kept_id: UUID, gone_id: UUID) -> Pair:
    """These two. Raises NotFound."""
    for pair in await _both_ways(conn, who):
        if (pair.kept.id, pair.gone.id) == (kept_id, gone_id):
            return pair
    raise NotFound


async def _both_ways(conn: Connection, who: Identity) -> list[Pair]:
    """Each pair as the one may become a part of the other, and the other way round."""
    twice = await store.twice(conn, who.person_id)
    if not twice:
        return []
    rows = {row.id: row for row in await families.children_of(conn, who.person_id)}
    theirs = await guardians.guardians_of(conn, {record.family_id for two in twice for record in two})
    ways = [way for one, other in twice for way in ((one, other), (other, one))]
    return [
        Pair(
            rows[kept.child_id], rows[gone.child_id], kept.family_id, gone.family_id,
            ready=theirs[gone.family_id].keys() <= theirs[kept.family_id].keys(),
        )
        for kept, gone in ways if kept.child_id in rows and gone.child_id in rows
    ]  # fmt: skip


async def join_records(
    conn: Connection, book: GroupBook, vault: Vault, who: Identity, *, kept_id: UUID, gone_id: UUID
) -> None:
    """Join them: enrollments, papers, statements and earlier seasons go over, and all guardians hear of it.

    Raises NotFound, and Conflict where a guardian would lose the child, or the child could not have all that both have.
    """
    pair = await pair_of(conn, who, kept_id, gone_id)  # of a stranger's nothing is locked, or learned
    admitted = await admit(conn, book, [JoinRecords(kept_id, gone_id)])  # holds ledgers and children from here on
    for family_id in sorted((pair.into, pair.out_of)):
        await families.lock_family(conn, family_id)  # nobody joins or leaves either meanwhile
    pair = await pair_of(conn, who, kept_id, gone_id)
    if not pair.ready:
        raise Conflict(*words.OTHERS_FIRST)
    if admitted.rulings[0].result != "done":
        raise _not_joined(admitted)
    await _state_once(conn, vault, pair)
    await _carry(conn, vault, pair)
    await store.move(conn, gone_id, kept_id, out_of=pair.out_of, into=pair.into)
    theirs = (await guardians.guardians_of(conn, [pair.into]))[pair.into]
    joined = RecordsJoined(
        family_id=pair.into, kept_id=kept_id, gone_id=gone_id, guardian_ids=list(theirs), at=await clock(conn)
    )
    await outbox.put(conn, joined)


async def _state_once(conn: Connection, vault: Vault, pair: Pair) -> None:
    """Of two statements to one text the newer stands, with what either told: an allergy is not lost because it was told earlier."""
    by_text: dict[str, list[Consent]] = {}
    for one in await store.statements(conn, [pair.kept.id, pair.gone.id]):
        by_text.setdefault(one.hash, []).append(one)
    for same in by_text.values():
        if len(same) > 1:
            notes = list(dict.fromkeys(note for one in same if (note := opened(vault, one.note, one.id).note)))
            id_, said = uuid4(), orjson.dumps({"none": not notes, "note": "\n".join(notes)}).decode()
            sealed, into = vault.seal(said, id_), pair.into
            stands = replace(same[-1], id=id_, child_id=pair.kept.id, family_id=into, note=sealed, told=bool(notes))
            await store.state_once(conn, same, stands)


async def _carry(conn: Connection, vault: Vault, pair: Pair) -> None:
    """What the one family says of itself goes over to the other; and whom to call, where that has named nobody."""
    here, there = await families.about(conn, pair.into), await families.about(conn, pair.out_of)
    said = [dict.fromkeys(one) for one in (here.categories + there.categories, here.employers + there.employers)]
    await families.tell_about(conn, pair.into, About(tuple(said[0]), tuple(said[1])[:EMPLOYERS]))
    told = await contacts.of_children(conn, [pair.kept.id, pair.gone.id])
    if pair.kept.id not in told and pair.gone.id in told:
        _, sealed = told[pair.gone.id]
        await contacts.tell(conn, pair.into, vault.seal(vault.open(sealed, pair.out_of), pair.into))


def _not_joined(admitted: Admitted) -> Conflict:
    """Why not, and what stands in the way."""
    (ruling,) = admitted.rulings
    clash, limit = ruling.clash.enrollment if ruling.clash else None, ruling.limit.enrollments if ruling.limit else ()
    stand = {e.group_id: None for e in (clash, ruling.enrollment, *limit) if e}
    titles = listed(dict.fromkeys(admitted.groups[id_].group.title for id_ in stand))
    return Conflict(*words.NOT_JOINED[ruling.result].of(titles=titles))
