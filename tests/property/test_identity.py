"""What people would call the same name is the same name, however it was typed."""

import unicodedata
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.checks import Review
from services.booking.domain.enrollment import State
from services.booking.domain.identity import DOTS, alike, identity_text, normalized
from tests.support.admission import World, enroll, first_id, leave, namesakes, results

HAN = st.text(st.sampled_from("阿卜杜拉卡德尔李小雨张明欧阳娜"), min_size=1, max_size=8)
LATIN = st.text(st.sampled_from("AbcDefÉß"), min_size=1, max_size=8)
NOISE = "  \t\n\u3000\u00a0\u200b\u200d\u2060\ufeff\u200e\u202e\u2066\u034f\ufe0f\U000e0101\u180b" + "".join(
    map(chr, DOTS)
)
BORN = date(2018, 5, 1)


@given(st.text())
def test_normalizing_twice_changes_nothing(name):
    assert normalized(normalized(name)) == normalized(name)


@given(HAN | LATIN, st.lists(st.tuples(st.integers(0, 8), st.sampled_from(NOISE))))
def test_spaces_dots_and_what_nobody_sees_make_no_difference(name, noise):
    typed = name
    for at, character in noise:
        typed = typed[:at] + character + typed[at:]
    assert normalized(typed) == normalized(name)
    assert identity_text(typed, BORN) == identity_text(name, BORN)
    assert alike(typed, BORN, name, BORN) and alike(typed, None, name, None)


@given(LATIN)
def test_width_and_case_make_no_difference(name):
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    assert (
        normalized(wide)
        == normalized(name.upper())
        == normalized(unicodedata.normalize("NFD", name))
        == normalized(name)
    )


@given(HAN, HAN)
def test_other_names_stay_others(one, other):
    assert (normalized(one) == normalized(other)) == (one == other)


def test_birth_dates_tell_apart_and_where_one_is_missing_nothing_does():
    assert not alike("李小雨", BORN, "李小雨", BORN + timedelta(days=1))
    assert alike("李小雨", BORN, "李小雨", None)
    assert identity_text("李小雨", None) is None and identity_text("\u200b", BORN) is None
    assert identity_text("李小雨", BORN) != identity_text("李小雨", BORN + timedelta(days=1))


def test_the_dots_that_keyboards_have():
    names = ["阿卜杜拉·卡德尔", "阿卜杜拉•卡德尔", "阿卜杜拉・卡德尔", "阿卜杜拉‧卡德尔", "阿卜杜拉∙卡德尔", "阿卜杜拉.卡德尔", "阿卜杜拉 · 卡德尔",
             "阿卜杜拉．卡德尔", "阿卜杜拉･卡德尔", "阿卜杜拉卡德尔"]  # fmt: skip
    assert len({normalized(name) for name in names}) == 1


STANDS = {State.ENTERED, State.WAITLISTED, State.PENDING, State.OFFERED, State.CONFIRMED}


@given(
    st.lists(st.tuples(st.sampled_from(["ask", "leave", "same"]), st.integers(0, 3)), max_size=20), st.integers(0, 3)
)
def test_of_four_records_of_one_child_never_two_stand_unseen(steps, places):
    world = World()
    group, children = world.add_group(places), namesakes(world, 4)
    asks = {}
    for step, number in steps:
        if step == "ask":
            ask = enroll(children[number], group)
            if results(world, ask)[0] not in ("already_booked", "full"):
                asks[number] = ask
        elif number in asks:
            no = Review(first_id(asks[number]), approved=False, reason="同一个孩子", tells_apart=True)
            results(world, leave(asks[number]) if step == "leave" else no)
        assert sum(e.state in STANDS for e in world.enrollments.values()) <= 1
