"""What was set up, and what was forgotten: the address that families use, the demonstration, backups."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from aixin.doctor.complaint import Complaint, grave, worth_knowing
from aixin.options import LAST_BACKUP
from aixin.words import doctor as words
from shared.demonstration import open_on
from shared.kernel.clock import machine_clock
from shared.providers.accounts import accounts
from shared.settings import Settings

TOO_OLD = timedelta(days=2)


def address(settings: Settings) -> Iterator[Complaint]:
    """Where families come in, against where we listen."""
    where, url = settings.published or settings.host, settings.public_url
    if not open_on(where, "http://127.0.0.1") and open_on("127.0.0.1", url):
        yield worth_knowing(
            words.ADDRESS_LOCAL,
            where=where,
            url=url,
        )
    if not settings.secure and not open_on("127.0.0.1", url):
        yield worth_knowing(
            words.NOT_HTTPS,
            url=url,
        )


def channels(settings: Settings) -> Iterator[Complaint]:
    """Whether a family that has only its phone can log in."""
    if not settings.demo and accounts(settings.channels_at).sms is None:
        yield worth_knowing(words.NO_SMS, file=settings.channels_at)


def backups(home: Path, now: datetime | None = None) -> Iterator[Complaint]:
    """The last one that was taken of this folder."""
    if not (home / "postgres" / "data").exists():
        return  # there is nothing yet
    now = now or machine_clock()
    try:
        folder = Path((home / LAST_BACKUP).read_text(encoding="utf-8").strip())
        taken = datetime.fromtimestamp((folder / "manifest.json").stat().st_mtime, now.tzinfo)
    except OSError:
        yield worth_knowing(
            words.NO_BACKUP,
            day=now,
        )
        return
    if now - taken > TOO_OLD:
        tell = grave if now - taken > 7 * TOO_OLD else worth_knowing
        yield tell(
            words.BACKUP_OLD,
            folder=folder,
            days=(now - taken).days,
        )
