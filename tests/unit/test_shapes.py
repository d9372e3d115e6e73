"""What every body and every answer has in common."""

from datetime import date
from typing import Annotated

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.errors import LONGEST_PATH, MOST_FIELDS, BadInput
from shared.web.shapes import ONE_LINE, BirthDate, Input, Misshapen, Output


class Word(Output):
    text: str


def test_an_answer_of_the_wrong_shape_is_a_fault_of_ours_not_of_whoever_asked():
    with pytest.raises(Misshapen, match="text"):
        Word(text=None)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 户口本\r\n首页 ", "户口本 首页"),
        ("户口\u202e本\u2066", "户口本"),
        ("张\u200b小\ufeff明\x00\x1b", "张小明"),
        ("a\u2028b\u2029c\u0085d\tе", "a b c d е"),
        ("阿依古丽·麦麦提 𠮷", "阿依古丽·麦麦提 𠮷"),
    ],
)
def test_words_of_one_line_are_kept_as_they_are_seen(typed, kept):
    assert TypeAdapter(Annotated[str, ONE_LINE]).validate_python(typed) == kept


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "9999-12-31"])
def test_nobody_who_is_no_child_today_is_one(day):
    with pytest.raises(ValidationError):
        TypeAdapter(BirthDate).validate_python(day)
    assert TypeAdapter(BirthDate).validate_python("2000-01-01") == date(2000, 1, 1)


class Tight(Input):
    text: str


def test_an_answer_tells_of_so_many_faults_and_no_more():
    """60,000 keys of 700 kB were once answered with 4 MB."""
    with pytest.raises(ValidationError) as wrong:
        Tight.model_validate({"text": "a"} | {f"{n}" + "k" * 1000: 1 for n in range(1000)})
    fields = BadInput.of(wrong.value).fields
    assert len(fields) == MOST_FIELDS and all(len(name) <= LONGEST_PATH for name in fields)
