"""The one-shot container `setup`: keys and passwords are made on the first start, so that none is ever typed, known or shipped.

    keys/              as shared/keys.py says; every system reads the public ones, each its own secret, accounts private.pem,
                       and those that send messages channels.toml, where an operator has put it
    <system>.pgpass    the password of its clerk in its database, in PostgreSQL's own format, readable by that system alone
    owners.pgpass      those of the databases' owners (docs/decisions/0033), readable by the container `migrate` alone
    auditor.pgpass     that of the role which compares the four (docs/decisions/0017), readable by booking, whose worker does it
    <system>.kafka     its password at the broker (docs/decisions/0024), readable by that system alone; stack.kafka that of the broker's own user
    kafka.users        all of these with the users' names, readable by the broker alone
    postgres.password  of the database's superuser; the image wants one, nobody uses it

What is there stays. Passwords may be deleted, a start makes new ones; `keys` must never be lost, and belong into every backup: personal data in
the databases can be read with the secrets alone.
"""

import os
import secrets
from pathlib import Path

from shared.keys import CALLERS, SYSTEMS, ensure_keys

GROUP = 10000
"""The one group of the four systems."""
USERS = {"accounts": 10001, "classes": 10002, "booking": 10003, "notify": 10004}
"""The user each system runs as, as in docker-compose.yml: one cannot read another's password."""
SENDERS = 10005
"""The group of those that send messages: accounts its codes, notify its notices."""
POSTGRES, KAFKA = 999, 1000
"""The users of the database and of the broker in their images."""
STACK = 10000
"""The user of our image, as which the broker is told of rights, and databases are brought up to date."""


def main(folder: Path) -> None:
    """Make what is missing in the folder, then say who may read what. Runs as root."""
    keys = folder / "keys"
    ensure_keys(keys)
    give(keys, 0, 0o750)
    give(keys / "public.json", 0, 0o440)
    give(keys / CALLERS, 0, 0o440)
    for system in SYSTEMS:
        give(keys / f"{system}.secret", USERS[system], 0o400)
    give(keys / "private.pem", USERS["accounts"], 0o400)
    if (keys / "channels.toml").exists():
        give(keys / "channels.toml", 0, 0o440, SENDERS)
    write_once(folder / "postgres.password", secrets.token_urlsafe(32))
    give(folder / "postgres.password", POSTGRES, 0o400)
    for system, user in USERS.items():
        file = folder / f"{system}.pgpass"
        write_passwords(file, f"aixin_{system}_clerk")
        give(file, user, 0o400)
    write_passwords(folder / "owners.pgpass", *(f"aixin_{system}" for system in SYSTEMS))
    give(folder / "owners.pgpass", STACK, 0o400)
    for name, user in {"stack": STACK, **USERS}.items():
        write_once(folder / f"{name}.kafka", secrets.token_hex(32))
        give(folder / f"{name}.kafka", user, 0o400)
    known = "".join(f"{file.stem} {file.read_text()}\n" for file in sorted(folder.glob("*.kafka")))
    write(folder / "kafka.users", known)
    give(folder / "kafka.users", KAFKA, 0o400)
    write_passwords(folder / "auditor.pgpass", "aixin_auditor")
    give(folder / "auditor.pgpass", USERS["booking"], 0o400)


def write_passwords(file: Path, *roles: str) -> None:
    """Write a new password for each of these roles, unless the file holds those of just them: once a system's was its owner's."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    if [line.split(":")[3] for line in lines] != list(roles):
        write(file, "".join(f"postgres:5432:*:{role}:{secrets.token_urlsafe(32)}\n" for role in roles))


def write_once(file: Path, text: str) -> None:
    """Write a file that only root may read, unless it is there."""
    if not file.exists():
        write(file, text)


def write(file: Path, text: str) -> None:
    """Write a file that only root may read, whole or not at all."""
    fresh = file.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(file)


def give(file: Path, user: int, mode: int, group: int = GROUP) -> None:
    """Let the user, and as far as the mode allows the group, read it."""
    os.chown(file, user, group)
    file.chmod(mode)


if __name__ == "__main__":
    main(Path("/run/aixin"))
