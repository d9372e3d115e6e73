"""Whatever is written: an area lies in itself and in all that it lies in, never in what is beside it; noise changes nothing."""

from hypothesis import assume, given
from hypothesis import strategies as st

from services.booking.domain.named import same_employer, same_school
from shared.kernel.areas import divisions, read, within

DIVISION = st.sampled_from(divisions())
WRITTEN = st.text(st.sampled_from("上海市杭州西湖区济宁任城高新金街道镇路 1（）"), max_size=12)


def full(division):
    return "".join(division)


@given(DIVISION)
def test_a_division_in_full_means_itself_and_lies_in_everything_above_it(division):
    assert [area.division for area in read(full(division))] == [division]
    assert all(within(full(division), full(division[:depth])) for depth in range(1, len(division) + 1))


@given(DIVISION)
def test_by_its_last_name_alone_it_may_always_be_itself(division):
    assert within(division[-1], full(division)) is not False
    assert within(full(division), division[-1]) is True


@given(DIVISION, DIVISION)
def test_of_two_divisions_one_lies_in_the_other_or_elsewhere(one, other):
    depth = min(len(one), len(other))
    assume(one[:depth] != other[:depth])
    assert within(full(one), full(other)) is False


@given(DIVISION, st.sampled_from(("", "金城街道", "高新区", "文三路 1 号")))
def test_what_stands_behind_a_division_lies_in_it(division, rest):
    assert within(full(division) + rest, full(division)) is True


@given(WRITTEN)
def test_whatever_is_written_has_a_meaning_and_lies_in_itself(text):
    assert read(text)
    assert within(text, text) is True
    assert within(f" {text}（", text) is True


@given(WRITTEN.filter(str.strip))
def test_a_name_is_the_same_as_itself_however_wide_it_is_typed(name):
    wide = name.translate({ord(narrow): narrow + "\u3000" for narrow in "市区"})
    assert same_employer(wide, name) is True
    assert same_school(wide, name) is True
