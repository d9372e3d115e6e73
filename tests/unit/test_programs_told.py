"""The pages of unions' programs have words for all that they may have to say."""

from services.notify.usecases.webhooks import ALL_KINDS
from services.notify.web.programs import OFTEN
from services.notify.words import programs
from services.notify.words.programs import why


def test_every_kind_has_words_and_what_is_ticked_at_first_is_there():
    assert set(programs.KINDS) == {*ALL_KINDS, "test", ""}
    assert set(OFTEN) <= set(ALL_KINDS)


def test_a_reason_that_nobody_foresaw_is_told_as_a_broken_connection():
    assert why("ReadError") == programs.BROKEN
    assert why("failing") == programs.FAILING and why("gone") == programs.GONE
