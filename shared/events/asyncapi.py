"""The event stream as AsyncAPI 3.0 describes it."""

import inspect
from collections.abc import Mapping
from typing import Any

from shared.events.envelope import Event
from shared.events.registry import DEAD_LETTERS, EVENTS, TOPICS
from shared.events.schema import schema

_HEADERS: dict[str, Any] = {
    "type": "object",
    "required": ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time"],
    "properties": {
        "ce_specversion": {"const": "1.0"},
        "ce_id": {"type": "string", "format": "uuid"},
        "ce_type": {"type": "string"},
        "ce_source": {"type": "string"},
        "ce_time": {"type": "string", "format": "date-time"},
        "ce_traceparent": {"type": "string"},
        "content-type": {"const": "application/json"},
    },
}


def asyncapi(samples: Mapping[str, Any]) -> dict[str, Any]:
    """The whole document; `samples` holds an example for each type."""
    said = [topic for topic in TOPICS if topic != DEAD_LETTERS]
    schemas: dict[str, Any] = {}
    for event in EVENTS:
        payload = schema(event, ref_template="#/components/schemas/{model}")
        schemas |= payload.pop("$defs", {})
        schemas[event.TYPE] = payload
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Aixin events",
            "version": "1",
            "description": "CloudEvents 1.0 over Kafka; see events.md.",
            "license": {"name": "AGPL-3.0-or-later"},
        },
        "defaultContentType": "application/json",
        "channels": {topic: _channel(topic) for topic in said},
        "operations": {event.__name__: _operation(event) for event in EVENTS},
        "components": {
            "messages": {event.TYPE: _message(event, samples[event.TYPE]) for event in EVENTS},
            "messageTraits": {"cloudEvent": {"headers": _HEADERS}},
            "schemas": schemas,
        },
    }


def _channel(topic: str) -> dict[str, Any]:
    events = [event for event in EVENTS if topic == event.TOPIC]
    messages = {event.TYPE: {"$ref": f"#/components/messages/{event.TYPE}"} for event in events}
    return {"address": topic, "messages": messages}


def _operation(event: type[Event]) -> dict[str, Any]:
    channel = f"#/channels/{event.TOPIC}"
    return {
        "action": "send",
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{event.TYPE}"}],
        "summary": f"said by services/{event.TYPE.partition('.')[0]}",
    }


def _message(event: type[Event], sample: Any) -> dict[str, Any]:
    return {
        "name": event.TYPE,
        "title": event.__name__,
        "summary": inspect.getdoc(event),
        "traits": [{"$ref": "#/components/messageTraits/cloudEvent"}],
        "payload": {"$ref": f"#/components/schemas/{event.TYPE}"},
        "bindings": {"kafka": {"key": {"type": "string", "description": f"the value of {event.KEY}"}}},
        "examples": [{"payload": sample}],
    }
