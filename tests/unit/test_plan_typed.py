"""What Chinese keyboards, office programs and copied pages put into a plan is read as it was meant, or named."""

import re
from datetime import datetime

import pytest

from services.classes.plan import PlanErrors, read, sentences, write
from services.classes.plan.file.spaces import unquoted
from services.classes.plan.language.values import read_deadline, read_instant, write_deadline
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
        lambda line: line.replace(": ", f"{THIN}: ", 1) if line.lstrip().split(":")[0].isidentifier() else line,
        lambda line: line.replace(", ", f",{NO_BREAK}"),
        lambda line: f"{line} {THIN}",
    ],
    ids=[
        "wide-heads",
        "no-break-heads",
        "wide-after-the-key",
        "ends",
        "thin-before-the-colon",
        "after-commas",
        "thin-ends",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_other_spaces_mean_the_plain_one(spaces, end):
    changed = end.join(spaces(line) for line in SOUND.split("\n"))
    assert changed != SOUND
    assert plan(changed) == plan(SOUND)


def test_within_a_text_other_spaces_stay():
    title = f"寒假{WIDE}爱心托管班"
    assert plan(SOUND.replace("title: 寒假", f"title: {title}", 1)).title.startswith(title)


@pytest.mark.parametrize("marks", ["“”", "””", "„“", "‘’", "「」", "『』", "«»", "＂＂", "＇＇", "〝〞", '“"'])
def test_other_quotation_marks_around_a_whole_value_or_key_are_none_of_it(marks):
    first, last = marks
    assert unquoted(f" {first}08:30-17:30{last} ") == unquoted("“‘08:30-17:30’”") == "08:30-17:30"
    changed = SOUND.replace("union: gaoxin", f"union: {first}gaoxin{last}").replace("title", f"{first}title{last}", 1)
    assert plan(changed) == plan(SOUND)


@pytest.mark.parametrize("text", ["“甲”和“乙”", "“甲", "甲”", "说“甲”", "《甲》"])
def test_quotation_marks_within_are_no_marks_around(text):
    assert unquoted(text) == text


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u200e", "\u200d", "\ufe0f", "\U000e0020"])
def test_what_nobody_sees_is_none_of_a_plan(unseen):
    changed = SOUND.replace("union: gaoxin", f"{unseen}union{unseen}: {unseen}gaoxin{unseen}")
    assert plan(changed) == plan(SOUND)


def test_an_emoji_keeps_what_holds_it_together():
    assert plan(SOUND.replace("title: 寒假", "title: 👨\u200d👩\u200d👧寒假", 1)).title.startswith("👨\u200d👩\u200d👧")


@pytest.mark.parametrize(("letter", "code"), [("\ue863", "U+E863"), ("\ufffd", "U+FFFD"), ("\x0b", "U+000B")])
def test_a_letter_that_others_cannot_read_is_named_by_number(letter, code):
    with pytest.raises(PlanErrors, match=re.escape(code)):
        plan(SOUND.replace("title: 寒假", f"title: 寒{letter}假", 1))


@pytest.mark.parametrize(
    "beginning",
    [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1", b"{\\rtf1", b"%PDF-1.7", b"\xff\xd8\xff\xe0", b"Rar!", b"\n<html>"],
    ids=["docx", "doc", "rtf", "pdf", "photo", "rar", "page"],
)
def test_what_is_no_text_is_called_what_it_is(beginning):
    with pytest.raises(PlanErrors) as refused:
        read(beginning + bytes(2_000_000))
    (error,) = refused.value.errors
    assert "文件，不是文本" in error.zh
    assert "not text" in error.en


def test_a_character_that_turns_the_text_around_is_named():
    with pytest.raises(PlanErrors, match="invisible"):
        plan(SOUND.replace("title: 寒假", "title: \u202e寒假", 1))


@pytest.mark.parametrize("text", ["2027-01-22 24:00", "2027-01-22 24:00:00", "2027-01-22"])
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
