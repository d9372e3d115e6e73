"""Employers that a plan names once, as a list, and means in several places: the 500 firms of a park."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from services.classes.plan.language.findings import BadValue
from services.classes.plan.language.lists import OneOrMany
from services.classes.plan.language.values import Name
from services.classes.words import plan_values as wrong

LISTS = "employer_lists"
"""The plan's key for them."""


def spelled_out(raw: Any, lists: Any) -> Any:
    """`raw` with the firms themselves wherever `employers: {list: …}` names a list that there is."""
    if isinstance(raw, list):
        return [spelled_out(one, lists) for one in raw]
    if not isinstance(raw, dict):
        return raw
    return {
        key: _firms(value, lists) if key == "employers" else value if key == LISTS else spelled_out(value, lists)
        for key, value in raw.items()
    }


def _firms(value: Any, lists: Any) -> Any:
    match value:
        case {"list": str(name)} if len(value) == 1 and isinstance(lists, Mapping) and name in lists:
            return lists[name]
    return value


class OrOfAList(OneOrMany):
    """Employers by their names; or the mapping that names a list of them."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def known(value: Any) -> Any:
            if isinstance(value, dict):
                raise BadValue(*wrong.NO_SUCH_LIST.of(name=value.get("list", "")))
            return value

        return core_schema.no_info_before_validator_function(
            known, super().__get_pydantic_core_schema__(source, handler)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        either = super().__get_pydantic_json_schema__(schema, handler)["anyOf"]
        named = {"type": "object", "properties": {"list": {"type": "string"}}, "required": ["list"], "additionalProperties": False}  # fmt: skip
        return {"anyOf": [*either, named]}


Employers = Annotated[list[Name], Field(min_length=1), OrOfAList()]
