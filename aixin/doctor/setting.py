"""What was set up, and what was forgotten: the address that families use, the demonstration, backups."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from aixin.doctor.complaint import Complaint, grave, worth_knowing
from aixin.options import LAST_BACKUP
from shared.demonstration import open_on
from shared.kernel.clock import machine_clock
from shared.settings import Settings

TOO_OLD = timedelta(days=2)


def address(settings: Settings) -> Iterator[Complaint]:
    """Where families come in, against where we listen."""
    where, url = settings.published or settings.host, settings.public_url
    if not open_on(where, "http://127.0.0.1") and open_on("127.0.0.1", url):
        yield worth_knowing(
            "对外开放了（{where}），而 AIXIN_PUBLIC_URL 还是 {url}：邮件里的链接只在本机有效。请设为家长用的网址。",
            "It is open to others ({where}), but AIXIN_PUBLIC_URL is still {url}: links in mails lead nowhere else. Set the address families use.",
            where=where,
            url=url,
        )
    if not settings.secure and not open_on("127.0.0.1", url):
        yield worth_knowing(
            "家长用的网址 {url} 不是 https，别人能读到登录信息。请设置 AIXIN_SITE，证书会自动申请。",
            "The address {url} is not https: others can read log-ins on the way. Set AIXIN_SITE; certificates come by themselves.",
            url=url,
        )


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
            "没有备份。请运行：aixin backup /别的磁盘/{day:%Y-%m-%d}",
            "There is no backup. Run: aixin backup /another/disk/{day:%Y-%m-%d}",
            day=now,
        )
        return
    if now - taken > TOO_OLD:
        tell = grave if now - taken > 7 * TOO_OLD else worth_knowing
        yield tell(
            "最近的备份 {folder} 已有 {days} 天。请每天备份：aixin backup",
            "The last backup, {folder}, is {days} days old. Take one every day: aixin backup",
            folder=folder,
            days=(now - taken).days,
        )
