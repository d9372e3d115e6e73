"""What every answer has in common."""

import pytest

from shared.web.shapes import Misshapen, Output


class Word(Output):
    text: str


def test_an_answer_of_the_wrong_shape_is_a_fault_of_ours_not_of_whoever_asked():
    with pytest.raises(Misshapen, match="text"):
        Word(text=None)
