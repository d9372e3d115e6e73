"""A sheet is read as people see it: a month stays a month, a merged value counts for each line, hidden sheets come last."""

import io
from collections.abc import Callable, Sequence

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from services.accounts import sheets
from shared.apart import Apart

LAST_OF_NOVEMBER_2027, FIRST_OF_DECEMBER_2027 = 46721, 46722


async def read(fill: Callable[[xlsxwriter.Workbook, Worksheet], object]) -> Sequence[Sequence[object]]:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        fill(book, book.add_worksheet())
    return (await sheets.read(Apart(), out.getvalue())).table


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ('yyyy"年"m"月"', "2027-12"),
        ("yyyy-mm;@", "2027-12"),
        ("mmm-yy", "2027-12"),
        (17, "2027-12"),
        (57, "2027-12"),
        ("yyyy", "2027"),
        ('m"月"d"日"', "12-01"),
        ('[$-804]yyyy"年"m"月"d"日"', "2027-12-01"),
        ("yyyy-mm-dd", "2027-12-01"),
        (14, "2027-12-01"),
    ],
)
async def test_a_date_is_read_as_far_as_it_is_shown(form: str | int, shown: str) -> None:
    table = await read(
        lambda book, sheet: sheet.write_number(3, 30, FIRST_OF_DECEMBER_2027, book.add_format({"num_format": form}))
    )
    assert table[3] == [shown]


async def test_a_number_that_looks_like_a_month_stays_one() -> None:
    def fill(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["2027.12", 2027.12], book.add_format({"num_format": 'yyyy"年"m"月"'}))
        sheet.write_number(1, 0, LAST_OF_NOVEMBER_2027)

    table = await read(fill)
    assert table[0][0] == "2027.12"
    assert table[1] == [LAST_OF_NOVEMBER_2027]


async def test_a_value_over_merged_lines_counts_for_each_of_them() -> None:
    def fill(_: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.merge_range("B1:D1", "蓝天公司名册")
        sheet.merge_range("B2:B4", "蓝天工会")
        sheet.write_column("C2", ["王芳", "李强", "赵敏", "孙丽"])
        sheet.merge_range("D2:D9", "长期")

    table = [list(cells) for cells in await read(fill)]
    assert table == [
        ["蓝天公司名册"],
        ["蓝天工会", "王芳", "长期"],
        ["蓝天工会", "李强", "长期"],
        ["蓝天工会", "赵敏", "长期"],
        ["", "孙丽", "长期"],
    ]


async def test_a_hidden_sheet_comes_after_those_that_are_seen() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, person in {"去年": "王旧", "今年": "王芳"}.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 1, ["姓名", "手机号"])
            sheet.write_row(1, 1, [person, "13900010001"])
        book.worksheets()[0].hide()
        book.worksheets()[1].activate()
    found = await sheets.read(Apart(), out.getvalue())
    assert (found.table[1][0], found.others) == ("王芳", ["去年"])
