"""The one place where accounts is wired."""

from collections.abc import Mapping
from pathlib import Path

from services.accounts import api, demo
from services.accounts.channels import Channel
from services.accounts.channels.console import Console
from services.accounts.channels.sms import SmsCodes
from services.accounts.office import Office
from services.accounts.store import asleep, codes, invited_phones, role_changes, second_factors, sessions
from services.accounts.store.copied import COPYING
from services.accounts.usecases import expire_memberships, tell_roles, tell_unions
from services.accounts.usecases.after_restore import after_restore
from services.accounts.usecases.close_account import forget_again
from services.accounts.usecases.retell import retell
from services.accounts.web import (
    changing,
    close,
    console,
    desk,
    elsewhere,
    finding,
    inside,
    invited,
    keys,
    login,
    me,
    phone,
    privacy,
    roles,
    second_factor,
)
from shared.crypto import Vault
from shared.db.prune import Prunes
from shared.events.accounts import AccountClosed
from shared.keys import signing_key
from shared.messaging.heartbeat import Heartbeat
from shared.messaging.timers import TimerHandler
from shared.providers.accounts import accounts
from shared.providers.identity import IdentityProvider
from shared.settings import Settings
from shared.system import System
from shared.web import copies

ROUTERS = (
    *api.ROUTERS,
    login.router,
    elsewhere.router,
    me.router,
    close.router,
    phone.router,
    invited.router,
    privacy.router,
    second_factor.router,
    console.router,
    changing.router,
    roles.router,
    finding.router,
    desk.router,
    keys.router,
    inside.router,
    copies.router("accounts", COPYING),
)
TIMERS: Mapping[str, TimerHandler] = {
    expire_memberships.TIMER: expire_memberships.expire_memberships,
    tell_roles.GIVEN: tell_roles.role_given,
    tell_roles.LOGGED_IN: tell_roles.role_logged_in,
}
PRUNES: Prunes = {
    "login_code": codes.PRUNE,
    "invited_phone": invited_phones.PRUNE,
    "asleep": asleep.PRUNE,
    "known_browser": codes.PRUNE_BROWSERS,
    "session": sessions.PRUNE,
    "role_change": role_changes.PRUNE,
    "second_factor_reset": second_factors.PRUNE,
}


def build(settings: Settings, channel: Channel | None = None) -> System:
    """The system of people. `channel` sends the log-in codes; by default what `channels.toml` says, else the console."""

    async def seed(_: System) -> None:
        await demo.seed(office)

    async def beat(system: System) -> None:
        await Heartbeat(system.pool, settings.kafka, settings.topic_prefix, system.source).run()

    system = System(
        "accounts",
        settings,
        home=Path(__file__).parent,
        routers=ROUTERS,
        timers=TIMERS,
        workers={"heartbeat": beat},
        after_restore=after_restore,
        copying=COPYING,
        forgets={AccountClosed: forget_again},
        retell=retell,
        prunes=PRUNES,
        at_start={
            "memberships": expire_memberships.begin,
            "unions": tell_unions.begin,
            **({"demo": seed} if settings.demo else {}),
        },
        uploads=("/accounts/console/unions/", "/accounts/api/v1/unions/"),
    )
    vault, key = Vault(settings.keys_dir, "accounts"), signing_key(settings.keys_dir)
    office = Office(system, vault, key, channel or _channel(settings), _elsewhere(settings))
    system.app.state.office = office
    return system


def _channel(settings: Settings) -> Channel:
    """A demonstration sends nothing: its people are made up, and their phones are somebody's."""
    if settings.demo:
        return Console(silent_for=frozenset(demo.FAMILIES))
    sms = accounts(settings.channels_at).sms
    return SmsCodes(sms) if sms else Console()


def _elsewhere(settings: Settings) -> dict[str, IdentityProvider]:
    """Who vouches for people beside their phones; in a demonstration nobody."""
    return {} if settings.demo else accounts(settings.channels_at).identity_providers()
