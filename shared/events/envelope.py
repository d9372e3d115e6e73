"""An event and its CloudEvents 1.0 envelope (binary mode: attributes travel as Kafka headers, the body as JSON)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Event(BaseModel):
    """A fact, in the past tense. Adding an optional field keeps the type; anything else is a new type."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    TYPE: ClassVar[str]
    """`<service>.<what-happened>.v<n>`"""
    TOPIC: ClassVar[str]
    KEY: ClassVar[str]
    """The field whose value is the key: the id of the row that the transaction locks."""

    @property
    def key(self) -> str:
        """Events of one key keep their order."""
        return str(getattr(self, self.KEY))


def said_at(event_id: UUID) -> datetime | None:
    """When an event was said: an id of version 7, as all of ours are, begins with its instant in milliseconds."""
    return datetime.fromtimestamp((event_id.int >> 80) / 1000, UTC) if event_id.version == 7 else None


def dataschema(kind: str) -> str:
    """The `$id` of the JSON Schema of a type of event; the version is part of the type."""
    return f"urn:aixin:event:{kind}"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is known of an event besides its body."""

    id: UUID
    type: str
    source: str
    """The address of the system that said it, `https://…/booking`: it names the installation too."""
    time: datetime
    topic: str
    key: str
    traceparent: str | None = None

    def headers(self) -> list[tuple[str, bytes]]:
        """CloudEvents attributes as Kafka headers."""
        attributes = {
            "ce_specversion": "1.0",
            "ce_id": str(self.id),
            "ce_type": self.type,
            "ce_source": self.source,
            "ce_subject": self.key,
            "ce_dataschema": dataschema(self.type),
            "ce_time": self.time.isoformat(),
            "content-type": "application/json",
        }
        if self.traceparent:
            attributes["ce_traceparent"] = self.traceparent
        return [(name, value.encode()) for name, value in attributes.items()]
