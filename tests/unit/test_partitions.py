"""Where in its topic an event goes."""

import pytest
from aiokafka.partitioner import DefaultPartitioner

from shared.messaging.record_batches import partition


@pytest.mark.parametrize("partitions", [1, 24])
def test_a_key_goes_where_every_client_of_kafka_puts_it(partitions):
    every = list(range(partitions))
    keys = [f"019be1c2-5c3e-7a61-9d0e-{n:012}".encode() for n in range(200)]
    assert [partition(key, every) for key in keys] == [DefaultPartitioner()(key, every, every) for key in keys]
