"""The JSON Schema of an event, with the sentences that stand under its fields in the source."""

import ast
import inspect
from textwrap import dedent
from typing import Any

from pydantic import BaseModel

from shared.events.envelope import Event, dataschema


def schema(event: type[Event], ref_template: str = "#/$defs/{model}") -> dict[str, Any]:
    """Of an event's body."""
    made = {"$id": dataschema(event.TYPE), **event.model_json_schema(ref_template=ref_template)}
    for model in _models(event):
        part = made if model is event else made.get("$defs", {}).get(model.__name__, {})
        for name, sentence in _sentences(model).items():
            part["properties"][name]["description"] = sentence
    return made


def _models(model: type[BaseModel]) -> list[type[BaseModel]]:
    """The model and every model in its fields."""
    found = [model]
    for field in model.model_fields.values():
        for part in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if inspect.isclass(part) and issubclass(part, BaseModel):
                found += _models(part)
    return found


def _sentences(model: type[BaseModel]) -> dict[str, str]:
    """Field → the string that stands below it in the source, base classes included."""
    found: dict[str, str] = {}
    for cls in reversed([c for c in model.__mro__ if issubclass(c, BaseModel) and c.__module__.startswith("shared.")]):
        body = ast.parse(dedent(inspect.getsource(cls))).body[0]
        assert isinstance(body, ast.ClassDef)  # noqa: S101 — the source of a class
        for field, below in zip(body.body, body.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr):
                sentence = ast.literal_eval(below.value)
                found[field.target.id] = " ".join(str(sentence).split())
    return {name: sentence for name, sentence in found.items() if name in model.model_fields}
