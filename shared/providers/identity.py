"""Who vouches for people that log in: what each is asked, and by what name it knows whoever comes back from it."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from shared.kernel.sentence import Sentence


class NotVouched(Exception):
    """It does not say who this is. The reason is its own code, or what was wrong with what it said; it names nobody."""


def _secret() -> str:
    return secrets.token_hex(32)


@dataclass(frozen=True, slots=True)
class Errand:
    """What one log-in is known by from going out to coming back; only the browser that began it has it."""

    state: str = field(default_factory=_secret)
    nonce: str = field(default_factory=_secret)
    verifier: str = field(default_factory=_secret)

    @property
    def challenge(self) -> str:
        """What may be seen of the verifier (RFC 7636, S256)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class IdentityProvider(Protocol):
    """One of them, set up for this installation."""

    @property
    def name(self) -> str:
        """The word by which bindings and addresses name it."""
        ...

    @property
    def title(self) -> Sentence:
        """What its button says that it is."""
        ...

    @property
    def inside(self) -> str:
        """A word of browsers in which alone it can vouch; empty: in all."""
        ...

    async def going(self, errand: Errand, back: str) -> str:
        """Where the browser goes, to come back to the address `back`. Raises Away, NotVouched."""
        ...

    async def coming(self, said: Mapping[str, str], errand: Errand, back: str) -> str:
        """Its name for whoever came back, by what stood in the address. Raises Away, NotVouched."""
        ...
