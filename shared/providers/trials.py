"""One message to whoever operates the system, to hear what a provider says: by each channel what comes nearest to a family's."""

from collections.abc import Callable, Coroutine, Mapping
from uuid import uuid4

from shared.kernel.clock import ZONE, machine_clock
from shared.kernel.sending import Outcome, Suppressed
from shared.providers.accounts import Accounts
from shared.providers.calling import client
from shared.providers.codes import send_code
from shared.providers.wechat import FieldMessage


async def _by_sms(held: Accounts, phone: str) -> Outcome:
    assert held.sms  # noqa: S101 - whoever asks has looked
    return await send_code(held.sms, phone, "000000", 10)


async def _by_wechat(held: Accounts, openid: str) -> Outcome:
    assert held.wechat  # noqa: S101 - as above
    for template in held.wechat.notices.values():
        now = machine_clock().astimezone(ZONE)
        instant = f"{now.year}年{now.month}月{now.day}日 {now:%H:%M}"
        shown = {
            field: "试发"
            if field.startswith("phrase")
            else instant
            if field.startswith(("time", "date"))
            else "爱心托管试发"
            for field in template.fields
        }
        async with client() as web:
            service = held.wechat.opened(web)
            granted = await service.access(anew=False)
            message = FieldMessage(openid, template.template, shown, "", uuid4())
            return await service.send(granted.token, message)
    return Suppressed("no [wechat.notices.…] in channels.toml")


TRIALS: Mapping[str, Callable[[Accounts, str], Coroutine[None, None, Outcome]]] = {"sms": _by_sms, "wechat": _by_wechat}
"""By channel. Each raises Away when the provider cannot be reached or lets us in no more."""
