"""Phones, limits, the tree of unions, rows of a roll: values in, values out."""

from datetime import date, timedelta

import pytest

from services.accounts.domain.limits import wait_before_sending
from services.accounts.domain.phone import masked, normal
from services.accounts.domain.roles import Union, ancestors, in_order, leaves, managed, manages, may_grant
from services.accounts.domain.roll import Checked, Member, check, header_of
from services.accounts.domain.sentences import told

UNIONS = {
    u.code: u
    for u in (
        Union("jining", "济宁市总工会", "region", None),
        Union("gaoxin", "高新区工会", "park", "jining"),
        Union("lantian", "蓝天电子工会", "employer", "gaoxin"),
        Union("lijiang", "丽江市总工会", "region", None),
    )
}
NAMES = {"gaoxin": "gaoxin", "高新区工会": "gaoxin", "lantian": "lantian", "丽江市总工会": "lijiang"}


@pytest.mark.parametrize(
    "text", ["13800000001", " 138 0000 0001 ", "+86 138-0000-0001", "8613800000001", "13800000001", "13800000001.0"]
)
def test_a_phone_is_read_however_it_is_typed(text: str) -> None:
    assert normal(text) == "13800000001"


@pytest.mark.parametrize(
    "text", ["", "1380000000", "138000000011", "23800000001", "12800000001", "电话", "1380000000a"]
)
def test_what_is_no_mobile_number_is_none(text: str) -> None:
    assert normal(text) is None


def test_a_masked_phone_keeps_seven_digits() -> None:
    assert masked("13800000001") == "138****0001"


@pytest.mark.parametrize(
    ("minutes_ago", "wait"),
    [
        ([], 0),
        ([0.5], 30),
        ([1], 0),
        ([2, 4, 6, 8, 10], 50 * 60),
        ([2, 4, 6, 8, 61], 0),
        ([70 + n for n in range(10)], 24 * 3600 - 79 * 60),
    ],
)
def test_codes_are_sent_once_a_minute_five_an_hour_ten_a_day(minutes_ago: list[float], wait: int) -> None:
    assert wait_before_sending([timedelta(minutes=m) for m in minutes_ago]) == wait


def test_a_role_reaches_down_the_tree_and_not_up() -> None:
    organizer = [("organizer", "gaoxin")]
    assert set(managed(organizer, UNIONS)) == {"gaoxin", "lantian"}
    assert not manages(organizer, "jining", UNIONS)
    assert set(managed([("federation", "*")], UNIONS)) == set(UNIONS)
    assert not managed([("teacher", "gaoxin")], UNIONS)


@pytest.mark.parametrize(
    ("held", "role", "union", "may"),
    [
        (("organizer", "gaoxin"), "organizer", "lantian", True),
        (("organizer", "gaoxin"), "teacher", "gaoxin", True),
        (("organizer", "gaoxin"), "organizer", "jining", False),
        (("organizer", "gaoxin"), "federation", "*", False),
        (("organizer", "gaoxin"), "king", "gaoxin", False),
        (("teacher", "gaoxin"), "teacher", "gaoxin", False),
        (("federation", "*"), "federation", "*", True),
    ],
)
def test_nobody_gives_a_role_above_the_own(held: tuple[str, str], role: str, union: str, may: bool) -> None:
    assert may_grant([held], role, union, UNIONS) is may


def test_the_tree_is_shown_from_the_top_and_a_membership_by_its_leaf() -> None:
    assert [(depth, u.code) for depth, u in in_order(UNIONS)] == [
        (0, "jining"),
        (1, "gaoxin"),
        (2, "lantian"),
        (0, "lijiang"),
    ]
    assert ancestors("lantian", UNIONS) == ["lantian", "gaoxin", "jining"]
    assert leaves(["gaoxin", "jining", "lantian"], UNIONS) == ["lantian"]


def read(*rows: list[object]) -> Checked:
    table = [["2026 年会员名册"], ["姓名*", "手机号", "所属工会", "工号", "有效期至"], *rows]
    header = header_of(table)
    assert header is not None
    return check(table, header, NAMES, {"gaoxin", "lantian"}, "gaoxin")


def test_good_rows_become_members() -> None:
    checked = read(
        ["阿依古丽·买买提", 13700000001.0, "高新区 工会", "A1", "2026-12-31"],
        [" 刘强 ", "137-0000-0002", "", None, "长期"],
        ["周六", "+8613700000003", "LANTIAN", 7.0, "2026年1月5日"],
        ["", "", "", "", ""],
    )
    assert checked.problems == []
    assert checked.rows == 3
    assert checked.members == [
        Member("gaoxin", "13700000001", "阿依古丽·买买提", "A1", date(2026, 12, 31)),
        Member("gaoxin", "13700000002", "刘强"),
        Member("lantian", "13700000003", "周六", "7", date(2026, 1, 5)),
    ]


def test_every_bad_row_is_told_with_its_number_and_what_to_do() -> None:
    checked = read(
        ["好人", "13700000001", "", "", ""],
        ["", "13700000002", "", "", ""],
        ["无号", "", "", "", ""],
        ["错号", "1370000000", "", "", ""],
        ["火星", "13700000003", "火星工会", "", ""],
        ["别家", "13700000004", "丽江市总工会", "", ""],
        ["重复", "137 0000 0001", "gaoxin", "", ""],
        ["日期", "13700000005", "", "", "2026-02-30"],
        ["短行", "13700000006"],
    )
    assert [member.name for member in checked.members] == ["好人", "短行"]
    assert [(p.row, p.kind) for p in checked.problems] == [
        (4, "name-missing"), (5, "phone-missing"), (6, "phone-bad"), (7, "union-unknown"),
        (8, "union-elsewhere"), (9, "duplicate"), (10, "date-bad"),
    ]  # fmt: skip
    assert told(checked.problems[5], zh=True) == ("手机号", "与第 3 行重复", "同一工会同一手机号只留一行，已采用前一行")
    assert all(all(told(problem, zh)) for problem in checked.problems for zh in (True, False))
    assert "1370000000" not in str(checked.problems)


def test_english_headers_do_too_and_a_sheet_without_them_is_none() -> None:
    assert header_of([["Name", "Mobile", "Union"]]) == (0, {"name": 0, "phone": 1, "union": 2})
    assert header_of([["谁", "电话"], ["张三", "13700000001"]]) is None
    assert header_of([]) is None
