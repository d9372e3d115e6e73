"""Telephone numbers inside a text, made so that they can be tapped."""

import re

from markupsafe import Markup, escape

_NUMBER = re.compile(r"(?<![\d-])(?:0\d{2,3}[- ]?\d{7,8}|1[3-9]\d{9}|400[- ]?\d{3}[- ]?\d{4}|12351)(?![\d-])")
"""As notices write them: with an area code, mobile, 400, and the hotline of the unions."""


def phones(text: str) -> Markup:
    """The text, escaped, with every number as a link that calls it."""
    found, at = Markup(), 0
    for number in _NUMBER.finditer(text):
        digits = re.sub(r"\D", "", number[0])
        found += escape(text[at : number.start()]) + Markup('<a href="tel:{}">{}</a>').format(digits, number[0])
        at = number.end()
    return found + escape(text[at:])
