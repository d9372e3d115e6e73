"""Whom to call while the children are in care, and how a phone number is read."""

import re
import unicodedata
from dataclasses import dataclass

_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})(\d{7,8})")


@dataclass(frozen=True, slots=True)
class Contact:
    """The one to call first."""

    name: str
    phone: str
    """As `phone_of` writes it."""


def phone_of(text: str) -> str | None:
    """13812345678 or 0537-2345678, whatever stands between the digits; None for what is no number of China's."""
    digits = re.sub(r"[\s()\-–—·.]", "", unicodedata.normalize("NFKC", text))
    if mobile := _MOBILE.fullmatch(digits):
        return mobile[1]
    if landline := _LANDLINE.fullmatch(digits):
        return f"{landline[1]}-{landline[2]}"
    return None
