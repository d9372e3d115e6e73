"""What happened to an enrollment, as the event that tells it: a line a kind in the table at the end."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.booking.domain.child import Child, masked_at_home
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.group import Group
from services.booking.domain.pseudonyms import draw_of, entrant_of
from services.booking.domain.requests import Change, ChangeKind
from services.booking.store.groups import Known
from shared.events import enrollment as events
from shared.events.envelope import Event


@dataclass(frozen=True, slots=True)
class _Told:
    """A change, and what every event of an enrollment says."""

    change: Change
    group: Group
    known: Mapping[UUID, Known]
    facts: Mapping[str, Any]

    @property
    def standing(self) -> events.Standing | None:
        standing = self.change.standing
        return events.Standing(rank=standing.rank, of=standing.of, places=standing.places) if standing else None

    @property
    def move(self) -> Mapping[str, Any]:
        """Of a proposed move: the group whose place it would have replaced, by its title, and whether the child still has that place."""
        other = self.known[self.change.by_group_id].group if self.change.by_group_id else None
        return {"instead_of": apart(other, self.group) if other else "", "stands": self.change.stands}

    @property
    def with_care(self) -> str:
        """Of an option that ended with its care: that one, by its title."""
        return self.known[self.change.with_care].group.title if self.change.with_care else ""

    @property
    def proposal(self) -> events.Proposal | None:
        """Of a place that was cancelled while a move from it was proposed: that move."""
        offer = self.change.proposal
        if offer is None or offer.until is None:
            return None
        title = apart(self.known[offer.group_id].group, self.group)
        return events.Proposal(enrollment_id=offer.id, title=title, until=offer.until)


_TOLD_AS_ONE: frozenset[ChangeKind] = frozenset(
    {"unverified", "submitted", "entered", "waitlisted", "unplaced", "refused", "sent_back"}
)
_GRANTS: frozenset[ChangeKind] = frozenset({"submitted", "entered", "confirmed", "offered", "waitlisted", "promoted"})
"""What tells of a place, or of a way to one; and of what the family gives up for it."""


def wishes_told(changes: Iterable[Change]) -> dict[UUID, int]:
    """Of how many wishes the event of an enrollment tells: what befalls several at once is told with the first of them, once.

    Twelve wishes are one message and not twelve. Enrollments that stand for themselves are left out.
    """
    alike: dict[tuple[UUID, UUID, str], list[Enrollment]] = {}
    for change in changes:
        mine = change.enrollment
        if mine.unit and change.kind in _TOLD_AS_ONE:
            alike.setdefault((mine.unit, mine.child_id, change.kind), []).append(mine)
    told: dict[UUID, int] = {}
    for wishes in alike.values():
        choices = {mine.choice for mine in wishes}
        told |= {mine.id: len(choices) if mine.choice == min(choices) else 0 for mine in wishes}
    return told


def event_of(
    change: Change, at: datetime, known: Mapping[UUID, Known], children: Mapping[UUID, Child], *, wishes: int = 1
) -> Event | None:
    """The event of a change, told of so many wishes (0: another one tells it); None for what only staff see."""
    enrollment = change.enrollment
    group, child = known[enrollment.group_id], children[enrollment.child_id]
    other = known[change.by_group_id].group if change.by_group_id else None
    title = apart(group.group, other) if other else group.group.title
    facts = {
        "group_id": enrollment.group_id,
        "enrollment_id": enrollment.id,
        "child_id": child.id,
        "child_name": masked_at_home(child.name),
        "guardian_ids": list(child.guardian_ids) if wishes else [],
        "at": at,
        "group": group.card if title == group.card.title else group.card.model_copy(update={"title": title}),
    }
    if change.silent:
        facts["guardian_ids"] = []
    if change.options:
        facts["options"] = [known[id_].group.title for id_ in change.options]
    if change.kind in _TOLD_AS_ONE:
        facts["wishes"] = max(wishes, 1)
    if change.kind in _GRANTS and change.gives_up and not other:
        facts["gives_up"] = apart(known[change.gives_up].group, group.group)
    return _EVENTS[change.kind](_Told(change, group.group, known, facts))


def apart(group: Group, other: Group) -> str:
    """What the group is called beside the other one; the site tells them apart that are called alike."""
    return f"{group.title} · {group.site}" if group.title == other.title else group.title


def _submitted(t: _Told) -> Event:
    asked = t.change.enrollment.state == State.ASKED
    by = "employer" if asked else t.group.review or "organizer"
    return events.EnrollmentSubmitted(**t.facts, by=by, held=not asked, signs_up=asked)


def _entered(t: _Told) -> Event:
    entrant = entrant_of(draw_of(t.group.id, t.group.together), t.change.enrollment.child_id)
    by_time = t.group.way == "ranked" and not t.group.priorities
    return events.EnrollmentEntered(
        **t.facts, entrant=entrant, drawn=t.group.drawn, by_time=by_time, decided_at=t.group.decide_at,
    )  # fmt: skip


def _offered(t: _Told) -> Event:
    return events.EnrollmentOffered(
        **t.facts, **t.move, until=t.change.enrollment.until, waited=t.change.waited, reason=t.change.reason, standing=t.standing,
    )  # fmt: skip


def _waitlisted(t: _Told) -> Event:
    must_answer = t.group.answer_within is not None or t.group.confirm_within is not None
    position = t.change.position or 0
    return events.EnrollmentWaitlisted(**t.facts, position=position, standing=t.standing, must_answer=must_answer)


def _asked_again(t: _Told) -> Event:
    """Keyed by the group that was asked for, which is locked; the own booking may be in another one."""
    assert t.change.by_group_id is not None  # noqa: S101 - whoever asks again names it
    again = t.known[t.change.by_group_id]
    return events.NamesakeAsked(**{**t.facts, "group_id": again.group.id, "group": again.card})


def _sent_back(t: _Told) -> Event:
    return events.EnrollmentSentBack(**t.facts, reason=t.change.reason, until=t.change.enrollment.mend_by)


def _superseded(t: _Told) -> Event:
    """Told to nobody: the message about the one that was granted says it."""
    by_group_id = t.change.by_group_id or t.group.id
    return events.EnrollmentSuperseded(**{**t.facts, "guardian_ids": []}, by_group_id=by_group_id)


def _merged(t: _Told) -> Event:
    assert t.change.by_group_id is not None  # noqa: S101 - a merge names the class it comes from
    came_from = apart(t.known[t.change.by_group_id].group, t.group)
    stands = t.change.enrollment
    return events.EnrollmentMerged(
        **t.facts, came_from=came_from, state=stands.state.value, until=stands.until, reason=t.change.reason
    )


def _untold(_: _Told) -> None:
    """A request that was checked but must go on waiting, another turn: nothing a family could act on."""


_EVENTS: Mapping[ChangeKind, Callable[[_Told], Event | None]] = {
    "unverified": lambda t: events.EnrollmentUnverified(**t.facts),
    "asked_again": _asked_again,
    "submitted": _submitted,
    "entered": _entered,
    "offered": _offered,
    "waitlisted": _waitlisted,
    "sent_back": _sent_back,
    "superseded": _superseded,
    "confirmed": lambda t: events.EnrollmentConfirmed(**t.facts, standing=t.standing),
    "promoted": lambda t: events.EnrollmentPromoted(**t.facts),
    "opened": lambda t: events.PlaceOpened(**t.facts, until=t.group.starts_at),
    "expired": lambda t: events.OfferExpired(**t.facts, **t.move),
    "refused": lambda t: events.EnrollmentRefused(**t.facts, reason=t.change.reason, lapsed=bool(t.change.reasons)),
    "unplaced": lambda t: events.EnrollmentUnplaced(**t.facts, standing=t.standing),
    "withdrawn": lambda t: events.EnrollmentWithdrawn(
        **t.facts,
        **t.move,
        waited=t.change.waited,
        consent=t.change.reason,
        given_up_by=t.change.by,
        with_care=t.with_care,
    ),
    "cancelled": lambda t: events.EnrollmentCancelled(
        **t.facts, **t.move, reason=t.change.reason, proposal=t.proposal, with_care=t.with_care
    ),
    "merged": _merged,
    "followed": _untold,
    "cleared": _untold,
    "mended": _untold,
    "moved_first": _untold,
    "put_behind": _untold,
}
