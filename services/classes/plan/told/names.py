"""A group's rules with unions by name: codes say nothing to people."""

from collections.abc import Callable
from typing import Any, TypeVar

from services.classes.plan.language.families import in_a_word
from shared.events.rules import GroupRules, Pool, Priority

Named = TypeVar("Named", Priority, Pool)
Naming = Callable[[list[str]], list[str]]
"""Codes of unions → how they are called."""


def by_name(said: GroupRules, naming: Naming) -> GroupRules:
    """The rules as they are read: in every condition, and of who checks requests, unions are called by name."""
    named = GroupRules.model_validate(_called(said.model_dump(), naming))
    return named.model_copy(
        update={
            "priorities": [_renamed(was, now) for was, now in zip(said.priorities, named.priorities, strict=True)],
            "pools": [_renamed(was, now) for was, now in zip(said.pools, named.pools, strict=True)],
        }
    )


def _called(said: Any, naming: Naming) -> Any:
    if isinstance(said, list):
        return [_called(each, naming) for each in said]
    if not isinstance(said, dict):
        return said
    called = {key: _called(value, naming) for key, value in said.items()}
    return called | {key: naming(codes) for key in ("members_of", "reviewers") if (codes := said.get(key))}


def _renamed(was: Named, now: Named) -> Named:
    """One that nobody named is called by its condition: by that of now."""
    return now.model_copy(update={"name": in_a_word(now.when)}) if was.name == in_a_word(was.when) else now
