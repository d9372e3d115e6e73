"""The event stream as AsyncAPI 3.0 describes it: who says what, who acts on it, and where."""

import inspect
from collections.abc import Mapping
from typing import Any

from shared.events.envelope import Event
from shared.events.parked import EventParked
from shared.events.registry import EVENTS, HEARD_BY_EACH, RECEIVERS, SYSTEMS, TOPICS
from shared.events.schema import schema

SCHEMA_FORMAT = "application/schema+json;version=draft-2020-12"
_SERVERS: dict[str, Any] = {
    "kafka": {
        "host": "{bootstrap}",
        "protocol": "kafka",
        "description": "The installation's broker (AIXIN_KAFKA); it is reached from inside only.",
        "variables": {
            "bootstrap": {"description": "Bootstrap servers, comma-separated", "default": "127.0.0.1:9092"},
        },
    }
}
_HEADERS: dict[str, Any] = {
    "type": "object",
    "required": ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time"],
    "properties": {
        "ce_specversion": {"const": "1.0"},
        "ce_id": {"type": "string", "format": "uuid"},
        "ce_type": {"type": "string"},
        "ce_source": {"type": "string", "format": "uri-reference", "description": "the system, at its public address"},
        "ce_subject": {"type": "string", "description": "what it is about: the key; older events have none"},
        "ce_dataschema": {"type": "string", "format": "uri", "description": "the schema's $id; older events have none"},
        "ce_time": {"type": "string", "format": "date-time"},
        "ce_traceparent": {"type": "string"},
        "content-type": {"const": "application/json"},
    },
}


def asyncapi(samples: Mapping[str, Any]) -> dict[str, Any]:
    """The whole document; `samples` holds an example for each type of the registry."""
    every: tuple[type[Event], ...] = (*EVENTS, EventParked)
    schemas: dict[str, Any] = {}
    for event in every:
        payload = schema(event, ref_template="#/components/schemas/{model}/schema")
        del payload["$id"]  # what it refers to is said from the root of this document
        schemas |= {name: _formatted(part) for name, part in payload.pop("$defs", {}).items()}
        schemas[event.TYPE] = _formatted(payload)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Aixin events",
            "version": "1",
            "description": "CloudEvents 1.0 over Kafka; see events.md.",
            "license": {"name": "AGPL-3.0-or-later"},
        },
        "defaultContentType": "application/json",
        "servers": _SERVERS,
        "channels": {topic: _channel(topic, every) for topic in TOPICS},
        "operations": _operations(),
        "components": {
            "messages": {event.TYPE: _message(event, samples.get(event.TYPE)) for event in every},
            "messageTraits": {"cloudEvent": {"headers": _HEADERS}},
            "schemas": schemas,
        },
    }


def _formatted(payload: dict[str, Any]) -> dict[str, Any]:
    return {"schemaFormat": SCHEMA_FORMAT, "schema": payload}


def _channel(topic: str, every: tuple[type[Event], ...]) -> dict[str, Any]:
    events = [event for event in every if topic == event.TOPIC]
    messages = {event.TYPE: {"$ref": f"#/components/messages/{event.TYPE}"} for event in events}
    return {"address": topic, "servers": [{"$ref": "#/servers/kafka"}], "messages": messages}


def _operations() -> dict[str, Any]:
    said = {event.__name__: _operation("send", event, f"said by {_of(event)}") for event in EVENTS}
    said[EventParked.__name__] = _operation(
        "send", EventParked, f"said by {', '.join(SYSTEMS)}; operators read it (aixin dead-letters)"
    )
    heard = {
        f"{event.__name__}_{system}": _operation("receive", event, f"{system} acts on it")
        for system, events in RECEIVERS.items()
        for event in events
    }
    told = {
        f"{event.__name__}_{system}": _operation("receive", event, f"each process of {system} that answers hears it")
        for system in SYSTEMS
        for event in HEARD_BY_EACH
    }
    return said | heard | told


def _of(event: type[Event]) -> str:
    return event.TYPE.partition(".")[0]


def _operation(action: str, event: type[Event], summary: str) -> dict[str, Any]:
    channel = f"#/channels/{event.TOPIC}"
    return {
        "action": action,
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{event.TYPE}"}],
        "summary": summary,
    }


def _message(event: type[Event], sample: Any) -> dict[str, Any]:
    return {
        "name": event.TYPE,
        "title": event.__name__,
        "summary": inspect.getdoc(event),
        "traits": [{"$ref": "#/components/messageTraits/cloudEvent"}],
        "payload": {"$ref": f"#/components/schemas/{event.TYPE}"},
        "bindings": {"kafka": {"key": {"type": "string", "description": f"the value of {event.KEY}"}}},
        **({"examples": [{"payload": sample}]} if sample else {}),
    }
