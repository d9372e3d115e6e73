"""A phone number as people write it."""

import pytest

from services.booking.domain.contact import phone_of


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("13812345678", "13812345678"),
        (" 138 1234 5678 ", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("0537-2345678", "0537-2345678"),
        ("(0537)2345678", "0537-2345678"),
        ("010 12345678", "010-12345678"),
        ("1381234567", None),
        ("23812345678", None),
        ("2345678", None),
        ("妈妈", None),
        ("", None),
    ],
)
def test_a_number_is_read_as_it_is_meant_or_not_at_all(typed, meant):
    assert phone_of(typed) == meant
