"""Whatever somebody types into a roll, every row is accounted for and no phone is told."""

import re
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.accounts.domain.phone import normal
from services.accounts.domain.roll import check
from services.accounts.words.rows import told

cells = st.one_of(
    st.text(max_size=14),
    st.from_regex(r"1[3-9]\d{9}", fullmatch=True),
    st.sampled_from(["", None, "gaoxin", "=1+1", 13800000001.0, 1e300, "2026-12-31", True]),
)
PLACES = {"name": 0, "phone": 1, "union": 2, "staff_number": 3, "valid_until": 4}


@given(st.lists(st.lists(cells, max_size=6), max_size=8))
def test_each_row_is_a_member_or_a_problem(rows: list[list[object]]) -> None:
    checked = check([["header"], *rows], (0, PLACES), {"gaoxin": "gaoxin"}, {"gaoxin"}, "gaoxin")
    assert checked.rows == len(checked.members) + len({problem.row for problem in checked.problems})
    assert len({(m.union, m.phone) for m in checked.members}) == len(checked.members)
    assert all(normal(m.phone) == m.phone and m.name for m in checked.members)
    for problem in checked.problems:
        assert not any(normal(word) for word in re.findall(r"\d+", problem.value))
        assert all(told(problem, zh=False))


@given(st.text("0123456789-/.年月日 :", max_size=12))
def test_the_numbers_of_a_day_are_those_that_were_written(text: str) -> None:
    checked = check([[], ["王芳", "13800000001", text]], (0, {"name": 0, "phone": 1, "valid_until": 2}), {}, {""}, "")
    for member in checked.members:
        if until := member.valid_until:
            written = [int(number) for number in re.findall(r"\d+", text)]
            if checked.notes:
                assert written == [until.year, until.month]
                assert (until + timedelta(days=1)).day == 1
            else:
                assert written[:3] == [until.year, until.month, until.day] or written[0] == int(f"{until:%Y%m%d}")
