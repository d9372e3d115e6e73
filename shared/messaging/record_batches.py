"""Records for the broker in batches that are built here: the client's own way keeps a promise for each record, which costs five times the rest.

Batches of one partition go one after the other, in the order of their records; those of different partitions at once.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from aiokafka.errors import MessageSizeTooLargeError
from aiokafka.partitioner import murmur2
from aiokafka.record.default_records import DefaultRecordBatchBuilder

LARGEST = 1024 * 1024
"""Bytes of a record; what is larger no broker of ours takes, and the client would not send it."""


class ForTopic(NamedTuple):
    """A record as its topic will have it."""

    topic: str
    key: bytes
    headers: Sequence[tuple[str, bytes]]
    body: bytes


class _Parcel:
    """Records of one partition, by their numbers."""

    def __init__(self, builder: Any, topic: str, partition: int) -> None:
        self.builder, self.topic, self.partition = builder, topic, partition
        self.numbers: list[int] = []

    def take(self, number: int, record: ForTopic) -> bool:
        """False when it is full; whatever comes first fits."""
        taken = self.builder.append(timestamp=None, key=record.key, value=record.body, headers=record.headers)
        if taken is not None:
            self.numbers.append(number)
        return taken is not None


async def send_all(producer: Any, records: Mapping[int, ForTopic]) -> dict[int, Exception]:
    """Send records in their order and wait for the broker's word; by number those that it will never take. Raises anything else."""
    refused: dict[int, Exception] = {n: _too_large() for n, record in records.items() if _size(record) > LARGEST}
    fine = {n: record for n, record in records.items() if n not in refused}
    partitions = {topic: sorted(await producer.partitions_for(topic)) for topic in {r.topic for r in fine.values()}}
    sent: dict[asyncio.Future[Any], _Parcel] = {}
    try:
        for batch in _filled(producer, fine, partitions):
            sent[await producer.send_batch(batch.builder, batch.topic, partition=batch.partition)] = batch
        if sent:
            await asyncio.wait(sent)
    finally:
        for future in sent:
            future.add_done_callback(_noticed)
    for future, batch in sent.items():
        failure = future.exception()
        if isinstance(failure, MessageSizeTooLargeError):
            refused |= dict.fromkeys(batch.numbers, failure)
        elif failure:
            raise failure
    return refused


def _filled(
    producer: Any, records: Mapping[int, ForTopic], partitions: Mapping[str, Sequence[int]]
) -> Iterable[_Parcel]:
    """The first of each partition, then the second ones, and so on: none waits for another partition's."""
    lanes: dict[tuple[str, int], list[_Parcel]] = {}
    for number, record in records.items():
        place = record.topic, partition(record.key, partitions[record.topic])
        lane = lanes.setdefault(place, [])
        if not lane or not lane[-1].take(number, record):
            lane.append(_Parcel(producer.create_batch(), *place))
            lane[-1].take(number, record)
    for n in range(max(map(len, lanes.values()), default=0)):
        yield from (lane[n] for lane in lanes.values() if n < len(lane))


def partition(key: bytes, every: Sequence[int]) -> int:
    """Where every client of Kafka puts a key."""
    return every[_hashed(key) % len(every)]


@lru_cache(maxsize=10_000)
def _hashed(key: bytes) -> int:
    """Remembered: the client reckons byte by byte, and at an opening one group is told of a thousand times."""
    return int(murmur2(key)) & 0x7FFFFFFF


def _size(record: ForTopic) -> int:
    return int(DefaultRecordBatchBuilder.estimate_size_in_bytes(record.key, record.body, record.headers))


def _too_large() -> MessageSizeTooLargeError:
    return MessageSizeTooLargeError(f"more than {LARGEST} bytes")


def _noticed(future: "asyncio.Future[Any]") -> None:
    if not future.cancelled():
        future.exception()
