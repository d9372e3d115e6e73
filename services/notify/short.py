"""A message in a line of its own words, for channels that have approved a text beforehand: what is filled in is cut, so that it always fits.

No child is named: the provider need not know whose it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from string import Formatter
from typing import Any

from services.notify.rendering import FOLDER, Text
from services.notify.texts import BROADCAST, GUARDIAN_LEFT
from shared.kernel.clock import ZONE
from shared.kernel.words import Words

LONGEST_GROUP = 10
"""Letters of a group's title; what is longer ends in …"""
USUAL = frozenset(
    {
        "offered",
        "reminded",
        "opened",
        "sent-back",
        "to-mend",
        "opens-soon",
        "promoted",
        "cancelled",
        "changed",
        "overlaps",
        "doubted",
        "merged",
        BROADCAST,
        GUARDIAN_LEFT,
    }
)
"""Kinds that cannot wait until somebody looks into the inbox: told by short ways to whoever did not choose."""


@dataclass(frozen=True, slots=True)
class ShortText:
    """A text with names in it, and what stands for them, in its order."""

    text: str
    values: Mapping[str, str]

    def __str__(self) -> str:
        return self.text.format_map(self.values)


@cache
def text(kind: str, language: str) -> str | None:
    """The words of a kind, `{group}`, `{until}` and `{at}` in them; None: it is not told in a line."""
    file = FOLDER / kind / f"sms.{language}.txt"
    return file.read_text(encoding="utf-8").strip() if file.exists() else None


@cache
def kinds() -> frozenset[str]:
    """Those that are told in a line."""
    return frozenset(file.parent.name for file in FOLDER.glob("*/sms.zh.txt"))


def line(kind: str, language: str, params: Mapping[str, Any], told: Text) -> ShortText:
    """The message of an event. Raises KeyError for a kind that is not told in a line."""
    words = text(kind, language)
    if words is None:
        raise KeyError(kind)
    names = [name for _, name, _, _ in Formatter().parse(words) if name]
    return ShortText(words, {name: _VALUES[name](params, told, language) for name in names})


def needed_by(params: Mapping[str, Any], kind: str, told: Text) -> datetime | None:
    """Before when it must be read: to be answered, or not to stand before a closed door; None: whenever."""
    if kind == "opens-soon":
        return told.at
    if told.until or kind not in ("cancelled", "changed"):
        return told.until
    group = params["group"]
    return datetime.fromisoformat(f"{group['first_day']}T{group['start']}").replace(tzinfo=ZONE)


def _group(params: Mapping[str, Any], _: Text, language: str) -> str:
    title = " ".join(params["group"]["title"].split())
    return title if len(title) <= LONGEST_GROUP else f"{title[: LONGEST_GROUP - 1]}…"


def _until(_: Mapping[str, Any], told: Text, language: str) -> str:
    if told.until is None:
        raise KeyError("until")
    return Words(language).until(told.until)


def _at(_: Mapping[str, Any], told: Text, language: str) -> str:
    if told.at is None:
        raise KeyError("at")
    return Words(language).instant(told.at)


_VALUES = {"group": _group, "until": _until, "at": _at}
