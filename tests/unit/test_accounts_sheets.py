"""Files as people have them: Excel, CSV in three encodings, and what is neither."""

import io
import zipfile

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from services.accounts import sheets
from services.accounts.domain.roll import header_of
from shared.errors import BadInput
from shared.web.downloads import workbook

LINES = '姓名,手机号\r\n王芳,13800000001\r\n"买买提, 阿依古丽",13800000002\r\n'
ROWS = [["姓名", "手机号"], ["王芳", "13800000001"], ["买买提, 阿依古丽", "13800000002"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_csv_is_read_in_the_encodings_of_excel(encoding: str) -> None:
    assert sheets.read(LINES.encode(encoding)) == ROWS


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_csv_is_read_with_other_delimiters(delimiter: str) -> None:
    assert sheets.read(f"姓名{delimiter}手机号\n王芳{delimiter}138".encode()) == [["姓名", "手机号"], ["王芳", "138"]]


def test_excel_keeps_line_numbers_where_lines_above_are_empty() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(2, 0, ["姓名", "手机号"])
        sheet.write_row(3, 0, ["王芳", 13800000001])
    table = sheets.read(out.getvalue())
    assert header_of(table) == (2, {"name": 0, "phone": 1})
    assert list(table[3]) == ["王芳", 13800000001.0]


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0 no sheet", b"\x00\x01\x02", b"\x81\xff\xff"]
)
def test_what_is_no_table_is_refused_with_what_to_do(content: bytes) -> None:
    with pytest.raises(BadInput, match="Save it as"):
        sheets.read(content)


def test_a_small_file_that_unpacks_to_a_large_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_UNPACKED", 10_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 100_000)
    with pytest.raises(BadInput):
        sheets.read(out.getvalue())


def test_the_template_is_a_roll_without_members() -> None:
    table = sheets.read(sheets.template())
    assert header_of(table) is not None
    assert len(table) == 1


def test_what_looks_like_a_formula_goes_out_as_text() -> None:
    content = workbook("x", ["a"], [['=HYPERLINK("http://evil.example")'], ["+1"], ["@x"], [7]])
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["a", '=HYPERLINK("http://evil.example")', "+1", "@x", 7.0]
