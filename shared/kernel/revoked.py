"""Which of the tokens that are out count no longer: in memory, for as long as a token can live."""

from math import inf
from uuid import UUID

from shared.kernel.identity import TOKEN_LIFE, Identity

KEPT_SECONDS = TOKEN_LIFE.total_seconds() + 60
"""After hearing of it; clocks and signatures leave a token a few seconds more."""


class Revoked:
    """The least epoch that still counts, of each session and person of whom we heard lately. Times are seconds of any steady clock."""

    def __init__(self) -> None:
        self._least: dict[UUID, tuple[float, float]] = {}
        """Session or person → (epoch, when we heard); the newest last."""

    def __contains__(self, who: Identity) -> bool:
        """Whether what vouches for `who` counts no longer: two looks into a dictionary."""
        return self._before(who.epoch, who.session_id) or self._before(who.epoch, who.person_id)

    def __len__(self) -> int:
        return len(self._least)

    def end(self, session_id: UUID, now: float) -> None:
        """Nothing of this session counts."""
        self._keep(session_id, inf, now)

    def renew(self, person_id: UUID, epoch: int, now: float) -> None:
        """Of this person, what is of an earlier epoch does not count. Heard in whatever order, the latest holds."""
        self._keep(person_id, epoch, now)

    def _before(self, epoch: int, id_: UUID | None) -> bool:
        known = self._least.get(id_) if id_ else None
        return known is not None and epoch < known[0]

    def _keep(self, id_: UUID, epoch: float, now: float) -> None:
        known, _ = self._least.pop(id_, (epoch, now))
        self._least[id_] = max(known, epoch), now
        while (oldest := next(iter(self._least))) != id_ and self._least[oldest][1] < now - KEPT_SECONDS:
            del self._least[oldest]
