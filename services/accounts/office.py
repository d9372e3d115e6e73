"""The office of accounts: what every use case of it has at hand."""

from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.accounts.channels import Channel
from shared.apart import Apart
from shared.crypto import Vault
from shared.db.pool import Database
from shared.providers.identity import IdentityProvider
from shared.settings import Settings


class Running(Database, Protocol):
    """The system of people, as far as its use cases need it."""

    @property
    def settings(self) -> Settings: ...
    @property
    def apart(self) -> Apart: ...


@dataclass(frozen=True, slots=True)
class Office:
    """The system, its keys, and the way codes are sent."""

    system: Running
    vault: Vault
    signing_key: tuple[str, Ed25519PrivateKey]
    """Key id and private key."""
    channel: Channel
    elsewhere: dict[str, IdentityProvider] = field(default_factory=dict)
    """Who vouches for people, by name."""
