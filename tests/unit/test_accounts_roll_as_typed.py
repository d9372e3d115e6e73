"""Rolls as people have them: headers with signs around them or over two lines, employers for unions, sums below, several sheets."""

import io
from collections.abc import Sequence

import pytest
import xlsxwriter

from services.accounts import sheets
from services.accounts.domain.roll import Checked, Remark, check
from services.accounts.domain.roll_header import header_of, unread
from services.accounts.words.rows import told
from shared.apart import Apart

UNIONS = {"gaoxin": "gaoxin", "高新区工会": "gaoxin", "lantian": "lantian", "蓝天工会": "lantian"}
PERSON = ["王芳", "13900010001"]


def read(*table: Sequence[object]) -> Checked:
    header = header_of(table)
    assert header is not None
    return check(table, header, UNIONS, {"gaoxin", "lantian"}, "gaoxin")


@pytest.mark.parametrize(
    "header",
    [
        ["姓  名", "手 机 号"],
        ["姓名(必填)", "手机号码（必填）"],
        ["*姓名", "*手机号"],
        ["姓名：", "手机"],
        ["Full Name", "Phone Number (required)"],
        ["【姓名】", "手机号[必填]"],
        ["1.姓名", "2、手机号"],
        ["姓名\u200b", "手机号 Mobile"],
        ["姓名/Name", "手機號碼"],
        ["教职工姓名", "本人手机号码"],
    ],
    ids=["spaced", "required", "starred", "colons", "english", "brackets", "numbers", "both", "traditional", "whose"],
)
def test_a_header_is_known_whatever_stands_around_it(header):
    assert [(m.name, m.phone) for m in read(header, PERSON).members] == [("王芳", "13900010001")]


def test_a_mobile_phone_is_surer_than_one_of_an_office():
    checked = read(["姓名", "联系电话", "手机号"], ["王芳", "0537-2300000", "13900010001"])
    assert [m.phone for m in checked.members] == ["13900010001"]
    assert [m.phone for m in read(["姓名", "联系电话"], PERSON).members] == ["13900010001"]


def test_the_phone_of_somebody_else_is_none_of_a_member():
    assert header_of([["姓名", "联系人手机"]]) is None
    assert header_of([["姓名", "配偶手机号", "本人手机号"]]) == (0, {"name": 0, "phone": 2})


def test_a_header_on_each_page_is_no_member():
    checked = read(["姓名", "手机号"], PERSON, ["姓名", "手机号"], ["李强", "13900010002"])
    assert (checked.rows, len(checked.members), checked.problems) == (2, 2, [])


def test_columns_that_nobody_reads_are_known():
    cells = ["序号", "姓名", "手机号", "合同到期日", "", "姓名", "手机号"]
    assert unread(cells, {"name": 1, "phone": 2}) == ["合同到期日", "姓名", "手机号"]


def test_a_header_may_go_over_two_lines():
    table = [
        ["花名册"],
        ["序号", "姓名", "联系方式", "", "有效期至"],
        ["", "", "手机号", "邮箱"],
        [1.0, *PERSON, "", "2027-12-31"],
    ]
    assert header_of(table) == (2, {"name": 1, "phone": 2, "valid_until": 4})
    assert len(read(*table).members) == 1


def test_words_of_help_below_each_other_are_no_header():
    assert header_of([["姓名", "必填"], ["手机号", "必填"]]) is None


def test_a_header_may_stand_deep_but_not_anywhere():
    deep = [[f"说明 {line}"] for line in range(29)]
    assert header_of([*deep, ["姓名", "手机号"]]) == (29, {"name": 0, "phone": 1})
    assert header_of([*deep, ["还有"], ["姓名", "手机号"]]) is None


@pytest.mark.parametrize("column", ["单位", "所在企业"], ids=["unit", "company"])
def test_an_employer_is_no_union_unless_it_is_called_like_one(column):
    checked = read(
        ["姓名", "手机号", column],
        [*PERSON, "济宁蓝天电子有限公司"],
        ["李强", "13900010002", "蓝天工会"],
        ["赵敏", "13900010003", ""],
    )
    assert [m.union for m in checked.members] == ["gaoxin", "lantian", "gaoxin"]
    assert checked.notes == [Remark(2, "employer", "employer", "济宁蓝天电子有限公司")]
    assert told(checked.notes[0], zh=True)[0] == "单位"


def test_of_an_employer_it_is_said_once_how_many_rows_name_it():
    company, other = "济宁蓝天电子有限公司", "济宁港"
    checked = read(
        ["姓名", "手机号", "单位", "有效期至"],
        [*PERSON, company, ""],
        ["李强", "13900010002", company, "2027-12"],
        ["赵敏", "13900010003", other, ""],
        ["孙丽", "13900010004", company, ""],
    )
    assert checked.notes == [
        Remark(2, "employer", "employer", company, rows=3),
        Remark(3, "valid_until", "month-end", "2027-12"),
        Remark(4, "employer", "employer", other),
    ]
    said = [told(note, zh=True)[1] for note in checked.notes]
    assert (said[0], said[2]) == (f"单位“{company}”不是工会（共 3 行）", f"单位“{other}”不是工会")
    assert told(checked.notes[0], zh=False)[1] == f"The employer “{company}” is no union (3 rows)"


def test_where_a_union_is_named_the_employer_says_nothing():
    checked = read(
        ["姓名", "手机号", "单位", "工会"],
        [*PERSON, "蓝天工会", "高新区工会"],
        ["李强", "13900010002", "某厂", "没有的工会"],
    )
    assert [m.union for m in checked.members] == ["gaoxin"]
    assert [(p.column, p.kind) for p in checked.problems] == [("union", "union-unknown")]
    assert checked.notes == []


@pytest.mark.parametrize(
    "line",
    [
        ["", "合  计", "7人"],
        ["填表人：张三", "", "联系电话：2300000"],
        ["", "注：以上均为在职职工"],
        ["", "共 7 人"],
        ["", "2026年11月30日"],
        ["", "单位（盖章）"],
    ],
    ids=["sum", "who", "note", "count", "day", "stamp"],
)
def test_what_stands_below_the_members_is_left_out_and_named(line):
    checked = read(["序号", "姓名", "手机号"], [1.0, *PERSON], line)
    assert (checked.rows, len(checked.members), checked.problems) == (1, 1, [])
    assert [(note.row, note.kind) for note in checked.notes] == [(3, "footer")]


def test_a_member_whose_name_begins_like_a_footer_is_one():
    assert [m.name for m in read(["姓名", "手机号"], ["小计划", "13900010001"]).members] == ["小计划"]


def test_a_number_that_excel_shortened_is_called_so():
    (problem,) = read(["姓名", "手机号"], ["庚五", "1.39E+10"]).problems
    assert problem.kind == "phone-rounded"
    assert "设成文本" in told(problem, zh=True)[2]


def test_a_phone_that_is_kept_as_text_is_read():
    assert [m.phone for m in read(["姓名", "手机号"], ["庚五", '="13900010001"']).members] == ["13900010001"]


def test_a_character_of_one_computer_alone_is_named_and_never_dropped():
    (problem,) = read(["姓名", "手机号"], ["王\ue863", "13900010001"]).problems
    assert (problem.kind, problem.value) == ("name-rare", "王〔U+E863〕")


async def test_a_title_with_marks_of_its_own_does_not_say_what_parts_the_cells():
    sheet = await sheets.read(Apart(), "名册（2026年;共2人;内部）\n姓名,手机号\n王芳,13900010001\n".encode())
    assert list(sheet.table[2]) == PERSON


def book(**pages: Sequence[Sequence[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        for name, rows in pages.items():
            page = made.add_worksheet(name)
            for line, row in enumerate(rows):
                page.write_row(line, 0, row)
    return out.getvalue()


HEADER = ["姓名", "手机号"]


async def test_members_on_another_sheet_are_found():
    sheet = await sheets.read(Apart(), book(说明=[["请按要求填写"]], 会员=[HEADER, PERSON]))
    assert (list(sheet.table[1]), sheet.others) == (PERSON, [])


async def test_of_two_sheets_with_members_the_second_is_named():
    sheet = await sheets.read(
        Apart(), book(一车间=[HEADER, PERSON], 空=[HEADER], 二车间=[HEADER, ["李强", "13900010002"]])
    )
    assert (list(sheet.table[1]), sheet.others) == (PERSON, ["二车间"])
