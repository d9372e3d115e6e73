"""Spaces that a Chinese keyboard or a copied page puts where YAML knows the plain one alone."""

import re
import unicodedata

WIDE = "\u3000"
"""As broad as a Chinese character: two plain spaces."""
_OTHER = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_HEAD = re.compile(rf"^[ {_OTHER}]+", re.MULTILINE)
_AFTER_KEY = re.compile(rf"(^ *(?:- +)?[\w-]+:|[{{,] *[\w-]+:|^ *-)[ {_OTHER}]+", re.MULTILINE)
_TAIL = re.compile(rf"[ {_OTHER}]+(?=\r?$)", re.MULTILINE)


def plain_spaces(text: str) -> str:
    """The same lines with plain spaces at their heads, after a key and at their ends; within a text its own stay."""
    text = _HEAD.sub(lambda found: "".join(" " * _width(space) for space in found[0]), text)
    return _TAIL.sub("", _AFTER_KEY.sub(lambda found: f"{found[1]} ", text))


def _width(space: str) -> int:
    return 2 if unicodedata.east_asian_width(space) == "F" else 1
