"""The system of notifications, wired."""

from datetime import timedelta
from pathlib import Path

from services.notify import api
from services.notify.handlers import HANDLERS, TIMERS
from services.notify.live import Live
from services.notify.store import messages
from services.notify.store.copied import COPYING
from services.notify.texts import as_read
from services.notify.usecases.after_restore import after_restore
from services.notify.usecases.send_mail import MailWorker, Pace, tell_not_set_up
from services.notify.web import pages, stream
from shared.db.prune import CLOCKS_DIFFER
from shared.settings import Settings
from shared.system import System
from shared.web import copies


class Notify(System):
    """A system whose commits also wake the open inboxes."""

    def __init__(self, settings: Settings, pace: Pace) -> None:
        self.live, mail = Live(), MailWorker(settings, pace)
        mailing = {f"mail-{n}": mail.run for n in range(1, pace.senders + 1)} if settings.smtp_url else {}
        super().__init__(
            "notify",
            settings,
            home=Path(__file__).parent,
            routers=[
                api.router,
                pages.router,
                stream.router(self.live),
                copies.router("notify", COPYING, reads=as_read),
            ],
            handlers=HANDLERS,
            timers=TIMERS,
            after_restore=after_restore,
            copying=COPYING,
            prunes={
                "message": messages.aged(timedelta(days=settings.message_days)),
                "forgotten": messages.forgotten(settings.inbox_life + CLOCKS_DIFFER),
            },
            answering={"live": self.live.run},
            workers=mailing,
            at_start={} if mailing else {"mail": tell_not_set_up},
        )

    def committed(self) -> None:
        """Relay, timers and open inboxes look at once."""
        super().committed()
        self.live.wake()


def build(settings: Settings, pace: Pace | None = None) -> System:
    """The system, not yet running; `pace` is for tests that cannot wait."""
    return Notify(settings, pace or Pace())
