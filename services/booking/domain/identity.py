"""Who a child is, without an ID number: its name as people would compare it, and its birth date."""

import unicodedata
from datetime import date

DOTS = dict.fromkeys(map(ord, ".·•‧∙⋅・･᛫⸱．。｡"))
"""What stands between the parts of 阿卜杜拉·卡德尔; keyboards have many of it, and some leave it out."""
UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
"""Categories of characters that nobody sees: spaces, zero widths, directions."""
FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that are drawn as nothing."""


def normalized(name: str) -> str:
    """The name as it is compared: width, spaces, dots, case, and what nobody sees make no difference.

    Empty only for a name of nothing else. Normalizing twice changes nothing.
    """
    wide = unicodedata.normalize("NFKC", name).translate(DOTS)
    seen = "".join(c for c in wide if unicodedata.category(c) not in UNSEEN and not _drawn_as_nothing(c))
    return unicodedata.normalize("NFKC", seen.casefold()).translate(DOTS)


def _drawn_as_nothing(c: str) -> bool:
    variation = "\ufe00" <= c <= "\ufe0f" or "\U000e0100" <= c <= "\U000e01ef" or "\u180b" <= c <= "\u180f"
    return variation or c in FILLERS


def alike(name: str, born: date | None, other_name: str, other_born: date | None) -> bool:
    """Whether a family that names both could mean one child: the same name, and no two birth dates that tell them apart."""
    return normalized(name) == normalized(other_name) and (born == other_born or None in (born, other_born))


def identity_text(name: str, born: date | None) -> str | None:
    """What the keyed hash of a child is made of; None while the birth date is not known, or nothing of the name can be compared."""
    compared = normalized(name)
    return f"child {born.isoformat()} {compared}" if born and compared else None
