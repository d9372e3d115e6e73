"""The families in which a person stands, as they read them: whose children, who acts for them, who would join."""

from dataclasses import dataclass
from uuid import UUID

from services.booking.domain.child import masked
from services.booking.domain.guardian import Guardian, Guardians
from services.booking.store import families, guardians, invitations
from services.booking.store.invitations import Invitation
from services.booking.words.guardians import spoken
from shared.db.pool import Connection
from shared.kernel.sentence import Sentence


@dataclass(frozen=True, slots=True)
class FamilySeen:
    """One of a person's families."""

    id: UUID
    children: tuple[str, ...]
    """By name."""
    own: bool
    """It is the person's from its beginning; others they joined."""
    guardians: Guardians
    to_confirm: tuple[Invitation, ...]
    """Who has accepted an invitation, for a guardian to say that it is them."""

    def shared_with(self, person_id: UUID) -> Sentence:
        """The other guardians, as one of them reads it; empty when there is none."""
        others = [spoken(one) for one in self.guardians.values() if one.person_id != person_id]
        return Sentence("、".join(one.zh for one in others), ", ".join(one.en for one in others))


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as whoever holds its code reads it: who invites, and to act for whom."""

    invitation: Invitation
    by: Guardian | None
    children: tuple[str, ...]
    """Masked: whoever holds the code may be anybody."""
    member: bool
    """The reader is a guardian there already."""

    @property
    def open(self) -> bool:
        """It can be accepted."""
        return self.invitation.open and self.by is not None


async def families_of(conn: Connection, person_id: UUID) -> list[FamilySeen]:
    """All of them, the person's own first."""
    mine = await guardians.families_of(conn, person_id)
    theirs, began = await guardians.guardians_of(conn, mine), await guardians.begun_by(conn, person_id)
    children = await families.children_of(conn, person_id)
    waiting = await invitations.to_confirm(conn, mine)
    return [
        FamilySeen(
            id_,
            tuple(child.name for child in children if child.family_id == id_),
            id_ == began,
            theirs[id_],
            tuple(one for one in waiting if one.family_id == id_),
        )
        for id_ in mine
    ]


async def invited_to(conn: Connection, invitation: Invitation, person_id: UUID) -> Invited:
    """What may be told before anybody is confirmed."""
    theirs = (await guardians.guardians_of(conn, [invitation.family_id])).get(invitation.family_id, {})
    names = [
        child.name
        for child in await families.children_of(conn, invitation.invited_by)
        if child.family_id == invitation.family_id
    ]
    return Invited(
        invitation, theirs.get(invitation.invited_by), tuple(masked(name) for name in names), person_id in theirs
    )
