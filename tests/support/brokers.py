"""Three brokers as deploy/k8s asks Strimzi for: each record on all three, none taken that is not on two."""

import base64
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy.local.kafka import Kafka
from deploy.local.server import free_port
from tests.support.stack import jars_folder, starting

TOGETHER = {
    "default.replication.factor": "3",
    "min.insync.replicas": "2",
    "offsets.topic.replication.factor": "3",
    "transaction.state.log.replication.factor": "3",
    "transaction.state.log.min.isr": "2",
    # A busy machine must not take a slow broker for a lost one.
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "metadata.max.idle.interval.ms": "500",
}


class Member(Kafka):
    """One of several, broker and controller in one."""

    def __init__(self, folder: Path, jars_dir: Path, number: int, cluster: str, controllers: Mapping[int, int]) -> None:
        """`controllers`: by number, the port of each."""
        super().__init__(folder, jars_dir)
        self.number, self._cluster, self._controllers = number, cluster, controllers

    def create(self, fresh: Path) -> None:
        """Format the log folder as the others' are."""
        fresh.mkdir(mode=0o700)
        words = ["kafka.tools.StorageTool", "format", "-t", self._cluster, "-c", str(self._configure(fresh))]
        self.run([*self._java(), *words])

    def _configure(self, data: Path) -> Path:
        file = super()._configure(data)
        told = dict(line.split("=", 1) for line in file.read_text().splitlines())
        at = f"127.0.0.1:{self._controllers[self.number]}"
        told |= TOGETHER | {
            "node.id": str(self.number),
            "listeners": f"PLAINTEXT://{self.bootstrap},CONTROLLER://{at}",
            "controller.quorum.voters": ",".join(f"{n}@127.0.0.1:{port}" for n, port in self._controllers.items()),
        }
        file.write_text("".join(f"{key}={value}\n" for key, value in told.items()))
        return file


@contextmanager
def three_brokers(folder: Path) -> Iterator[list[Member]]:
    """All run; a test may kill and start each."""
    cluster = "0" + base64.urlsafe_b64encode(os.urandom(16)).decode()[1:22]
    controllers = {number: free_port() for number in (1, 2, 3)}
    brokers = [Member(folder / str(number), jars_folder(), number, cluster, controllers) for number in controllers]
    try:
        with starting():
            for broker in brokers:
                broker.prepare()
            for broker in brokers:
                broker.launch()
            for broker in brokers:
                broker.wait()
        yield brokers
    finally:
        for broker in brokers:
            broker.kill()
