"""Where tests may kill or stop the path of an event. `FAIL_AT=P6` ends the process there, as a power cut would.

P5 relay has read · P6 produced, not marked · P7 marked · P8 consumed, not stored · P9 stored, not sent
P10 sent, not recorded · P11 stored, offset not committed
"""

import os
from collections.abc import Awaitable, Callable

_fail_at = os.environ.get("FAIL_AT")
hooks: dict[str, Callable[[], Awaitable[None]]] = {}
"""What a test wants to happen at a step of this process."""


async def reached(step: str) -> None:
    """Say that the step is reached; does nothing outside tests."""
    if step == _fail_at:
        os._exit(137)
    if step in hooks:
        await hooks[step]()
