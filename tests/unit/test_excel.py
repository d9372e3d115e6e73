"""Tables that go out as Excel: text stays text, and of a long one it is another process that works."""

import io
import resource
import time
import zipfile
from datetime import UTC, date, datetime

import pytest
from python_calamine import CalamineWorkbook

from shared.apart import Apart
from shared.web import downloads
from shared.web.downloads import Sheet, sheet_name, workbook

LONG = 4_000
HEADER = ["序号", *(f"列 {n}" for n in range(1, 20))]


def cells(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def rows(count: int) -> list[list[str | int]]:
    return [[line, *(f"第 {line} 行" for _ in HEADER[1:])] for line in range(count)]


@pytest.mark.parametrize("short", [True, False], ids=["in a thread", "in a process"])
async def test_what_looks_like_a_formula_goes_out_as_text(monkeypatch: pytest.MonkeyPatch, short: bool) -> None:
    monkeypatch.setattr(downloads, "SHORT", downloads.SHORT if short else 0)
    content = await workbook(Apart(), "x", ["a"], [['=HYPERLINK("http://evil.example")'], ["+1"], ["@x"], [7]])
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")
    assert [row[0] for row in cells(content)] == ["a", '=HYPERLINK("http://evil.example")', "+1", "@x", 7.0]


@pytest.mark.parametrize("short", [True, False], ids=["in a thread", "in a process"])
async def test_days_and_instants_are_told_as_such_by_the_clock_of_china(
    monkeypatch: pytest.MonkeyPatch, short: bool
) -> None:
    monkeypatch.setattr(downloads, "SHORT", downloads.SHORT if short else 0)
    day, instant = date(2026, 11, 29), datetime(2026, 11, 29, 17, 30, tzinfo=UTC)
    content = await workbook(Apart(), "x", ["a", "b"], [[day, instant]])
    assert cells(content)[1] == [day, datetime(2026, 11, 30, 1, 30)]  # noqa: DTZ001 - Excel knows no zones


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("低年级班", "名单", date(2026, 11, 29)), "低年级班-名单-2026-11-29.xlsx"),
        (("一班 / 二班：“上午”", ".."), "一班 二班：“上午”-.xlsx"),
    ],
    ids=["as it is", "what no file system takes"],
)
def test_a_file_is_called_as_a_person_would_call_it(parts: tuple[object, ...], name: str) -> None:
    assert sheet_name(*parts) == name


async def test_a_long_one_costs_our_own_process_next_to_nothing() -> None:
    theirs, ours = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, time.process_time()
    content = await workbook(Apart(), "名单", HEADER, rows(LONG), first=9, width=14, frozen=2)
    ours, theirs = time.process_time() - ours, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - theirs
    assert ours < theirs / 2
    assert cells(content) == [HEADER, *rows(LONG)]


async def test_it_grows_row_by_row() -> None:
    sheet = Sheet("x", ["a", "b"])
    for portion in ([["一", 1]], [], [["二", 2], ["三", 3]]):
        sheet.write(portion)
    assert cells(await sheet.content(Apart())) == [["a", "b"], ["一", 1.0], ["二", 2.0], ["三", 3.0]]
