"""A password for each user of a server: one secret file (0600) in its folder, from which each user's is derived."""

import hashlib
import secrets
from pathlib import Path

from deploy.local.server import write_private


def password(folder: Path, user: str) -> str:
    """32 letters and digits; the secret is made when there is none."""
    file = folder / "secret"
    if not file.exists():
        write_private(file, secrets.token_hex(32))
    return hashlib.sha256(f"{file.read_text()}:{user}".encode()).hexdigest()[:32]
