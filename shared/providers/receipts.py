"""Who sends receipts, and how each is understood and answered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from shared.kernel.sending import Receipt
from shared.providers import aliyun, tencent

MOST = 1000
"""Of one request; the providers send a hundred."""


@dataclass(frozen=True, slots=True)
class Receiving:
    """Of one provider."""

    channel: str
    understand: Callable[[Sequence[Mapping[str, object]]], list[Receipt]]
    taken: Mapping[str, object]
    """What it wants to hear; else it sends them again."""


RECEIVING: Mapping[str, Receiving] = {
    "aliyun": Receiving("sms", aliyun.receipts, {"code": 0, "msg": "OK"}),
    "tencent": Receiving("sms", tencent.receipts, {"result": 0, "errmsg": "OK"}),
}
"""By the provider."""


def read(provider: str, body: bytes) -> list[Receipt]:
    """What a request of the provider says. Raises ValueError for what it never sends."""
    said: Any = orjson.loads(body)
    if not isinstance(said, list) or len(said) > MOST:
        raise ValueError("no list of receipts")
    try:
        return RECEIVING[provider].understand(said)
    except (KeyError, TypeError, AttributeError) as other:
        raise ValueError("no receipt") from other
