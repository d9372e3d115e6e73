"""Mail addresses people type."""

import re

_PLAIN = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


def mail_address(typed: str) -> str | None:
    """The address as it is stored: trimmed, the domain in lower case; None when it is not one.

    Only what every mail server takes: ASCII, no quotes, no comments, at most 254 characters.
    """
    address = typed.strip().replace("\uff20", "@")  # a Chinese keyboard's @
    local, _, domain = address.rpartition("@")
    if len(address) > 254 or ".." in local or local.startswith(".") or local.endswith("."):
        return None
    return f"{local}@{domain.lower()}" if _PLAIN.fullmatch(address) else None
