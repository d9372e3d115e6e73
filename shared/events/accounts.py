"""Topic `accounts`: what the system of people says."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from shared.events.envelope import Event


class MembershipChanged(Event):
    """A person's union memberships are now these; replaces what was said before with a lower revision."""

    TYPE: ClassVar[str] = "accounts.membership-changed.v1"
    TOPIC: ClassVar[str] = "accounts"
    KEY: ClassVar[str] = "person_id"

    person_id: UUID
    revision: int
    """Grows with every change of this person's memberships."""
    unions: list[str]
    """Codes of every union the person belongs to, ancestors in the union tree included."""
    joined: dict[str, datetime] = Field(default_factory=dict)
    """union → since when, where the roll says it; who is not named has belonged to it for long."""


class UnionChanged(Event):
    """A union is called so and stands there in the tree; replaces what was said of it before with a lower revision."""

    TYPE: ClassVar[str] = "accounts.union-changed.v1"
    TOPIC: ClassVar[str] = "accounts"
    KEY: ClassVar[str] = "union"

    union: str
    """Its code, which never changes."""
    revision: int
    name: str
    kind: str
    """What it serves: region, park or employer."""
    parent: str | None
    """The code of the union above it; null: none."""


class FirmsNamed(Event):
    """Members on a union's roll work for these firms; replaces what was said of this union before with a lower revision."""

    TYPE: ClassVar[str] = "accounts.firms-named.v1"
    TOPIC: ClassVar[str] = "accounts"
    KEY: ClassVar[str] = "union"

    union: str
    revision: int
    """Of the union, as in UnionChanged."""
    firms: list[str]
    """Full names, as the roll writes them; none that fewer than three members give, for it may say who somebody is."""


class NumberAsleep(Event):
    """Somebody has the code of a number that nobody used for long; before they are anybody, booking asks them for a child's name and birth date."""

    TYPE: ClassVar[str] = "accounts.number-asleep.v1"
    TOPIC: ClassVar[str] = "accounts"
    KEY: ClassVar[str] = "person_id"

    person_id: UUID
    """Whose number it was when it was used last."""
    revision: int
    """Grows with each time that it is asked; an earlier one goes on to hold."""
    request_id: UUID
    """Of the log-in, known to the browser that made it."""
    since: datetime
    """When the number was used last; so long as it is this, tries are counted together."""
    answer: UUID
    """What the browser brings back to accounts, and learns only by naming the child."""


class AccountClosed(Event):
    """A person has closed their account: nothing of them is kept any more, but what each system says beforehand that it must."""

    TYPE: ClassVar[str] = "accounts.account-closed.v1"
    TOPIC: ClassVar[str] = "accounts"
    KEY: ClassVar[str] = "person_id"

    person_id: UUID
    """Nobody's from now on: whoever logs in with the same phone is another person."""
    revision: int
    """Higher than that of every membership that was told."""


class RoleChanged(Event):
    """A person was given a role, lost one, or had the second factor reset that is asked of whoever holds one."""

    TYPE: ClassVar[str] = "accounts.role-changed.v1"
    TOPIC: ClassVar[str] = "accounts"
    KEY: ClassVar[str] = "person_id"

    person_id: UUID
    revision: int
    """Grows with every such change of this person."""
    what: Literal["given", "taken", "reset"]
    role: str
    """organizer, teacher, federation; empty for a second factor."""
    union: str | None
    """The code of the union it is for; null: all of them, or none."""
    of: str
    """What that union is called; empty where there is none."""
    acts_at: datetime | None
    """When a role that waits will act; null: at once."""
    at: datetime
    """By the accounts database's clock."""
