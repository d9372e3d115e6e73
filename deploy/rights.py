"""The topics, and who may do what with them: made as shared/events/rights.py says, at each start, by the broker's own user.

What a later version no longer grants is taken away again. Doing it twice changes nothing.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError
from aiokafka.protocol.admin import CreateAclsRequest, DeleteAclsRequest, DescribeAclsRequest

from deploy.words import stack as words
from shared.events.registry import SYSTEMS
from shared.events.rights import Right, rights
from shared.messaging.address import options
from shared.messaging.broker import BrokerLost, start, within
from shared.messaging.topics import ensure_topics

SECONDS, PATIENCE = 10.0, 120.0
"""Until an answer; until a broker that starts has granted everything."""
# The numbers of Kafka's protocol.
_KINDS, _OPERATIONS = {"topic": 2, "group": 3}, {"Read": 3, "Write": 4, "Describe": 8, "DescribeConfigs": 10}
_ANY, _LITERAL, _ALLOW = 1, 3, 3

_Acl = tuple[int, str, int, str, str, int, int]
"""Kind, name, pattern, principal, host, operation, permission: as the broker lists them."""
_Ask = Callable[[Any], Awaitable[Any]]


async def granted(kafka: str) -> bool:
    """Whether it is so at the broker with this address, which is that of its own user. What was not so yet was told to it: ask again."""
    try:
        await ensure_topics(kafka, "")
        async with _asking(kafka) as ask:
            return await _grant(ask, {_acl(system, right) for system in SYSTEMS for right in rights(system)})
    except (BrokerLost, KafkaError, OSError, TimeoutError):
        return False


async def _grant(ask: _Ask, wanted: set[_Acl]) -> bool:
    known = _listed(await ask(DescribeAclsRequest(_ANY, None, _ANY, None, None, _ANY, _ANY)))
    for acl in sorted(wanted - known):
        _check((await ask(CreateAclsRequest(*acl))).creation_responses)
    for acl in sorted(known - wanted):
        _check((await ask(DeleteAclsRequest(*acl))).filter_responses)
    return known == wanted  # the controller takes what it is told before the broker goes by it


def _acl(user: str, right: Right) -> _Acl:
    return _KINDS[right.kind], right.name, _LITERAL, f"User:{user}", "*", _OPERATIONS[right.operation], _ALLOW


def _listed(answer: Any) -> set[_Acl]:
    _check([(answer.error_code, answer.error_message)])
    return {(kind, name, pattern, *acl) for kind, name, pattern, acls in answer.resources for acl in acls}


def _check(answers: Any) -> None:
    for code, message, *_ in answers:
        if code:
            raise BrokerLost(f"rights were refused: {code} {message}")


@asynccontextmanager
async def _asking(kafka: str) -> AsyncIterator[_Ask]:
    """The one broker."""
    client = AIOKafkaClient(**options(kafka), request_timeout_ms=int(SECONDS * 1000))
    try:
        await start(SECONDS, client.bootstrap())
        if not (nodes := client.cluster.brokers()):
            raise BrokerLost("it starts, and does not know itself yet")
        (node,) = nodes
        yield partial(client.send, node.nodeId)
    finally:
        await within(1, client.close())


def main(kafka: str) -> None:
    """Wait until it is so, as a container that comes before the systems; ends with a sentence when the broker does not take it."""
    deadline = time.monotonic() + PATIENCE
    while not asyncio.run(granted(kafka)):
        if time.monotonic() > deadline:
            sys.exit("\n".join(words.NOT_GRANTED))
        time.sleep(0.2)


if __name__ == "__main__":
    main(os.environ["AIXIN_KAFKA"])
