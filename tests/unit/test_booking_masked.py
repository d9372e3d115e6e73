"""A masked name never says the whole of it, and at home keeps siblings apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.child import masked, masked_at_home

GIVEN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=3)


@pytest.mark.parametrize(
    ("name", "public", "at_home"),
    [
        ("张小明", "张*明", "张*明"),
        ("李雷", "李*", "*雷"),
        ("欧阳小明", "欧*明", "欧*明"),
        ("阿依古丽·买买提", "阿*提", "阿*丽·*"),
        ("阿里·买买提", "阿*提", "*里·*"),
        ("明", "明*", "*"),
    ],
)
def test_masked(name, public, at_home):
    assert masked(name) == public
    assert masked_at_home(name) == at_home


@given(GIVEN, GIVEN)
def test_siblings_stay_apart_by_the_end_of_their_given_names(one, other):
    names = [f"刘{given}" for given in (one, other)]
    assert (masked_at_home(names[0]) == masked_at_home(names[1])) <= (one[-1] == other[-1])
    assert not any(name in masked_at_home(name) for name in names)
