"""A log-in code, an invitation, or a warning, as a text message: at once, for somebody waits for it, and never behind anything else."""

from uuid import uuid4

from shared.kernel.sending import Away, Outcome, Refused
from shared.providers.accounts import SmsAccount, Template
from shared.providers.calling import client
from shared.providers.sms import Sms

TRIES = 2
"""Of a provider that surely did not take it; whoever waits for a code does not wait for a third."""


async def send_code(account: SmsAccount, phone: str, code: str, minutes: int) -> Outcome:
    """What became of it; `minutes` it is good for. One whose answer was lost is not sent again: it may have arrived."""
    return await _send(account, phone, account.code, code=code, minutes=str(minutes))


async def send_invitation(account: SmsAccount, phone: str) -> Outcome:
    """That a guardian invites whoever has the phone; refused where the installation has no words for it."""
    if account.invitation is None:
        return Refused("no [sms.invitation] in channels.toml", "configuration")
    return await _send(account, phone, account.invitation)


async def send_warning(account: SmsAccount, phone: str, hours: int) -> Outcome:
    """That the number is to be replaced in so many hours; refused where the installation has no words for it."""
    if account.warning is None:
        return Refused("no [sms.warning] in channels.toml", "configuration")
    return await _send(account, phone, account.warning, hours=str(hours))


async def _send(account: SmsAccount, phone: str, template: Template, **values: str) -> Outcome:
    sms = Sms(phone, template.template, template.filled(**values), uuid4())
    async with client() as web:
        provider = account.opened(web)
        for _ in range(TRIES):
            try:
                return await provider.send(sms)
            except Away as away:
                reason = str(away)
    return Refused(reason, "transient")
