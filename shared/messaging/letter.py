"""An event as it lies in the log, and how it is read: every way in which it can be poison ends in Unreadable."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from shared.events.envelope import Envelope, Event
from shared.events.registry import BY_TYPE
from shared.observability.causes import readable

LARGEST_BODY = 1_000_000


class Unreadable(Exception):
    """Poison: trying again cannot help. The message is the cause."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A record of a topic (its name without prefix), whoever wrote it."""

    topic: str
    partition: int | None
    offset: int | None
    key: bytes | None
    headers: Sequence[tuple[str, bytes]]
    body: bytes | None

    @classmethod
    def of(cls, record: Any, prefix: str) -> "Letter":
        """A record as the consumer gives it."""
        topic = record.topic.removeprefix(prefix)
        headers = [(name, value or b"") for name, value in record.headers]  # Kafka knows headers without a value
        return cls(topic, record.partition, record.offset, record.key, headers, record.value)

    def readable_headers(self) -> list[list[str]]:
        """Headers as text that a database can keep, whatever bytes they hold."""
        return [[readable(name), _text(value)] for name, value in self.headers]

    def id(self) -> UUID | None:
        """The event's id, if that much can be read."""
        try:
            return UUID(dict(self.headers)["ce_id"].decode())
        except (KeyError, ValueError):
            return None

    def fingerprint(self) -> bytes:
        """The same for every copy of the same letter."""
        parts = (self.topic, self.key, list(self.headers), self.body)
        return hashlib.sha256(repr(parts).encode()).digest()

    def envelope(self) -> Envelope:
        """What is known of the event besides its body. Raises Unreadable."""
        headers = dict(self.headers)
        try:
            version = headers["ce_specversion"].decode()
            envelope = Envelope(
                id=UUID(headers["ce_id"].decode()),
                type=headers["ce_type"].decode(),
                source=headers["ce_source"].decode(),
                time=datetime.fromisoformat(headers["ce_time"].decode()),
                topic=self.topic,
                key=(self.key or b"").decode(),
                traceparent=headers.get("ce_traceparent", b"").decode() or None,
            )
        except KeyError as missing:
            raise Unreadable(f"missing header {missing}") from missing
        except ValueError as invalid:
            raise Unreadable(f"invalid header: {invalid}") from invalid
        if envelope.time.tzinfo is None:
            raise Unreadable("invalid header: ce_time without a time zone")
        if version != "1.0":
            raise Unreadable(f"CloudEvents version {version}, not 1.0")
        return envelope

    def event(self, kind: type[Event]) -> Event:
        """The body as an event of this type. Raises Unreadable."""
        if len(self.body or b"") > LARGEST_BODY:
            raise Unreadable(f"body of {len(self.body or b'')} bytes, more than {LARGEST_BODY}")
        try:
            return kind.model_validate_json(self.body or b"")
        except ValidationError as invalid:
            wrong = "; ".join(
                f"{'.'.join(map(str, e['loc']))} {e['msg']}"
                for e in invalid.errors(include_url=False, include_input=False)
            )
            raise Unreadable(f"invalid body: {wrong}") from invalid


def type_of(envelope: Envelope) -> type[Event]:
    """The type's class. Raises Unreadable when nobody here knows it, or it does not belong to the topic."""
    kind = BY_TYPE.get(envelope.type)
    if kind is None:
        raise Unreadable(f"unknown type {envelope.type}")
    if envelope.topic != kind.TOPIC:
        raise Unreadable(f"{kind.TYPE} does not belong to topic {envelope.topic}")
    return kind


def _text(raw: bytes) -> str:
    return readable(raw.decode("utf-8", "backslashreplace"))
