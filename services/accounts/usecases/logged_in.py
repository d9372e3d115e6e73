"""What a log-in comes to."""

from dataclasses import dataclass
from uuid import UUID

from services.accounts.usecases.issue_token import Token


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A new session and its first token."""

    session: str
    token: Token


@dataclass(frozen=True, slots=True)
class Asleep:
    """The code was right, and the number has to prove itself before it is anybody: booking asks."""

    request_id: UUID

    @property
    def path(self) -> str:
        """Where it is asked."""
        return f"/booking/number/{self.request_id}"
