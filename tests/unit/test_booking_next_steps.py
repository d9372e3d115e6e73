"""What happens next, by state and by the rules of the group; and the cards and the week that show it."""

import re
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from services.booking.domain.criteria import Criterion
from services.booking.domain.enrollment import State
from services.booking.domain.group import Priority
from services.booking.domain.snapshot import Ledger
from services.booking.seen.outcome import Outcome
from services.booking.store.enrollments import EnrollmentRow
from services.booking.web.cards import cards_of
from services.booking.web.week import weeks_of
from services.booking.words.next_steps import next_steps
from shared.events.catalogue import Meeting
from shared.events.rules import GroupRules
from tests.support.admission import CLOSES, OPEN, OPENS, group
from tests.support.booking import DAYS, facts

DAY = timedelta(days=1)
XIAOMING = uuid4()


def row(state: str, **changes) -> EnrollmentRow:
    """An enrollment of 张小明, unless told otherwise."""
    about = {name: changes.pop(name) for name in ("title", "meetings", "rules") if name in changes}
    plain = {
        "id": uuid4(), "group_id": uuid4(), "state": State(state), "position": 2 if state == "waitlisted" else None, "reason": "",
        "created_at": OPEN, "changed_at": OPEN, "family_id": uuid4(), "child_id": XIAOMING, "child_name": "张小明", "facts": facts(**about),
        "until": OPEN + DAY if state in ("offered", "expired") else None,
    }  # fmt: skip
    return EnrollmentRow(**(plain | changes))


def seen(one: EnrollmentRow, *others: EnrollmentRow, now: datetime = OPEN, frozen: bool = False, **more) -> Outcome:
    around = {name: more.pop(name) for name in ("instead_of", "by", "care") if name in more}
    plain = {"instead_of": None, "by": None, "can_take": False}
    made = group(**more)
    ledger = Ledger(made.id, 1, 0, 0, 1, frozen=frozen)
    return Outcome(one, made, ledger, now, (one, *others), **(plain | around))


def zh(outcome: Outcome) -> str:
    told = next_steps(outcome)
    english = re.sub("张小[明红]|[一-龥]*[班站]|高新区职工之家", "", " ".join(en for _, en in told))
    assert not re.search("[\u4e00-\u9fff]|None", english), english
    return "".join(zh for zh, _ in told)


@pytest.mark.parametrize("state", State)
def test_every_state_says_what_is_next_in_both_languages(state):
    told = zh(seen(row(state)))
    assert told or state in (State.CONFIRMED, State.SUPERSEDED)


def test_who_waits_learns_how_a_place_comes():
    waiting = row("waitlisted")
    assert "自动递补" in zh(seen(waiting))
    assert "24 小时内接受" in zh(seen(waiting, answer_within=DAY)) and "自动" not in zh(
        seen(waiting, answer_within=DAY)
    )
    assert "48 小时内确认" in zh(seen(waiting, confirm_within=2 * DAY))
    assert "审核" in zh(seen(row("waitlisted", cleared=False)))
    assert all("候补不等于录取" in zh(seen(waiting, **more)) for more in ({}, {"answer_within": DAY}))


def test_near_the_start_an_open_place_goes_to_the_first_who_accepts():
    waiting, made = row("waitlisted"), group()
    before, near = (made.starts_at - 2 * DAY, made.starts_at - timedelta(hours=3))
    assert "7月6日（周日）08:30起（临近开班）" in zh(seen(waiting, now=before, all_at_once=DAY))
    told = zh(seen(waiting, now=near, all_at_once=DAY, answer_within=DAY))
    assert "谁先接受，就是谁的" in told and "24 小时" not in told


def test_where_priority_may_let_others_go_first_that_is_said():
    rules = {"priorities": (Priority("困难职工", Criterion()),), "waiting_by_priority": True}
    assert "可能排到您前面" in zh(seen(row("waitlisted"), **rules))
    assert "可能排到您前面" not in zh(seen(row("waitlisted")))


def test_brothers_and_sisters_wait_and_answer_as_one():
    unit = uuid4()
    one = row("waitlisted", unit=unit)
    other = row("waitlisted", unit=unit, child_id=uuid4(), child_name="张小红")
    assert "张小明、张小红要一起有空位才录取" in zh(seen(one, other))
    offered = [row("offered", unit=unit), row("offered", unit=unit, child_id=uuid4(), child_name="张小红")]
    assert "接受就是一起接受" in zh(seen(*offered))
    assert "一起" not in zh(seen(offered[0], row("withdrawn", unit=unit, child_name="张小红")))


def test_a_common_decision_says_when_and_how():
    entered = row("entered")
    assert "23:59截止，之后摇号，不比手速" in zh(seen(entered, way="draw", decide_at=CLOSES))
    ranked = {"way": "ranked", "decide_at": CLOSES}
    assert "按报名先后一起录取" in zh(seen(entered, **ranked)) and "手速" not in zh(seen(entered, **ranked))
    assert "按优先顺序一起录取" in zh(seen(entered, **ranked, priorities=(Priority("困难职工", Criterion()),)))
    frozen = seen(entered, **ranked, frozen=True)
    assert "这时不能退出" in zh(frozen) and not frozen.may_withdraw


def test_a_proposed_move_leaves_the_old_place_whatever_is_answered():
    old, new = row("confirmed"), row("offered", replaces=uuid4())
    assert "原来的名额不变" in zh(seen(new, instead_of=old))
    for state in ("withdrawn", "expired"):
        ended = seen(row(state, replaces=old.id), instead_of=old)
        assert "原来的名额不变" in zh(ended) and not ended.may_ask_again
    gone = seen(row("expired", replaces=old.id), instead_of=row("cancelled"))
    assert "原来的名额不变" not in zh(gone)


def test_when_its_time_is_over_there_is_nothing_to_accept():
    offered = seen(row("offered"), now=OPEN + DAY)
    assert offered.over and not offered.may_accept and "确认时间已过" in zh(offered)
    assert seen(row("offered")).may_accept


def test_asking_again_is_offered_only_while_the_group_takes_requests():
    assert seen(row("refused")).may_ask_again and "可以重新报名" in zh(seen(row("refused")))
    for more in ({"now": CLOSES}, {"now": OPENS - DAY}):
        closed = seen(row("refused"), **more)
        assert not closed.may_ask_again and "重新报名" not in zh(closed)
    assert not any(seen(row(state)).may_ask_again for state in ("superseded", "unplaced", "confirmed", "waitlisted"))


def test_what_was_superseded_names_the_other():
    mine = row("superseded", title="东站", unit=uuid4())
    assert "另一个志愿有结果了：西站" in zh(seen(mine, by=row("confirmed", title="西站")))
    assert "已同意调班，名额换到西站" in zh(seen(mine, by=row("confirmed", title="西站", replaces=mine.id)))


# -- 我的报名 --------------------------------------------------------------------------------------------------------------

TODAY = DAYS[0] - timedelta(days=14)


def test_what_must_be_answered_comes_first_and_what_the_family_ended_last():
    states = (
        "confirmed",
        "withdrawn",
        "unplaced",
        "asked",
        "pending",
        "entered",
        "waitlisted",
        "offered",
        "superseded",
    )
    current, over = cards_of([row(state) for state in states], TODAY)
    assert [card.first.state for card in current] == [
        "offered", "waitlisted", "entered", "pending", "asked", "confirmed", "unplaced",
    ]  # fmt: skip
    assert {card.first.state for card in over} == {"withdrawn", "superseded"}
    assert current[0].until == OPEN + DAY and current[1].until is None


def test_the_offer_that_ends_first_comes_first():
    later, sooner = row("offered", until=OPEN + DAY), row("offered", until=OPEN + DAY / 2)
    assert [card.first for card in cards_of([later, sooner], TODAY)[0]] == [sooner, later]


def test_bad_news_of_a_group_that_is_past_are_no_news():
    current, over = cards_of([row("unplaced")], DAYS[-1] + timedelta(days=1))
    assert not current and len(over) == 1


def test_what_was_asked_for_as_one_is_one_card_without_what_ended():
    unit = uuid4()
    wishes = [row("waitlisted", title=title, unit=unit, choice=n) for n, title in enumerate(("东站", "西站"), 1)]
    granted = [row("superseded", unit=unit), row("confirmed", unit=unit, choice=2)]
    (card,), _ = cards_of(list(reversed(wishes)), TODAY)
    assert (card.titles, card.children) == (["东站", "西站"], ["张小明"])
    (card,), over = cards_of(granted, TODAY)
    assert (len(card.rows), len(over)) == (1, 1)


def test_the_week_shows_places_and_of_wishes_the_first():
    at = [Meeting(date=DAYS[0], start=time(9), end=time(10))]
    rows = [
        row("offered", meetings=at), row("waitlisted", meetings=at, unit=UUID(int=1)),
        row("waitlisted", meetings=at, unit=UUID(int=1), choice=2), row("superseded", meetings=at),
        row("confirmed", meetings=at, choice=2), row("cancelled", meetings=at),
    ]  # fmt: skip
    (week,) = weeks_of(rows, TODAY)
    assert [entry.state for entry in week.days[0][1]] == ["offered", "waitlisted", "confirmed"]


@pytest.mark.parametrize(("care", "waits"), [(None, True), ("waitlisted", True), ("confirmed", False)])
def test_who_waits_for_a_class_that_goes_with_care_learns_that_care_comes_first(care, waits):
    around = {"care": row(care)} if care else {}
    assert ("先要有托管班的名额" in zh(seen(row("waitlisted"), only_with="care@first", **around))) == waits
    assert "托管班的名额" not in zh(seen(row("waitlisted")))


def test_what_went_with_care_is_not_asked_for_again_without_it():
    ended = row("withdrawn")
    assert not seen(ended, only_with="care@first").may_ask_again and "重新报名" not in zh(
        seen(ended, only_with="care@first")
    )
    assert seen(ended, only_with="care@first", care=row("confirmed")).may_ask_again and seen(ended).may_ask_again


def test_a_draw_is_told_by_its_rules_or_by_the_older_word():
    assert row("entered", rules=GroupRules(way="opening_lot")).drawn
    assert not row("entered", rules=GroupRules(way="ranked")).drawn
    assert row("entered", facts=facts(way="draw")).drawn


@pytest.mark.parametrize("state", ["waitlisted", "entered", "pending", "asked", "unverified", "offered"])
def test_of_a_group_that_is_over_nothing_is_promised_any_more(state):
    last = max(group().meetings)
    over = zh(seen(row(state), now=datetime.combine(last + DAY, time(12), OPEN.tzinfo)))
    assert over == "班次已经结束，不再录取和递补。"
    assert zh(seen(row(state), now=datetime.combine(last, time(0), OPEN.tzinfo))) != over
