"""What is said in Chinese and English."""

import difflib
from collections.abc import Iterable

from services.classes.words import plan_values as wrong

Pair = tuple[str, str]
"""Chinese, English."""


def closest(word: str, known: Iterable[str]) -> Pair:
    """“Did you mean …?”, or nothing when no known word is near."""
    near = difflib.get_close_matches(word.lower().replace("-", "_"), list(known), n=1, cutoff=0.6)
    return wrong.DID_YOU_MEAN.of(near=near[0]) if near else ("", "")
