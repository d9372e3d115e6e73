"""A number to call can be tapped; nothing else becomes a link."""

import pytest

from shared.phones import phones


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("园区工会 0537-1234567（工作日 09:00—17:00）", "05371234567"),
        ("请打13800000001。", "13800000001"),
        ("400-123-4567", "4001234567"),
        ("职工热线12351", "12351"),
    ],
)
def test_a_number_calls(text, digits):
    assert f'<a href="tel:{digits}">' in phones(text)


@pytest.mark.parametrize("text", ["2027-07-05", "09:00—17:00", "0537-12345678901", "3 号楼 12351234", ""])
def test_what_is_no_number_stays_text(text):
    assert phones(text) == text


def test_what_people_typed_is_escaped():
    assert phones("<b>12351</b>") == '&lt;b&gt;<a href="tel:12351">12351</a>&lt;/b&gt;'
