"""What a write that may be sent twice is known by, and what it is answered both times."""

import hashlib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What a write is answered: an HTTP status and a JSON body."""

    status: int
    body: dict[str, Any]


def digest(*parts: object) -> bytes:
    """Two writes are the same when this is."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).digest()
