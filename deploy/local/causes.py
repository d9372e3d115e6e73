"""What can be known of a failed start from a program's own words, and what to do about it."""

import re

from deploy.words import stack as words
from shared.kernel.sentence import Sentence

KNOWN = (
    (r"No space left on device|Disk quota exceeded", words.DISK_FULL),
    (
        r"Permission denied|Operation not permitted|AccessDenied|Read-only file system|data directory .* has (wrong|invalid)",
        words.NO_PERMISSION,
    ),
    (r"Address already in use|BindException", words.PORT_JUST_TAKEN),
    (r"Cannot allocate memory|OutOfMemoryError|insufficient memory", words.NO_MEMORY),
    (r"files are incompatible with server|No MetadataVersion with", words.OTHER_VERSION),
    (r"Exec format error|cannot execute binary file|GLIBC\S* not found", words.OTHER_MACHINE),
)
"""Words of programs → what they mean."""


def cause(said: str) -> Sentence | None:
    """What is meant by the first thing known in these words; None rather than a guess."""
    return next((meant for pattern, meant in KNOWN if re.search(pattern, said)), None)
