"""Of how many wishes one event tells."""

from uuid import uuid4

from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.requests import Change
from services.booking.usecases.happenings import wishes_told


def seat(kind, unit, child, choice):
    return Change(kind, Enrollment(uuid4(), uuid4(), child, State.ENTERED, 1, unit=unit, choice=choice))


def test_what_befalls_several_wishes_of_a_child_is_told_with_the_first_of_them():
    unit, ann, bob = uuid4(), uuid4(), uuid4()
    anns = [seat("waitlisted", unit, ann, choice) for choice in (3, 2, 5)]
    bobs = [seat("waitlisted", unit, bob, choice) for choice in (3, 2, 5)]
    told = wishes_told([*anns, *bobs])
    assert [told[change.enrollment.id] for change in (*anns, *bobs)] == [0, 3, 0, 0, 3, 0]


def test_care_and_a_class_of_one_wish_what_befell_alone_and_what_must_be_answered_are_told_each():
    unit, child = uuid4(), uuid4()
    care, dance = (seat("waitlisted", unit, child, 1) for _ in range(2))
    missed = seat("unplaced", unit, child, 2)
    offers = [seat("offered", unit, child, choice) for choice in (1, 2)]
    alone = [seat("waitlisted", None, child, 1) for _ in range(2)]
    told = wishes_told([care, dance, missed, *offers, *alone])
    assert told == {change.enrollment.id: 1 for change in (care, dance, missed)}
