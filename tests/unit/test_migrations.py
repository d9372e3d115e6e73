"""What has landed is never edited: databases have it already."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIST = ROOT / "shared" / "db" / "migrations.sha256"


def test_every_migration_is_listed_and_as_it_landed() -> None:
    listed = [line for line in LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    files = sorted(
        file.relative_to(ROOT).as_posix() for room in ("services", "shared") for file in (ROOT / room).rglob("*.sql")
    )
    there = [
        f"{hashlib.sha256((ROOT / file).read_bytes()).hexdigest()}  {file}" for file in files if "/migrations/" in file
    ]
    assert listed == there
