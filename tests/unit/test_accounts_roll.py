"""Rows of a roll as somebody typed them: which are members, and what is said of the others."""

from datetime import date, datetime

import pytest

from services.accounts.domain.roll import Checked, Member, Remark, check
from services.accounts.domain.roll_header import header_of
from services.accounts.words.rows import told
from shared.kernel.clock import ZONE

NAMES = {"gaoxin": "gaoxin", "高新区工会": "gaoxin", "lantian": "lantian", "丽江市总工会": "lijiang"}


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


def test_an_empty_row_ends_no_roll_and_an_invisible_sign_no_name() -> None:
    checked = read(["王芳", "13700000001"], ["", ""], ["李\u200b强\x07", "13700000002", "", "", "FOREVER"])
    assert [(member.name, member.valid_until) for member in checked.members] == [("王芳", None), ("李强", None)]


def test_a_roll_needs_no_more_than_names_and_phones() -> None:
    table = [["姓名", "手机"], ["王芳", "13700000001"]]
    checked = check(table, (0, {"name": 0, "phone": 1}), NAMES, {"gaoxin"}, "gaoxin")
    assert checked.members == [Member("gaoxin", "13700000001", "王芳")] and checked.problems == []


def test_a_name_and_a_staff_number_have_forty_signs_at_most() -> None:
    checked = read(["名" * 40, "13700000001", "", "9" * 40], ["名" * 41, "13700000002", "", "A" * 41])
    assert [(len(member.name), len(member.staff_number or "")) for member in checked.members] == [(40, 40)]
    assert checked.problems == [
        Remark(4, "name", "name-long", "名" * 12),
        Remark(4, "staff_number", "number-long", "A" * 12),
    ]


def test_of_what_is_wrong_no_more_is_shown_than_finds_it() -> None:
    checked = read(
        ["", "", "火星" * 21, "", "很久很久以后" * 4], ["别家", "13700000001", "丽江" + " " * 40 + "市总工会"]
    )
    assert checked.problems == [
        Remark(3, "name", "name-missing"),
        Remark(3, "phone", "phone-missing"),
        Remark(3, "union", "union-unknown", "火星" * 20),
        Remark(3, "valid_until", "date-bad", ("很久很久以后" * 4)[:20]),
        Remark(4, "union", "union-elsewhere", "丽江" + " " * 38),
    ]


@pytest.mark.parametrize(("typed", "shown"), [("1380000", "1380000"), ("13800001", "138****0001")])
def test_seven_digits_are_not_yet_a_phone_to_hide(typed: str, shown: str) -> None:
    assert [problem.value for problem in read(["错号", typed]).problems] == [shown]


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
    ("text", "hour", "minute"),
    [("2019-06-03", 0, 0), ("2019年6月3日 9:05", 9, 5), ("2019-06-03T17:30:59", 17, 30)],
)
def test_who_joined_at_an_hour_has_been_a_member_from_then_on(text: str, hour: int, minute: int) -> None:
    at = datetime(2019, 6, 3, hour, minute, tzinfo=ZONE)
    assert [member.joined_at for member in dated(joined=text).members] == [at]


def test_no_year_before_1900_is_meant() -> None:
    assert [member.joined_at for member in dated(joined="1900-01-01").members] == [datetime(1900, 1, 1, tzinfo=ZONE)]
    assert dated(joined="1899-12-31").problems == [Remark(2, "joined_at", "instant-bad", "1899-12-31")]


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


@pytest.mark.parametrize("typed", ["13800000009", "138 0000 0009", "+86 138-0000-0009", "1370000000", "138000009"])
def test_a_phone_in_a_column_of_dates_is_shown_to_nobody(typed: str) -> None:
    assert typed not in str(dated(until=typed).problems)
