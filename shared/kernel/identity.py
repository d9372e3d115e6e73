"""Who is acting, and what they may do."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

TOKEN_LIFE = timedelta(minutes=15)
"""For so long accounts vouches at a time."""

SCOPES = ("events:read", "enrollments:read")
"""What a union's program may be allowed to do: held for a union like a role, by whoever came by a key."""
BY_KEY = "key"
"""Among the methods of a program."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The person behind a request, as accounts last vouched for; or a union's program, which is nobody."""

    person_id: UUID
    name: str
    """How pages greet: the person's own name or a masked phone."""
    unions: tuple[str, ...]
    """Codes of the unions the person belongs to, ancestors included."""
    revision: int
    """Of the memberships, as in MembershipChanged."""
    roles: frozenset[tuple[str, str]]
    """(role, union code): organizer, teacher of a union; ("federation", "*") sees all. Where the tree of unions is known, who organizes one is
    named an organizer of those below it, too."""
    expires: float
    """Unix seconds."""
    session_id: UUID | None = None
    """The log-in that this comes from; None: vouched for before sessions were named."""
    epoch: int = 0
    """Of the person's access, as in AccessChanged."""
    methods: tuple[str, ...] = ()
    """How the person proved who they are in this log-in (RFC 8176): `sms`, and `otp` once a second factor was given."""
    enrolled: bool = False
    """A second factor is asked of the person before roles count."""

    @property
    def program(self) -> bool:
        """True for a program of a union: what is for people is not for it."""
        return BY_KEY in self.methods

    def has(self, role: str, union: str | None = None) -> bool:
        """True when the person holds the role, for that union or (None) for any."""
        if union is None:
            return any(held == role for held, _ in self.roles)
        return (role, union) in self.roles or (role, "*") in self.roles

    @property
    def organizes(self) -> bool:
        """True for organizers of any union and for the federation."""
        return self.has("organizer") or self.has("federation")

    @property
    def cares(self) -> bool:
        """True for organizers and teachers of any union and for the federation."""
        return self.organizes or self.has("teacher")

    def may_organize(self, union: str) -> bool:
        """True for an organizer of this union and for the federation."""
        return self.has("organizer", union) or self.has("federation")

    def may_care(self, union: str) -> bool:
        """True for whoever organizes this union, and for its teachers."""
        return self.may_organize(union) or self.has("teacher", union)
