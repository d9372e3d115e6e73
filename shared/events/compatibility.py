"""Whether readers of an event survive a change of it: only new optional fields are harmless."""

from typing import Any

_WORDS = frozenset({"description", "title", "examples", "default"})


class Incompatible(ValueError):
    """An event type was changed instead of a new one being made beside it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("make a new event type instead of changing one:\n  " + "\n  ".join(problems))


def breaks(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Each difference between two JSON Schemas of one type that some reader, old or new, would not survive."""
    return _differences(before, after, before, after, "")


def _differences(
    before: dict[str, Any], after: dict[str, Any], old: dict[str, Any], new: dict[str, Any], at: str
) -> list[str]:
    """Of two parts (before, after) of two documents (old, new), where references lead."""
    before, after = _followed(before, old), _followed(after, new)
    if "properties" in before and "properties" in after:
        return _of_objects(before, after, old, new, at)
    problems = []
    for word in sorted((before.keys() | after.keys()) - _WORDS - {"$defs"}):
        one, other = before.get(word), after.get(word)
        if isinstance(one, dict) and isinstance(other, dict):
            problems += _differences(one, other, old, new, at)
        elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
            for was, now in zip(one, other, strict=True):
                both = isinstance(was, dict) and isinstance(now, dict)
                problems += _differences(was, now, old, new, at) if both else _unequal(was, now, at)
        else:
            problems += _unequal(one, other, at)
    return problems


def _of_objects(
    before: dict[str, Any], after: dict[str, Any], old: dict[str, Any], new: dict[str, Any], at: str
) -> list[str]:
    was, now = before["properties"], after["properties"]
    needed, needs = set(before.get("required", ())), set(after.get("required", ()))
    problems = [f"{at}{name} is gone" for name in was if name not in now]
    problems += [f"{at}{name} is new and required" for name in now if name not in was and name in needs]
    for name in was.keys() & now.keys():
        if (name in needed) != (name in needs):
            problems.append(f"{at}{name} is {'now' if name in needs else 'no more'} required")
        problems += _differences(was[name], now[name], old, new, f"{at}{name}.")
    return sorted(problems)


def _unequal(was: Any, now: Any, at: str) -> list[str]:
    return [] if was == now else [f"{at.rstrip('.')} was {was} and is {now}"]


def _followed(part: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in part:
        found: dict[str, Any] = document["$defs"][part["$ref"].rpartition("/")[2]]
        return found
    return part
