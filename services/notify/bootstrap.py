"""The system of notifications, wired."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from services.notify import api
from services.notify.channels.channel import Carrier
from services.notify.channels.mail import MailChannel
from services.notify.channels.phones import Phones
from services.notify.channels.push import PushChannel
from services.notify.channels.sms import SmsChannel
from services.notify.channels.web import Outside
from services.notify.channels.wechat import WeChatChannel
from services.notify.channels.workplace import WorkplaceChannel
from services.notify.handlers import HANDLERS, TIMERS
from services.notify.live import Live
from services.notify.store import messages, public_events, webhooks
from services.notify.store.copied import COPYING
from services.notify.texts import as_read
from services.notify.usecases.after_restore import after_restore
from services.notify.usecases.devices import PushTools
from services.notify.usecases.open_channels import open_channels
from services.notify.usecases.resolve_doubts import resolve_doubts
from services.notify.usecases.send import Pace, Senders, tell_not_set_up
from services.notify.usecases.send_webhooks import HookPace, WebhookWorker
from services.notify.usecases.webhooks import Tools
from services.notify.web import board, devices, pages, programs, receipts, stream, ways
from shared.crypto import Vault
from shared.db.pool import Database
from shared.db.prune import CLOCKS_DIFFER
from shared.keys import push_keys
from shared.providers.accounts import Accounts, accounts
from shared.providers.webpush import point, written
from shared.settings import Settings
from shared.system import System
from shared.web import copies


class Notify(System):
    """A system whose commits also wake the open inboxes, and whoever tells programs. A demonstration has no providers: its phones are somebody's."""

    def __init__(self, settings: Settings, pace: Pace, outside: Outside, hook_pace: HookPace) -> None:
        self.live, vault = Live(), Vault(settings.keys_dir, "notify")
        held = Accounts() if settings.demo else accounts(settings.channels_at)
        channels = opened(settings, held, pace, self, outside) if settings.works else []
        senders = [Senders(channel, settings, pace) for channel in channels]
        self.hooks = WebhookWorker(vault, outside, hook_pace)
        sending = {f"{s.channel.name}-{n}": s.run for s in senders for n in range(1, pace.senders + 1)}
        asking = {
            f"{c.name}-doubts": partial(resolve_doubts, c, pace.hurry) for c in channels if isinstance(c, SmsChannel)
        }
        hooking = {f"webhook-{n}": self.hooks.run for n in range(1, hook_pace.senders + 1)}
        super().__init__(
            "notify",
            settings,
            home=Path(__file__).parent,
            routers=[
                *api.ROUTERS,
                programs.router,
                pages.router,
                ways.router,
                devices.router,
                board.router,
                receipts.router,
                stream.router(self.live),
                copies.router("notify", COPYING, reads=as_read),
            ],
            handlers=HANDLERS,
            timers=TIMERS,
            preparing=[partial(open_channels, channels, pace.hurry)] if settings.works else [],
            after_restore=after_restore,
            copying=COPYING,
            prunes={
                "message": messages.aged(timedelta(days=settings.message_days)),
                "public_event": public_events.aged(settings.event_life + CLOCKS_DIFFER),
                "webhook_delivery": webhooks.aged(settings.event_life),
                "forgotten": messages.forgotten(settings.inbox_life + CLOCKS_DIFFER),
            },
            answering={"live": self.live.run},
            workers=sending | asking | hooking,
            at_start={} if settings.smtp_url else {"mail": tell_not_set_up},
        )
        self.app.state.webhooks = Tools(vault, outside)
        self.app.state.providers = held
        server_keys = [written(point(key.public_key())) for key in push_keys(settings.keys_dir)] if held.push else []
        self.app.state.push = PushTools(vault, outside, tuple(server_keys))

    def committed(self) -> None:
        """Relay, timers, open inboxes and whoever tells programs look at once."""
        super().committed()
        self.live.wake()
        self.hooks.wake()


def opened(settings: Settings, held: Accounts, pace: Pace, system: Database, outside: Outside) -> list[Carrier[Any]]:
    """The ways to families that this installation has, by what it holds with providers."""
    channels: list[Carrier[Any]] = [MailChannel(settings, pace.deadline)] if settings.smtp_url else []
    if held.sms and held.sms.notices:
        channels.append(SmsChannel(held.sms, Phones(settings)))
    if held.wechat and held.wechat.notices:
        channels.append(WeChatChannel(held.wechat, settings, system))
    if held.wecom:
        channels.append(WorkplaceChannel("wecom", held.wecom, settings, system))
    if held.dingtalk:
        channels.append(WorkplaceChannel("dingtalk", held.dingtalk, settings, system))
    if held.push:
        channels.append(PushChannel(held.push, settings, system, outside, pace.hurry))
    return channels


def build(
    settings: Settings, pace: Pace | None = None, *, outside: Outside | None = None, hook_pace: HookPace | None = None
) -> System:
    """The system, not yet running; both paces are for tests that cannot wait, `outside` for those that are the world."""
    return Notify(settings, pace or Pace(), outside or Outside(at_home=settings.demo), hook_pace or HookPace())
