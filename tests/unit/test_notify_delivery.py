"""What becomes of a delivery, by values."""

from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain import delivery
from services.notify.domain.address import mail_address
from services.notify.domain.breaker import LONGEST, TOLERATED, Breaker
from services.notify.domain.delivery import Next, after
from shared.kernel.sending import Accepted, Doubtful, Refused, Suppressed


def test_accepted_is_the_end_and_keeps_the_providers_id():
    assert after(Accepted("q1"), attempts=1, doubts=0, jitter=0.5) == Next("accepted", provider_id="q1")


def test_a_refusal_for_good_fails_at_once():
    then = after(Refused("550", "user"), attempts=1, doubts=0, jitter=0)
    assert then == Next("failed", reason="550") and then.given_up


def test_a_passing_refusal_is_tried_again_until_the_last_attempt():
    early = after(Refused("451", "transient"), attempts=1, doubts=0, jitter=1)
    last = after(Refused("451", "transient"), attempts=delivery.MAX_ATTEMPTS, doubts=0, jitter=1)
    assert (early.state, early.again_in, early.reason) == ("queued", delivery.FIRST_PAUSE, "451")
    assert (last.state, last.again_in, last.reason) == ("failed", None, "451")


def test_an_unknown_outcome_is_sent_once_more_and_then_stays_unknown():
    first = after(Doubtful("?"), attempts=1, doubts=0, jitter=0)
    second = after(Doubtful("?"), attempts=2, doubts=1, jitter=0)
    late = after(Doubtful("?"), attempts=delivery.MAX_ATTEMPTS, doubts=0, jitter=0)
    assert first.state == second.state == "unknown"
    assert first.again_in and not first.given_up
    assert second.again_in is None and second.given_up and late.given_up
    assert first.reason == second.reason == "?"


def test_suppressed_is_not_sent():
    assert after(Suppressed("expired"), attempts=1, doubts=0, jitter=0) == Next("suppressed", reason="expired")


@given(st.integers(1, 200), st.floats(0, 1))
def test_pauses_grow_within_bounds(attempts: int, jitter: float):
    pause = delivery.pause(attempts, jitter)
    assert delivery.FIRST_PAUSE / 2 <= pause <= delivery.LONGEST_PAUSE
    assert delivery.pause(attempts + 1, 0) >= delivery.pause(attempts, 0)


def test_each_pause_is_twice_the_one_before_up_to_an_hour_and_chance_takes_half_of_it_at_most():
    assert [delivery.pause(attempts, 1) for attempts in (1, 2, 3, 8, 9)] == [15, 30, 60, 1920, 3600]
    assert [delivery.pause(3, jitter) for jitter in (0, 0.5, 1)] == [30, 45, 60]


def test_the_breaker_opens_longer_each_time_and_closes_with_success():
    breaker, now, rests = Breaker(), 100.0, []
    for _ in range(10):
        breaker.away(now, jitter=1)
        breaker.away(now, jitter=1)  # another sender finds out at the same time
        rests.append(breaker.rest(now))
        now += rests[-1]
        assert breaker.rest(now) == 0
    assert rests[:4] == [1, 2, 4, 8] and max(rests) == LONGEST
    assert breaker.in_trouble
    breaker.took()
    assert not breaker.in_trouble
    breaker.away(now, jitter=1)
    assert breaker.rest(now) == 1


def test_a_storm_of_passing_refusals_opens_the_breaker():
    breaker = Breaker()
    for _ in range(TOLERATED - 1):
        breaker.refused(0, jitter=1)
    assert breaker.rest(0) == 0
    breaker.refused(0, jitter=1)
    assert breaker.rest(0) == 1


def test_what_the_provider_takes_ends_a_row_of_refusals():
    breaker = Breaker()
    for _ in range(TOLERATED - 1):
        breaker.refused(0, jitter=1)
    breaker.took()
    breaker.refused(0, jitter=1)
    assert breaker.rest(0) == 0 and not breaker.in_trouble


def test_chance_takes_half_of_a_rest_at_most():
    breaker = Breaker()
    breaker.away(100, jitter=0)
    assert (breaker.rest(100), breaker.rest(100.25), breaker.rest(101)) == (0.5, 0.25, 0)


def test_addresses_as_people_type_them():
    assert mail_address(" Wang.Fang@QQ.com ") == "Wang.Fang@qq.com"
    assert mail_address("wang\uff20163.com") == "wang@163.com"
    longest = "@" + "b." * 125 + "cd"
    assert mail_address("a" + longest) == "a" + longest and len("a" + longest) == 254
    for wrong in (".wang@qq.com", "wang.@qq.com", "ab" + longest, "", "wang", "wang@", "@qq.com", "a..b@qq.com", "a@qq", "王芳@qq.com", "a@b@qq.com", "a b@qq.com", "a@-qq.com", "<a@qq.com>", "a@qq.com\nBcc: b@c.de", "x" * 65 + "@qq.com", "a@" + "b." * 130 + "com"):  # fmt: skip
        assert mail_address(wrong) is None, wrong
