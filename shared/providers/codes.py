"""A log-in code as a text message: at once, for somebody waits for it, and never behind anything else."""

from uuid import uuid4

from shared.kernel.sending import Away, Outcome, Refused
from shared.providers.accounts import SmsAccount, client
from shared.providers.sms import Sms

TRIES = 2
"""Of a provider that surely did not take it; whoever waits for a code does not wait for a third."""


async def send_code(account: SmsAccount, phone: str, code: str, minutes: int) -> Outcome:
    """What became of it; `minutes` it is good for. One whose answer was lost is not sent again: it may have arrived."""
    filled = account.code.filled(code=code, minutes=str(minutes))
    sms = Sms(phone, account.code.template, filled, uuid4())
    async with client() as web:
        provider = account.opened(web)
        for _ in range(TRIES):
            try:
                return await provider.send(sms)
            except Away as away:
                reason = str(away)
    return Refused(reason, "transient")
