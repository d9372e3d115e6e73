"""What each system may do at the broker, by what the registry says: write what it tells, read what it hears, in its own group.

Here alone: the embedded broker and the one of docker-compose.yml are told it at each start (deploy/rights.py), and tests compare
deploy/k8s with it.
"""

from typing import NamedTuple

from shared.events.parked import EventParked
from shared.events.registry import EVENTS, FORGOTTEN_AGAIN, HEARD_BY_EACH, RECEIVERS


class Right(NamedTuple):
    """In the broker's own words."""

    kind: str
    """`topic` or `group`."""
    name: str
    """Of the topic or group; `*` is all of them."""
    operation: str
    """`Read`, `Write`, `Describe` or `DescribeConfigs`."""


def rights(system: str) -> frozenset[Right]:
    """All that a system may do, by its own name; everybody may see which topics there are and how long they keep, and tell of a dead letter."""
    tells = {event.TOPIC for event in EVENTS if event.TYPE.partition(".")[0] == system} | {EventParked.TOPIC}
    heard = (*RECEIVERS.get(system, ()), *HEARD_BY_EACH, *FORGOTTEN_AGAIN.get(system, ()))
    hears = {event.TOPIC for event in heard}
    groups = {system} if system in RECEIVERS else set[str]()
    return frozenset(
        {Right("topic", "*", "Describe"), Right("topic", "*", "DescribeConfigs")}
        | {Right("topic", topic, "Write") for topic in tells}
        | {Right("topic", topic, "Read") for topic in hears}
        | {Right("group", group, "Read") for group in groups}
    )
