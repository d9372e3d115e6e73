"""Sums up the tree."""

from services.classes.domain.totals import SiteTotals, Totals, by_union, summed

BELOW = {"jining": ["jining", "gaoxin", "lantian"], "gaoxin": ["gaoxin", "lantian"], "mazhang": ["mazhang"]}
ROWS = [
    SiteTotals("gaoxin", "一号点", Totals(2, 60, 50, 3, 7, 0)),
    SiteTotals("gaoxin", "二号点", Totals(1, 30, 10, 0, 0, 12)),
    SiteTotals("lantian", "厂区", Totals(1, 20, 20, 0, 5, 0)),
]


def test_a_union_counts_its_own_groups_and_those_of_all_below():
    found = by_union(ROWS, ["jining", "gaoxin", "mazhang"], lambda code: BELOW[code])
    assert found["jining"] == found["gaoxin"] == Totals(4, 110, 80, 3, 12, 12)
    assert "mazhang" not in found  # has none
    assert found["gaoxin"].asked == 107


def test_nothing_sums_to_nothing():
    assert summed([]) == Totals()
