"""What programs are told, and how they know that it comes from us."""

from datetime import timedelta

import pytest

from services.notify.domain.signature import headers, new_secret
from services.notify.domain.webhook import PAUSES, Posted, after, rest, why_disabled
from services.notify.usecases.tell_programs import ENROLLMENT, KINDS, PLACES
from shared.events.capacity import PlacesChanged
from shared.events.catalogue import GroupPublished
from shared.events.enrollment import (
    MendingReminded,
    NamesakeAsked,
    OfferReminded,
    PlaceOpened,
)
from shared.events.family import ChildForgotten
from shared.events.group import (
    FirstDayReminded,
    GroupAssured,
    GroupChanged,
    GroupDoubted,
    OverlapReminded,
    RestartReminded,
)
from shared.events.registry import EVENTS

NOT_OF_PLACES = {
    *(NamesakeAsked, OfferReminded, OverlapReminded, MendingReminded, PlaceOpened, FirstDayReminded, RestartReminded),
    *(GroupChanged, GroupDoubted, GroupAssured, ChildForgotten),
}
"""After these an enrollment stands as before, or there is none any more."""


def test_every_event_of_an_enrollment_is_told_to_programs_or_changes_none():
    of_enrollments = {event for event in EVENTS if event.TYPE.startswith("booking.") and event.TOPIC == "enrollment"}
    told = {event for event in of_enrollments if "enrollment_id" in event.model_fields} - NOT_OF_PLACES
    assert KINDS.keys() == told | {PlacesChanged} and GroupPublished not in KINDS
    assert len(set(KINDS.values())) == len(KINDS)


def test_what_programs_are_told_names_nobody():
    personal = {"child_id", "child_name", "guardian_ids", "reason", "consent", "entrant", "group"}
    assert not personal & {*ENROLLMENT, *PLACES}


def test_the_signature_is_that_of_standard_webhooks():
    """The example of its specification."""
    signed = headers(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert signed == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    secret = new_secret()
    assert secret.startswith("whsec_") and secret != new_secret()


def test_ten_attempts_in_three_days_and_never_more():
    pauses = [after(Posted(status=500), attempts, 0.0).again_in for attempts in range(1, 12)]
    assert pauses == [*PAUSES, None, None]
    assert timedelta(days=3) < timedelta(seconds=sum(PAUSES)) < timedelta(days=4)
    assert after(Posted(reason="no answer in time"), 10, 0.0).state == "failed"


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_any_2xx_is_taken(status):
    assert after(Posted(status=status), 1, 0.5).state == "delivered"


@pytest.mark.parametrize("status", [None, 199, 300, 302, 404, 429, 500])
def test_nothing_else_is(status):
    assert after(Posted(status=status), 1, 0.5).state == "queued"


def test_an_address_rests_longer_with_each_failure_and_is_given_up_after_days():
    rests = [rest(failures, 1.0) for failures in range(1, 15)]
    assert rests == sorted(rests) and rests[0] == 1.0 and rests[-1] == 300.0
    assert why_disabled(Posted(status=500), timedelta(days=2)) is None
    assert why_disabled(Posted(status=500), timedelta(days=3)) == "failing"
    assert why_disabled(Posted(status=410), timedelta(0)) == "gone"
