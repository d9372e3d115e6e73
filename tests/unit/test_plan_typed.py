"""What Chinese keyboards, office programs and copied pages put into a plan is read as it was meant, or named."""

from datetime import datetime

import pytest

from services.classes.plan import PlanErrors, read, sentences, write
from services.classes.plan.language.values import read_deadline, read_instant, unquoted, write_deadline
from shared.kernel.clock import ZONE
from tests.support.plan_texts import SOUND

WIDE, NO_BREAK, THIN = "\u3000", "\u00a0", "\u2009"


def plan(text: str):
    return read(text.encode())


@pytest.mark.parametrize(
    "spaces",
    [
        lambda line: line.replace("  ", WIDE) if line.startswith("  ") else line,
        lambda line: NO_BREAK * (len(line) - len(line.lstrip(" "))) + line.lstrip(" "),
        lambda line: line.replace(": ", f":{WIDE}", 1) if line.lstrip().split(":")[0].isidentifier() else line,
        lambda line: f"{line}{WIDE}{NO_BREAK}",
        lambda line: f"{line} {THIN}",
    ],
    ids=["wide-heads", "no-break-heads", "wide-after-the-key", "ends", "thin-ends"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_other_spaces_mean_the_plain_one(spaces, end):
    changed = end.join(spaces(line) for line in SOUND.split("\n"))
    assert changed != SOUND
    assert plan(changed) == plan(SOUND)


def test_within_a_text_other_spaces_stay():
    title = f"寒假{WIDE}爱心托管班"
    assert plan(SOUND.replace("title: 寒假", f"title: {title}", 1)).title.startswith(title)


@pytest.mark.parametrize("value", ["08:30-17:30", "gaoxin", "1-3"])
def test_an_office_programs_quotation_marks_are_read_as_such(value):
    assert unquoted(f"“{value}”") == unquoted(f" ‘{value}’ ") == unquoted(value) == value


@pytest.mark.parametrize("text", ["“甲”和“乙”", "“甲", "甲”", "说“甲”"])
def test_quotation_marks_within_are_no_marks_around(text):
    assert unquoted(text) == text


def test_a_title_keeps_its_quotation_marks():
    read_back = plan(SOUND.replace("union: gaoxin", "union: “gaoxin”").replace("title: 寒假", "title: “寒假”", 1))
    assert read_back.union == "gaoxin"
    assert read_back.title.startswith("“寒假”")


@pytest.mark.parametrize(
    "beginning",
    [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1", b"{\\rtf1", b"%PDF-1.7"],
    ids=["docx", "doc", "rtf", "pdf"],
)
def test_a_file_of_an_office_program_is_called_so(beginning):
    with pytest.raises(PlanErrors) as refused:
        read(beginning + bytes(2_000_000))
    (error,) = refused.value.errors
    assert "文件，不是文本" in error.zh
    assert "not text" in error.en


def test_a_character_that_turns_the_text_around_is_named():
    with pytest.raises(PlanErrors, match="invisible"):
        plan(SOUND.replace("title: 寒假", "title: \u202e寒假", 1))


@pytest.mark.parametrize("text", ["2027-01-22 24:00", "2027-01-22"])
def test_a_deadline_may_be_the_end_of_its_day(text):
    at = read_deadline(text)
    assert at == datetime(2027, 1, 23, tzinfo=ZONE)
    assert write_deadline(at) == "2027-01-22 24:00"
    assert read_deadline(write_deadline(at)) == at


def test_24_oclock_is_midnight_everywhere():
    assert read_instant("2027-01-31 24:00") == datetime(2027, 2, 1, tzinfo=ZONE)


def test_the_end_of_a_day_is_told_as_that_day():
    until = plan(SOUND.replace("closes: 2025-01-05 18:00", "closes: 2025-01-05"))
    told = "\n".join(zh for zh, _ in sentences(until))
    assert "1月5日（周日）24:00 截止" in told
    assert "1月6日（周一）00:00" not in told
    assert read(write(until)) == until
