"""The code as a text message, by the provider that the installation has an account with."""

from datetime import timedelta

import structlog
from prometheus_client import Counter

from services.accounts.domain.limits import CODE_LIFE
from services.accounts.words import refusals
from shared.errors import BadInput, Refusal, TooMany, Unavailable
from shared.kernel.sending import Refused
from shared.kernel.words import EN, ZH
from shared.providers.accounts import SmsAccount
from shared.providers.codes import send_code, send_invitation, send_warning

LATER = 60
"""Seconds, as a family waits between two codes anyway."""
_SENT = Counter("aixin_accounts_code_sms_total", "Log-in codes handed to the provider, by what it said", ["outcome"])
log = structlog.get_logger()


class CodeNotSent(Unavailable):
    """The provider takes nothing from us now."""

    def __init__(self) -> None:
        Refusal.__init__(self, *refusals.CODE_NOT_SENT, retry_after=LATER)


class SmsCodes:
    """Sends by one account."""

    def __init__(self, account: SmsAccount) -> None:
        self._account = account

    async def send_code(self, phone: str, code: str) -> None:
        """Send; one whose answer was lost may arrive. Raises BadInput at `phone`, TooMany, CodeNotSent."""
        outcome = await send_code(self._account, phone, code, CODE_LIFE // timedelta(minutes=1))
        if not isinstance(outcome, Refused):
            _SENT.labels(type(outcome).__name__.lower()).inc()
            return
        _SENT.labels(outcome.why).inc()
        log.warning("code_refused", reason=outcome.reason, why=outcome.why, hint="aixin channels test sms PHONE")
        raise _told(outcome)

    async def invite(self, phone: str) -> None:
        """As a code, where the provider has a template for it."""
        outcome = await send_invitation(self._account, phone)
        if isinstance(outcome, Refused):
            log.warning("invitation_refused", reason=outcome.reason, why=outcome.why, hint="the link can be passed on")

    async def warn(self, phone: str, hours: int) -> None:
        """As a code, where the provider has a template for it."""
        outcome = await send_warning(self._account, phone, hours)
        if isinstance(outcome, Refused):
            log.warning("warning_refused", reason=outcome.reason, why=outcome.why, hint="call the old number")


def _told(refused: Refused) -> Refusal:
    """What the family hears: only about its own number, and its own hurry, can it do anything."""
    if refused.why == "user":
        return BadInput(*refusals.PHONE_UNREACHABLE, fields={"phone": refusals.PHONE_UNREACHABLE_HINT.both})
    if refused.why == "quota":
        good_for = (ZH.duration(CODE_LIFE), EN.duration(CODE_LIFE))
        return TooMany(*refusals.CODES_ENOUGH.of(good_for=good_for), code="code-too-often", retry_after=LATER)
    return CodeNotSent()
