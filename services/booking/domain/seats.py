"""Seats asked for as one: by choice, and how many of a choice stand in one group."""

from collections.abc import Iterable
from itertools import groupby

from services.booking.domain.enrollment import Enrollment


def choices_of(drafts: list[Enrollment]) -> Iterable[list[Enrollment]]:
    """The seats of each choice, in the order of preference."""
    if len(drafts) <= 1:
        return (drafts,) if drafts else ()
    ordered = sorted(drafts, key=lambda draft: draft.choice)  # the store reads them group by group
    return (list(choice) for _, choice in groupby(ordered, key=lambda draft: draft.choice))


def numbered(seats: list[Enrollment]) -> list[tuple[int, Enrollment]]:
    """Each seat with how many before it stand in the same group."""
    return [(sum(e.group_id == seat.group_id for e in seats[:n]), seat) for n, seat in enumerate(seats)]
