"""Who sends receipts, and how each is understood and answered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson

from shared.kernel.sending import Receipt
from shared.providers import aliyun, tencent, wechat
from shared.providers.accounts import Accounts

MOST = 1000
"""Of one request; the providers send a hundred."""
Said = Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Receiving:
    """Of one provider."""

    channel: str
    read: Callable[[bytes], list[Receipt]]
    """What a request says. Raises ValueError for what it never sends."""
    taken: str
    """What it wants to hear; else it sends them again."""
    media_type: str = "application/json"
    signed: Callable[[Mapping[str, str], Accounts], bool] = lambda asked, held: True
    """Whether it signed the address, by the account that is held there; those that sign nothing know it alone."""


def _read(understand: Callable[[Said], list[Receipt]], body: bytes) -> list[Receipt]:
    said: Any = orjson.loads(body)
    if not isinstance(said, list) or len(said) > MOST:
        raise ValueError("no list of receipts")
    try:
        return understand(said)
    except (KeyError, TypeError, AttributeError) as other:
        raise ValueError("no receipt") from other


def _by_wechat(asked: Mapping[str, str], held: Accounts) -> bool:
    return held.wechat is not None and wechat.is_signed(asked, held.wechat.push_token.get_secret_value())


RECEIVING: Mapping[str, Receiving] = {
    "aliyun": Receiving("sms", partial(_read, aliyun.receipts), '{"code":0,"msg":"OK"}'),
    "tencent": Receiving("sms", partial(_read, tencent.receipts), '{"result":0,"errmsg":"OK"}'),
    "wechat": Receiving("wechat", wechat.receipts, "success", "text/plain", _by_wechat),
}
"""By the provider."""
