"""Files as people have them: Excel, CSV in three encodings, and what is neither. What would end its reader ends in a sentence."""

import asyncio
import io
import subprocess
import sys
from collections.abc import Callable, Sequence

import psutil
import pytest
import xlsxwriter

from services.accounts import sheet_files, sheets
from services.accounts.domain.roll_header import header_of
from shared import apart
from shared.apart import Apart, Exhausted, Failed
from shared.errors import BadInput
from tests.support import readers
from tests.support.eventually import eventually
from tests.support.sheets import ROLL, of_another_version, packed, sheet
from tests.support.stack import ROOT

LINES = '姓名,手机号\r\n王芳,13800000001\r\n"买买提, 阿依古丽",13800000002\r\n'
ROWS = [["姓名", "手机号"], ["王芳", "13800000001"], ["买买提, 阿依古丽", "13800000002"]]


async def read(content: bytes) -> Sequence[Sequence[object]]:
    return (await sheets.read(Apart(), content)).table


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
async def test_csv_is_read_in_the_encodings_of_excel(encoding: str) -> None:
    assert await read(LINES.encode(encoding)) == ROWS


@pytest.mark.parametrize("delimiter", ["\t", ";", "，", "|"])
async def test_csv_is_read_with_other_delimiters(delimiter: str) -> None:
    assert await read(f"姓名{delimiter}手机号\n王芳{delimiter}138".encode()) == [["姓名", "手机号"], ["王芳", "138"]]


async def test_excel_keeps_line_numbers_where_lines_above_are_empty() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(2, 0, ["姓名", "手机号"])
        sheet.write_row(3, 0, ["王芳", 13800000001])
    table = await read(out.getvalue())
    assert header_of(table) == (2, {"name": 0, "phone": 1})
    assert list(table[3]) == ["王芳", 13800000001.0]


async def test_a_date_of_excel_is_text_with_its_time_if_it_has_one() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        day, instant = (
            book.add_format({"num_format": "yyyy-mm-dd"}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        )
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", True])
        sheet.write_number(0, 2, 46752, day)
        sheet.write_number(0, 3, 46752.75, instant)
    assert await read(out.getvalue()) == [["姓名", True, "2027-12-31", "2027-12-31 18:00"]]


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7", b"{\\rtf1", b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0 no sheet", b"\x00\x01\x02", b"\x81\xff\xff", packed({"a": "b"}), of_another_version(sheet(ROLL))]
)  # fmt: skip
async def test_what_is_no_table_is_refused_with_what_to_do(content: bytes) -> None:
    with pytest.raises(BadInput, match="Save it as"):
        await read(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<html><body><table><tr><td>姓名</td></tr></table></body></html>".encode(), "这其实是一个网页"),
        ("<!-- 导出 --><style>td{}</style><table><td>姓名</td></table>".encode("gbk"), "这其实是一个网页"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "这其实是一个网页"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "去掉密码"),
        (("姓名,手机号\n王芳,138\n" + '"' + "x" * 20_000).encode(), "从第 3 行起读不下去"),
        ("姓名,手机号\n".encode() + b"x," * 4_000_000, "一份名册最多 256 列"),
        ("姓名,手机号\n".encode() + "王\n".encode() * 1_500_000, "第 100001 行还有内容"),
        (b"x" * 8_000_000, "读不下去"),
    ],
    ids=["a page", "a part of one", "a page of Excel's", "locked", "an open quote", "an endless line", "1.5 million lines", "one word"],
)  # fmt: skip
async def test_what_cannot_be_a_roll_is_refused_in_words_of_its_own(content: bytes, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        await read(content)
    assert said in refused.value.zh


@pytest.mark.parametrize("far", ["XFD1048576", "XFD2000"])
async def test_a_cell_far_away_is_named_and_takes_neither_memory_nor_time(far: str) -> None:
    """Dense, the first sheet is 549 GB and the second 1 GB; both files are smaller than 2 kB."""
    content = sheet(ROLL | {far: "x"})
    assert len(content) < 2000
    with pytest.raises(BadInput) as refused:
        await read(content)
    row = far.removeprefix("XFD")
    assert f"第 {row} 行、XFD 列" in refused.value.zh
    assert f"row {row}, column XFD" in refused.value.en
    memory, seconds = taken_by_reader(content)
    assert memory < 100 * 1024 * 1024
    assert seconds < 1


MEASURED = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-B", "-m", "shared.confined", "services.accounts.sheet_files", "lines", sys.argv[1]], stdin=0, stderr=-3)
taken = resource.getrusage(resource.RUSAGE_CHILDREN)
print(taken.ru_maxrss, taken.ru_utime + taken.ru_stime)
"""
"""Started by somebody small: a child begins with the peak of whoever starts it."""


def taken_by_reader(content: bytes) -> tuple[int, float]:
    """Bytes of memory that the process which reads it takes at most, and its seconds of a processor, however busy that is."""
    command = [sys.executable, "-c", MEASURED, str(apart.MEMORY)]
    done = subprocess.run(command, input=content, stdout=subprocess.PIPE, check=True, cwd=ROOT)
    memory, seconds = done.stdout.split()[-2:]
    return int(memory) * (1024 if sys.platform == "linux" else 1), float(seconds)


async def test_the_size_that_a_sheet_says_it_has_is_not_believed() -> None:
    table = [["姓名", "手机号"], ["王芳", "13800000001"]]
    assert await read(sheet(ROLL, "A1:XFD1048576")) == table
    assert await read(sheet(ROLL, "A1:A1")) == table


async def test_blanks_below_and_beside_a_roll_are_none_of_it() -> None:
    assert await read(sheet(ROLL | {"H3": " ", "B120000": " "})) == [["姓名", "手机号"], ["王芳", "13800000001"]]
    with pytest.raises(BadInput, match="Row 120000"):
        await read(sheet(ROLL | {"B120000": "x"}))


async def test_a_small_file_that_unpacks_to_a_large_one_is_refused() -> None:
    parts = {f"xl/worksheets/sheet{n}.xml": " " * (sheet_files.MAX_UNPACKED // 4) for n in range(5)}
    with pytest.raises(BadInput, match="too large"):
        await read(packed(parts))


async def test_others_are_answered_while_a_reader_dies() -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    counting = asyncio.create_task(count())
    with pytest.raises(BadInput):
        await read(sheet(ROLL | {"XFD1048576": "x"}))
    counting.cancel()
    assert turns > 100


async def test_a_reader_is_ended_with_whoever_waits_for_it() -> None:
    here = psutil.Process()
    before = set(here.children())
    reading = asyncio.create_task(Apart().run(readers.forever, b""))
    await eventually(lambda: set(here.children()) != before)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert set(here.children()) == before


@pytest.mark.parametrize(
    ("work", "end"), [(readers.hungry, Exhausted), (readers.talkative, Exhausted), (readers.wrong, Failed)]
)
async def test_a_reader_has_limits(
    work: Callable[[bytes], bytes], end: type[Failed], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "MOST", 100_000)
    with pytest.raises(Failed) as died:
        await Apart().run(work, b"")
    assert died.type is end


async def test_a_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "DEADLINE", 0.01)
    with pytest.raises(Exhausted):
        await Apart().run(readers.forever, b"")


async def test_a_reader_knows_no_secrets_and_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIXIN_DATABASE_URL", "postgresql://secret")
    assert b"secret" not in await Apart().run(readers.surroundings, b"")
    with pytest.raises(Failed):
        await Apart().run(readers.writing, b"")


async def test_the_template_is_a_roll_without_members() -> None:
    table = await read(sheets.template())
    assert header_of(table) is not None
    assert len(table) == 1
