"""What a Chinese keyboard, an office program or a copied page puts where YAML knows plain spaces and quotation marks alone."""

import re
import unicodedata

WIDE = "\u3000"
"""As broad as a Chinese character: two plain spaces."""
_OTHER = "\u00a0\u115f\u1160\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0"
_ANY = re.compile(f"[{_OTHER}]")
_HEAD = re.compile(rf"^[ {_OTHER}]+", re.MULTILINE)
_AROUND_KEY = re.compile(rf"(^ *(?:- +)?|[{{,][ {_OTHER}]*)([\w-]+)[ {_OTHER}]*:[ {_OTHER}]+", re.MULTILINE)
_AFTER_DASH = re.compile(rf"(^ *-)[ {_OTHER}]+", re.MULTILINE)
_TAIL = re.compile(rf"[ {_OTHER}]+(?=\r?$)", re.MULTILINE)
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff\U000e0000-\U000e007f]"
    r"|(?<![^\x00-\x7f])[\u200c\u200d\ufe00-\ufe0f]|[\u200c\u200d](?=[\x00-\x7f])"
)
"""Marks without width. What joins stays between other letters: within an emoji, and in the scripts that need it."""
_DOUBLE, _SINGLE = '“”„‟〝〞〟＂″"', "‘’‚‛＇′'"
_PAIRS = ("「」", "『』", "｢｣", "«»", "‹›")
_QUOTED = re.compile(
    "|".join(
        rf"[{first}]([^{first}{last}]*)[{last}]" for first, last in [(_DOUBLE, _DOUBLE), (_SINGLE, _SINGLE), *_PAIRS]
    )
)


def plain_spaces(text: str) -> str:
    """The same lines with plain spaces at their heads, around a key and at their ends, and nothing unseen; within a text its own stay."""
    text = _UNSEEN.sub("", text)
    text = _HEAD.sub(lambda found: "".join(" " * _width(space) for space in found[0]), text)
    text = _AROUND_KEY.sub(lambda found: f"{_ANY.sub(' ', found[1])}{found[2]}: ", text)
    return _TAIL.sub("", _AFTER_DASH.sub(r"\1 ", text))


def unquoted(text: str) -> str:
    """Without spaces and marks around the whole of it: what an office program makes of " and ', or what stands on Chinese keys."""
    found = _QUOTED.fullmatch(text := text.strip())
    return unquoted(found[found.lastindex or 0]) if found else text


def _width(space: str) -> int:
    return 2 if unicodedata.east_asian_width(space) in "FW" else 1
