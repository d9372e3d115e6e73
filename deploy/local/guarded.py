"""The broker that `make up` runs: it lets nobody in but by name, and each system only to what is its own (docs/decisions/0024).

Anybody on a shared machine can reach a loopback port. So each system has a password, and so has the stack itself, which alone may do
everything; of the systems' the broker keeps what SCRAM knows them by.
"""

import asyncio
import hashlib
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.local.kafka import Kafka
from deploy.local.passwords import password
from shared.events.registry import SYSTEMS

STACK = "stack"
_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required"
_PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"
# The controller reads the users from its log, so it knows its own process, the only one that comes to it, by heart.
PROPERTIES = {
    "listener.security.protocol.map": "SYSTEMS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT",
    "inter.broker.listener.name": "SYSTEMS",
    "listener.name.systems.sasl.enabled.mechanisms": "SCRAM-SHA-512",
    "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
    "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
    "sasl.mechanism.controller.protocol": "PLAIN",
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": f"User:{STACK}",
}


class Guarded(Kafka):
    """Who has an `address` comes by it. It answers once the topics are there, and each may do what it must."""

    listener = "SYSTEMS"

    def address(self, user: str) -> str:
        """Of a system, or of the stack; as AIXIN_KAFKA says it."""
        return f"scram://{user}:{self._password(user)}@{self.bootstrap}"

    def fits(self) -> bool:
        """A log that was made for other users, or for everybody, goes: what was in it each system tells again (docs/decisions/0019)."""
        made_for = self.data / "users"
        return made_for.exists() and made_for.read_text() == self._users()

    def create(self, fresh: Path) -> None:
        """Format the log folder, and say for whom."""
        super().create(fresh)
        (fresh / "users").write_text(self._users())

    def format(self, words: Sequence[str]) -> None:
        """With the users in the log from its first record on."""
        known = [f"SCRAM-SHA-512=[name={user},password={self._password(user)}]" for user in (STACK, *SYSTEMS)]
        super().format([*words, *(word for user in known for word in ("--add-scram", user))])

    def properties(self) -> dict[str, str]:
        """Each listener with those it lets in."""
        stack = f'username="{STACK}" password="{self._password(STACK)}"'
        return {
            **super().properties(),
            **PROPERTIES,
            "listener.name.systems.scram-sha-512.sasl.jaas.config": f"{_SCRAM} {stack};",
            "listener.name.controller.plain.sasl.jaas.config": f'{_PLAIN} {stack} user_{STACK}="{self._password(STACK)}";',
        }

    def ready(self) -> bool:
        """It listens, and took what each may do."""
        try:
            socket.create_connection(("127.0.0.1", self.port), 0.5).close()
        except OSError:
            return False
        from deploy.rights import granted  # noqa: PLC0415 - imports half a second's worth of code, while the server starts

        with ThreadPoolExecutor(1) as elsewhere:  # in this thread a loop may run
            return elsewhere.submit(asyncio.run, granted(self.address(STACK))).result()

    def _users(self) -> str:
        """Another one for other users or passwords, which it does not betray."""
        passwords = [self._password(user) for user in (STACK, *SYSTEMS)]
        return hashlib.sha256(repr(passwords).encode()).hexdigest()

    def _password(self, user: str) -> str:
        return password(self.folder, user)
