"""Groups known to be full: who asks for a place there is refused by what is read at one instant, without a lock and without waiting for the disk.

That a group is full is remembered only as a reason to look. Each refusal is judged by the ledger as it stands at that instant, so
a place that is freed, here or at another desk, is there for whoever asks after it.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.booking.domain.admission import decide
from services.booking.domain.requests import Enroll, Request
from services.booking.store import batch as store
from services.booking.store.groups import GroupBook
from services.booking.usecases.admit import Admitted
from shared.db.pool import Connection


class KnownFull:
    """The groups in which one desk last found neither a place nor a turn."""

    def __init__(self) -> None:
        self._groups: set[UUID] = set()

    def concerns(self, asked: Request) -> bool:
        """Whether nothing but such groups is asked for."""
        return isinstance(asked, Enroll) and not asked.instead_of and self._groups.issuperset(_groups_of(asked))

    def learn(self, asked: Iterable[Request], admitted: Admitted) -> None:
        """What came of these requests. Where places are kept for some, others may be had by the next family."""
        for one, ruling in zip(asked, admitted.rulings, strict=True):
            if isinstance(one, Enroll) and ruling.result == "full":
                self._groups |= {id_ for id_ in _groups_of(one) if not admitted.groups[id_].group.pools}

    def forget(self, asked: Iterable[Request]) -> None:
        """Something may be had in one of their groups."""
        for one in asked:
            self._groups -= _groups_of(one)


def _groups_of(asked: Request) -> set[UUID]:
    return {seat.group_id for seat in asked.seats} if isinstance(asked, Enroll) else set()


async def refuse(conn: Connection, book: GroupBook, requests: Sequence[Request]) -> Admitted | None:
    """How they are ruled on if that changes nothing; None when something is to be had, which is decided under locks. The caller's transaction
    reads at one instant.
    """
    snapshot, known = await store.load(conn, book, requests, lock=False)
    decision = decide(snapshot, requests)
    return None if decision.changes or decision.ledgers else Admitted(decision.rulings, known, dict(snapshot.children))
