"""One message to whoever operates the system, to hear what a provider says: by each channel what comes nearest to a family's."""

from collections.abc import Callable, Coroutine, Mapping
from uuid import uuid4

from shared.kernel.clock import ZONE, machine_clock
from shared.kernel.sending import Outcome, Suppressed
from shared.providers.accounts import Accounts
from shared.providers.calling import client
from shared.providers.codes import send_code
from shared.providers.wechat import FieldMessage
from shared.words.providers import INSTANT, TRIAL, TRIAL_STATE


async def _by_sms(held: Accounts, phone: str) -> Outcome:
    assert held.sms  # noqa: S101 - whoever asks has looked
    return await send_code(held.sms, phone, "000000", 10)


async def _by_wechat(held: Accounts, openid: str) -> Outcome:
    assert held.wechat  # noqa: S101 - as above
    for template in held.wechat.notices.values():
        shown = {field: _shown(field) for field in template.fields}
        async with client() as web:
            service = held.wechat.opened(web)
            granted = await service.access(anew=False)
            message = FieldMessage(openid, template.template, shown, "", uuid4())
            return await service.send(granted.token, message)
    return Suppressed("no [wechat.notices.…] in channels.toml")


def _shown(field: str) -> str:
    if field.startswith(("time", "date")):
        return INSTANT.format(machine_clock().astimezone(ZONE))
    return TRIAL_STATE if field.startswith("phrase") else TRIAL


TRIALS: Mapping[str, Callable[[Accounts, str], Coroutine[None, None, Outcome]]] = {"sms": _by_sms, "wechat": _by_wechat}
"""By channel. Each raises Away when the provider cannot be reached or lets us in no more."""
