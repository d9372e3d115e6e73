"""What a run of the opening found, as a table and a picture of it."""

from tests.bench.report import BEGIN, END, picture, table, within

FOUND = {
    row: {"answers/s": 1234.0, "p50 ms": 50.4, "p99 ms": 90.0, "max ms": 99.0, "python ms each": 0.4, "postgres ms each": 0.2, "ratio": ratio}
    for row, ratio in (("one alone", 4.0), ("hot group, 64", 1.0), ("hot group, 16", 0.5))
}  # fmt: skip


def test_the_page_keeps_all_but_what_was_measured():
    page = f"before\n{BEGIN}old\n{END}\nbehind"
    assert within(page, "new\n") == f"before\n{BEGIN}new\n{END}\nbehind"


def test_a_row_stands_beside_what_it_should_be():
    told = table(FOUND)
    assert "| hot group, 64 | 1,234 | 50 / 90 / 99 | 0.40, 0.20 | 1.00 | 2 × pgbench |" in told
    assert "| hot group, 16 | 1,234 | 50 / 90 / 99 | 0.40, 0.20 | 0.50 | – |" in told


def test_the_picture_shows_what_meets_its_goal_and_what_does_not():
    drawn = picture(FOUND)
    assert drawn.count("<rect") == 2
    assert drawn.count("#2e7d32") == drawn.count("#c62828") == 1
