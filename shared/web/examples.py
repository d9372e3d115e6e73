"""An example of every answer: what its shape says by `example(…)`, and the rest by what its parts are."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

FORMATS = {
    "uuid": "019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e04",
    "date-time": "2027-01-04T09:00:00+08:00",
    "date": "2027-01-25",
}
_UNSAID: Any = object()


class _NoExample(LookupError):
    """A name or a sentence cannot be guessed."""


def tell_examples(answered: set[str], schemas: dict[str, dict[str, Any]]) -> None:
    """Every shape that is answered gets an example, and every example becomes whole; where that needs a name, a test asks for it."""
    for name, schema in schemas.items():
        if name in answered or "examples" in schema:
            with suppress(_NoExample):
                schema["examples"] = [_whole(schema, schemas)]


def _whole(part: Mapping[str, Any], schemas: Mapping[str, Any], said: Any = _UNSAID) -> Any:
    if said is _UNSAID and "default" in part:
        return part["default"]
    if "$ref" in part:
        part = schemas[part["$ref"].rpartition("/")[2]]
    if said is _UNSAID:
        said = part.get("examples", [_UNSAID])[0]
    match part:
        case {"anyOf": [first, *_]}:  # … or null
            return None if said is None or said is _UNSAID else _whole(first, schemas, said)
        case {"properties": parts}:
            said = {} if said is _UNSAID else said
            names = [name for name in parts if name in said or name in part.get("required", ())]
            return {name: _whole(parts[name], schemas, said.get(name, _UNSAID)) for name in names}
        case {"items": items}:  # one of each is enough
            return [_whole(items, schemas, one) for one in ([_UNSAID] if said is _UNSAID else said)]
    return _plain(part) if said is _UNSAID else said


def _plain(part: Mapping[str, Any]) -> Any:
    match part:
        case {"enum": [first, *_]} | {"const": first}:
            return first
        case {"format": str(kind)} if kind in FORMATS:
            return FORMATS[kind]
        case {"type": "integer"}:
            return 1
        case {"type": "boolean"}:
            return False
        case {"additionalProperties": _}:
            return {}
    raise _NoExample
