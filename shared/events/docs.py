"""Documents made from the registry: docs/events.md, docs/asyncapi.yaml and the golden schemas beside the events."""

import inspect
import json
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from shared.events.asyncapi import asyncapi
from shared.events.compatibility import Incompatible, breaks
from shared.events.envelope import Event
from shared.events.registry import BY_TYPE, DEAD_LETTERS, EVENTS, TOPICS
from shared.events.schema import schema

GOLDEN = Path("shared/events/golden")
SAMPLES = Path("shared/events/samples")
_INTRO = f"""# Events

Made from `shared/events/` by `make docs`; do not edit.

Events are CloudEvents 1.0 in binary mode: the attributes are Kafka headers (`ce_specversion`, `ce_id`, `ce_type`, `ce_source`, `ce_subject`, `ce_dataschema`,
`ce_time`, perhaps `ce_traceparent`), the body is JSON. `ce_source` is the system at the installation's public address, `ce_subject` the
key, `ce_dataschema` the `$id` of a schema in `shared/events/golden`; events that were said before these were have none. They come at least once (remember `ce_id`), and in order for each key. No event holds personal data beyond a
masked name. Adding an optional field keeps the type; anything else is a new type, and both are sent until nobody reads the
old one. An event that could not take effect is told of on topic `{DEAD_LETTERS}` and kept whole in its reader's `dead_letter` table,
until it is tried again or dropped (`aixin dead-letters`); those behind it go on.
"""


def render(root: Path) -> dict[Path, str]:
    """Every document, by its path below the repository's root. Samples are read, not made."""
    golden = {GOLDEN / f"{event.TYPE}.json": _json(schema(event)) for event in EVENTS}
    return golden | {
        Path("docs/events.md"): _markdown(_latest(root)),
        Path("docs/asyncapi.yaml"): _yaml(asyncapi(_latest(root))),
    }


def write(root: Path) -> list[Path]:
    """Write every document; the files written. Raises Incompatible, and writes nothing, when an event changed in a way its readers would not survive."""
    problems = incompatibilities(root)
    if problems:
        raise Incompatible(problems)
    for path, text in render(root).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return [root / path for path in render(root)]


def incompatibilities(root: Path) -> list[str]:
    """What changed since the golden schemas were written that a reader would not survive; vanished types too."""
    problems = []
    for file in sorted((root / GOLDEN).glob("*.json")):
        kind = BY_TYPE.get(file.stem)
        if kind is None:
            problems.append(f"{file.stem} is gone")
        else:
            before = json.loads(file.read_text(encoding="utf-8"))
            problems += [f"{file.stem}: {problem}" for problem in breaks(before, schema(kind))]
    return problems


def samples(root: Path, event: type[Event]) -> list[Path]:
    """Payloads as they were sent, the oldest first: `<type>.json`, `<type>.2.json` …"""
    return sorted((root / SAMPLES).glob(f"{event.TYPE}.*json"), key=lambda path: (len(path.name), path.name))


def _markdown(latest: dict[str, Any]) -> str:
    parts = [_INTRO]
    for topic in TOPICS:
        events = [event for event in EVENTS if topic == event.TOPIC]
        if events:
            parts.append(f"## Topic `{topic}`\n")
            parts += [_chapter(event, latest[event.TYPE]) for event in events]
    return "\n".join(parts)


def _chapter(event: type[Event], sample: Any) -> str:
    made = schema(event)
    parts = [f"### `{event.TYPE}`\n", f"{inspect.getdoc(event)}\n", f"Key: `{event.KEY}`\n", _table(made)]
    for name, part in made.get("$defs", {}).items():
        parts += [f"\n`{name}`: {' '.join(part.get('description', '').split())}\n", _table(part)]
    parts += [f"\n```json\n{_json(sample)}```\n"]
    return "\n".join(parts)


def _table(part: dict[str, Any]) -> str:
    rows = ["| field | type | | meaning |", "|---|---|---|---|"]
    for name, field in part["properties"].items():
        must = "required" if name in part.get("required", ()) else "optional"
        rows.append(f"| `{name}` | {_type(field)} | {must} | {field.get('description', '')} |")
    return "\n".join(rows)


def _type(field: dict[str, Any]) -> str:
    """As a reader says it: `list of uuid`, `integer or null`."""
    if "anyOf" in field:
        return " or ".join(_type(option) for option in field["anyOf"])
    if "$ref" in field:
        return f"`{field['$ref'].rpartition('/')[2]}`"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if "prefixItems" in field:
        return f"[{', '.join(_type(item) for item in field['prefixItems'])}]"
    if field.get("type") == "array":
        return f"list of {_type(field['items'])}"
    return str(field.get("format") or field.get("type"))


def _latest(root: Path) -> dict[str, Any]:
    """Type → its newest sample."""
    return {event.TYPE: json.loads(samples(root, event)[-1].read_text(encoding="utf-8")) for event in EVENTS}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _yaml(value: Any) -> str:
    yaml = YAML()
    yaml.width = 120
    yaml.representer.ignore_aliases = lambda _: True
    out = StringIO()
    out.write("# Made from shared/events/ by `make docs`; do not edit.\n")
    yaml.dump(value, out)
    return out.getvalue()
