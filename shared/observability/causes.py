"""Why something failed, in words that any log, database and terminal can hold, whatever bytes the failure quotes."""

from shared.errors import Unavailable
from shared.observability.logs import redact

LONGEST = 2_000
"""Characters of one text."""


def cause_of(error: BaseException) -> str:
    """One line: the kind of error and what it says, without the row that a database error quotes."""
    error = root_of(error)
    said = getattr(error, "message", None) or str(error)
    return readable(redact(f"{type(error).__name__}: {said}"))


def root_of(error: BaseException) -> BaseException:
    """What made the system unavailable; any other error itself."""
    return error.__cause__ if isinstance(error, Unavailable) and error.__cause__ else error


def readable(text: str, longest: int = LONGEST) -> str:
    """The text on one line and not too long; NUL, lone surrogates and whatever else cannot be printed as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:longest])[:longest]
