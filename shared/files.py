"""How many files a process may have open, and so how many visitors at once: each connection is a file."""

import resource
from contextlib import suppress

OTHER_FILES = 200
"""Open files for databases, broker, papers and whatever else is no visitor's connection."""
MANY = 20_000
"""Connections a process bears, however many files it may open."""


def most_connections() -> int:
    """How many connections this process may hold, once it may open as many files as the system allows."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # a kernel may allow less than it says
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MANY if files == resource.RLIM_INFINITY else min(max(files - OTHER_FILES, files // 4), MANY)
