"""Lists of a plan: a single item needs no brackets."""

from typing import Annotated, Any, TypeVar

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

NONE = ("none", "无")
"""How a list says that what was said further out does not hold here."""


class OneOrMany:
    """Annotates a list whose single item needs no brackets in the file."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def listed(value: Any) -> Any:
            return value if isinstance(value, list) else [value]

        return core_schema.no_info_before_validator_function(listed, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        several = handler(schema)
        return {"anyOf": [several["items"], several]}


class NoneOrMany(OneOrMany):
    """The same, where `none` stands for the empty list."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def listed(value: Any) -> Any:
            return [] if value in NONE else value

        return core_schema.no_info_before_validator_function(
            listed, super().__get_pydantic_core_schema__(source, handler)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        either = super().__get_pydantic_json_schema__(schema, handler)["anyOf"]
        return {"anyOf": [*either, {"enum": list(NONE)}]}


T = TypeVar("T")
Many = Annotated[list[T], Field(min_length=1), OneOrMany()]
Several = Annotated[list[T], NoneOrMany()]
"""May be empty: `none` takes back what was said further out."""
