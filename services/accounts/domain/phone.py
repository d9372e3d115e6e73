"""Mobile numbers of mainland China: one written form, and one that may be shown."""

import re
import unicodedata

_MOBILE = re.compile(r"1[3-9]\d{9}")
_DECORATION = re.compile(r"[\s\-()—–.·]")


def normal(text: str) -> str | None:
    """Eleven digits, however they were typed (+86, spaces, dashes, full-width, Excel's `.0`); None when it is no mobile number."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix(".0")
    digits = _DECORATION.sub("", plain).lstrip("'")
    digits = re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", digits)
    return digits if _MOBILE.fullmatch(digits) else None


def masked(phone: str) -> str:
    """138****0001"""
    return f"{phone[:3]}****{phone[-4:]}"
