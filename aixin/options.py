"""What `aixin up` was told."""

import os
from dataclasses import dataclass
from pathlib import Path

from shared.demonstration import open_on

LAST_BACKUP = "last-backup"
"""A file beside the data that says where their last backup lies."""


@dataclass(frozen=True, slots=True)
class Options:
    """Where to listen and where to keep all data."""

    host: str
    port: int
    home: Path

    @property
    def url(self) -> str:
        """The address that people use; `AIXIN_PUBLIC_URL` when it is not the one we listen on."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104 - compared, not bound
        return os.environ.get("AIXIN_PUBLIC_URL", f"http://{host}:{self.port}")

    @property
    def demo(self) -> bool:
        """Demo log-ins exist only where nobody but this machine can reach them."""
        return open_on(self.host, self.url)
