"""What every mapping of a plan is, and the short form that some may be written in."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema


class Section(BaseModel):
    """A mapping of the file. A key with nothing behind it counts as not written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _skip_empty(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return {} if data is None else data
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return {key: value for key, value in data.items() if value is not None or key not in known}


IN_CHINESE = "x-zh"
"""Where the JSON Schema has what a key means in Chinese; in English it is the `description`."""


def said(
    title: str, zh: str = "", en: str = "", *, default: Any = None, alias: str | None = None, shown: Any = None
) -> Any:
    """A key of a part: its Chinese name, and what it means in both languages; `shown` is its default as one writes it."""
    schema = {IN_CHINESE: zh or None, "default": shown}
    return Field(
        default,
        alias=alias,
        title=title,
        description=en or None,
        json_schema_extra={key: value for key, value in schema.items() if value is not None},
    )


required = partial(said, default=...)
"""A key that must be there."""


@dataclass(frozen=True)
class Short:
    """Annotates a part that may be written as a single value: what that value stands for, and an example of it."""

    full: Callable[[str], dict[str, Any]]
    example: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def spelled_out(value: Any) -> Any:
            return self.full(value.strip()) if isinstance(value, str) else value

        return core_schema.no_info_before_validator_function(spelled_out, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        kinds = ["string", "integer"] if self.example.isdigit() else "string"
        return {"anyOf": [{"type": kinds, "examples": [self.example]}, handler(schema)]}
