"""What became of handing one message to a provider, whoever the provider is."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Why = Literal["transient", "token", "quota", "user", "configuration"]
"""Why a provider said no: it may pass; our access ran out; enough for now; this person cannot be reached so; we are set up wrongly."""
PASSING: frozenset[Why] = frozenset({"transient", "token", "quota"})


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it; that is not yet delivered."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider did not take it."""

    reason: str
    """Its own code, without what it quotes of the person."""
    why: Why

    @property
    def passing(self) -> bool:
        """True when it may take it later."""
        return self.why in PASSING


@dataclass(frozen=True, slots=True)
class Doubtful:
    """The connection broke after the message went out: nobody knows."""

    reason: str


@dataclass(frozen=True, slots=True)
class Suppressed:
    """It must not be sent any more."""

    reason: str


Outcome: TypeAlias = Accepted | Refused | Doubtful | Suppressed


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider says later of a message that it took."""

    provider_id: str
    mark: str
    """Ours, where the provider gives it back; else empty."""
    delivered: bool
    reason: str
    """Its code, where it did not arrive."""


class Away(Exception):
    """The provider cannot be reached or takes nothing from us; no message is to blame."""

    def __init__(self, reason: str, rest: float = 0.0) -> None:
        """`rest`: so many seconds nothing will be taken, as the provider itself says."""
        super().__init__(reason)
        self.rest = rest
