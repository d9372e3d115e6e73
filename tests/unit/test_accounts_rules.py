"""Phones, limits, the tree of unions, rows of a roll: values in, values out."""

from datetime import date, datetime, timedelta

import pytest

from services.accounts.domain.asker import network_of, tells_apart
from services.accounts.domain.limits import OF_A_BROWSER, wait_before_sending
from services.accounts.domain.phone import masked, normal
from services.accounts.domain.roles import (
    Union,
    ancestors,
    apart,
    in_order,
    leaves,
    list_of,
    managed,
    manages,
    may_grant,
)
from services.accounts.domain.roll import Checked, Member, Remark, check, header_of
from services.accounts.words.rows import told
from shared.kernel.clock import ZONE

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
    "text",
    [
        "13800000001",
        " 138 0000 0001 ",
        "+86 138-0000-0001",
        "8613800000001",
        "13800000001",
        "13800000001.0",
        "'13800000001",
        "0086 13800000001",
    ],
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
    filling = [
        timedelta(minutes=minutes_ago[count - 1]) if len(minutes_ago) >= count else None for count, _ in OF_A_BROWSER
    ]
    assert wait_before_sending(OF_A_BROWSER, filling) == wait


@pytest.mark.parametrize(
    ("host", "network", "apart"),
    [
        ("1.2.3.4", "1.2.3.4", True),
        ("2400:3200:1:2:3:4:5:6", "2400:3200:1:2::", True),
        ("127.0.0.1", "127.0.0.1", False),
        ("192.168.1.5", "192.168.1.5", False),
        ("100.64.3.4", "100.64.3.4", False),  # of a provider, for thousands
        ("testclient", "", False),
    ],
)
def test_an_address_counts_as_far_as_it_tells_people_apart(host: str, network: str, apart: bool) -> None:
    assert (network_of(host), tells_apart(network_of(host))) == (network, apart)


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
    assert leaves(["lantian", "gone"], UNIONS) == ["lantian"]


def test_a_tree_that_bites_its_tail_or_lost_its_root_ends_where_it_is_known() -> None:
    ring = {code: Union(code, code, "park", above) for code, above in (("a", "b"), ("b", "a"), ("c", "gone"))}
    assert ancestors("a", ring) == ["a", "b"]
    assert ancestors("c", ring) == ["c"]
    assert ancestors("gone", ring) == []
    assert [(depth, u.code) for depth, u in in_order(ring)] == [(0, "c")]


def test_a_list_is_a_unions_own_and_nobody_holds_a_role_in_it() -> None:
    twins = [list_of(union, "困难家庭") for union in ("gaoxin", "lijiang")]
    assert [(it.kind, it.name, it.parent) for it in twins] == [
        ("list", "困难家庭", union) for union in ("gaoxin", "lijiang")
    ]
    assert twins[0].code != twins[1].code
    unions = UNIONS | {it.code: it for it in twins}
    assert set(managed([("organizer", "gaoxin")], unions)) == {"gaoxin", "lantian", twins[0].code}
    for held in (("federation", "*"), ("organizer", "gaoxin")):
        assert not may_grant([held], "organizer", twins[0].code, unions)
    assert apart(unions) == (UNIONS, {it.code: it for it in twins})


def test_one_role_that_reaches_is_enough() -> None:
    held = [("teacher", "gaoxin"), ("organizer", "gaoxin")]
    assert manages(held, "lantian", UNIONS) and may_grant(held, "teacher", "lantian", UNIONS)
    assert not may_grant([("organizer", "gaoxin")], "teacher", "gone", UNIONS)


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


def dated(until: str = "", joined: str = "") -> Checked:
    header = {"name": 0, "phone": 1, "valid_until": 2, "joined_at": 3}
    return check([[], ["王芳", "13800000001", until, joined]], (0, header), NAMES, {"gaoxin"}, "gaoxin")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-12", date(2027, 12, 31)),
        ("2027年12月", date(2027, 12, 31)),
        ("2027 年 2 月", date(2027, 2, 28)),
        ("2028年2月", date(2028, 2, 29)),
        ("2027/12", date(2027, 12, 31)),
        ("2027.12", date(2027, 12, 31)),
        ("2027.6", date(2027, 6, 30)),
        ("2027 12", date(2027, 12, 31)),
    ],
)
def test_a_membership_until_a_month_lasts_to_its_end_and_the_report_says_so(text: str, day: date) -> None:
    checked = dated(until=text)
    assert [member.valid_until for member in checked.members] == [day]
    assert checked.notes == [Remark(2, "valid_until", "month-end", text)]
    assert "最后一天" in told(checked.notes[0], zh=True)[2]
    assert checked.problems == []


@pytest.mark.parametrize("text", ["2019-06", "2019年6月", "2019/6", "2019.06"])
def test_who_joined_in_a_month_has_been_a_member_from_its_first_day_and_the_report_says_so(text: str) -> None:
    checked = dated(joined=text)
    assert [member.joined_at for member in checked.members] == [datetime(2019, 6, 1, tzinfo=ZONE)]
    assert [note.kind for note in checked.notes] == ["month-begin"]


@pytest.mark.parametrize(
    "text", ["2027-12-31", "2027年12月31日", "2027年12月31", "20271231", "2027 12 31", "2027/12/31 0:00", "2027.12.31"]
)
def test_a_day_is_the_day_that_was_written(text: str) -> None:
    checked = dated(until=text)
    assert [member.valid_until for member in checked.members] == [date(2027, 12, 31)]
    assert checked.notes == []


@pytest.mark.parametrize(
    "text",
    ["202712", "2027.1", "2027123", "2027-1231", "2027 1 231", "2027", "2027年", "27-12-31", "12/31/2027", "31/12/2027", "2027-13",
     "2027-00", "2027年12月0日", "0202-12-31", "31122027", "2027-02-30", "2027-12-31-1", "271231"],
)  # fmt: skip
def test_no_day_is_read_that_nobody_wrote(text: str) -> None:
    for checked in (dated(until=text), dated(joined=text)):
        assert checked.members == []
        assert [problem.value for problem in checked.problems] == [text]


def test_a_date_that_is_a_number_of_excel_is_called_so() -> None:
    assert [p.kind for p in dated(until="46752").problems] == ["date-serial"]
    assert "设成日期" in told(dated(joined="46752.75").problems[0], zh=True)[2]


@pytest.mark.parametrize("typed", ["13800000009", "138 0000 0009", "+86 138-0000-0009", "1370000000"])
def test_a_phone_in_a_column_of_dates_is_shown_to_nobody(typed: str) -> None:
    assert typed not in str(dated(until=typed).problems)
