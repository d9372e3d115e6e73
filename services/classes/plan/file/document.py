"""YAML as text with places: every scalar stays the text the organizer typed, the model reads it.

Built from the parser's events, so no tag is ever constructed, and depth, size and aliases are bounded.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)
from ruamel.yaml.reader import ReaderError

from services.classes.plan.file.errors import PlanError, PlanErrors
from services.classes.plan.file.spaces import plain_spaces, unquoted
from services.classes.plan.file.syntax import duplicate, encoding, kind_of_file, syntax, too_large
from services.classes.plan.language.findings import Path
from services.classes.plan.language.wording import Pair
from services.classes.words import plan_file as wrong

MOST_BYTES = 1_000_000
MOST_NODES = 50_000
"""Values in a plan, an alias counted with all it stands for."""
MOST_DEPTH = 12
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that nobody sees and that turn the text after them around."""
LOST = "\ufffc\ufffd"
"""What programs leave where a picture or a letter was."""
Mark = tuple[int, int]
"""Line and column, from 1."""


@dataclass(eq=False, slots=True)
class Node:
    """A value and where it stands: text, None (nothing was typed), a list, or a mapping with the place of each key."""

    mark: Mark
    value: "str | list[Node] | dict[str, Node] | None"
    keys: dict[str, Mark] = field(default_factory=dict)
    size: int = 1
    """How many values it holds, itself included."""

    def plain(self) -> Any:
        """The value as str, None, list and dict."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def place(self, path: Path) -> Mark:
        """Where the value at `path` (or its key) stands, or the nearest thing around it that is there."""
        node, mark = self, self.mark
        for part in path:
            if isinstance(node.value, dict) and str(part) in node.value:
                mark, node = node.keys[str(part)], node.value[str(part)]
            elif isinstance(node.value, list) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                mark = node.mark
            else:
                break
        return mark


def parse(data: bytes, name: str) -> tuple[Node, list[PlanError]]:
    """The mapping a plan file holds, and its duplicate keys (the first one counts).

    Raises PlanErrors for what hides the rest: not UTF-8, not YAML, empty, too large, not a mapping.
    """
    builder = _Builder(name, decode(data, name))
    return builder.root(), builder.errors


def decode(data: bytes, name: str) -> str:
    """The text of a UTF-8 file, its spaces plain. Raises PlanErrors that say how to save it."""
    if kind := kind_of_file(data):
        raise PlanErrors(name, [PlanError(1, 1, "", *wrong.NO_TEXT_FILE.of(kind=kind))])
    if len(data) > MOST_BYTES:
        raise PlanErrors(name, [PlanError(1, 1, "", *too_large(len(data)))])
    try:
        return plain_spaces(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PlanErrors(name, [PlanError(line, 1, "", *encoding(data))]) from error


class _Builder:
    """Makes the tree of one file from the parser's events."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text = name, text
        self.errors: list[PlanError] = []
        self.anchors: dict[str, Node] = {}
        self.nodes = 0
        self.events = self._events()

    def root(self) -> Node:
        """The one mapping of the file."""
        found: Node | None = None
        for event in self.events:
            if isinstance(event, DocumentStartEvent) and found:
                self._stop(_mark(event), wrong.TWO_DOCUMENTS)
            if isinstance(event, NodeEvent):
                found = self._node(event, 0)
        if found is None or found.value is None:
            self._stop((1, 1), wrong.EMPTY)
        if not isinstance(found.value, dict):
            self._stop(found.mark, wrong.NOT_A_MAPPING)
        return found

    def _events(self) -> Iterator[Event]:
        try:
            yield from YAML(typ="safe", pure=True).parse(self.text)
        except MarkedYAMLError as error:
            # A quotation mark that is never closed is noticed at the end of the file, but stands elsewhere.
            mark = error.context_mark if "quoted" in str(error.context) else error.problem_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            raise PlanErrors(
                self.name, [syntax(self.text, line, column, f"{error.context} {error.problem}")]
            ) from error
        except ReaderError as error:
            line = self.text.count("\n", 0, error.position) + 1
            raise PlanErrors(
                self.name, [PlanError(line, 1, "", *wrong.CONTROL.of(code=f"U+{error.character:04X}"))]
            ) from error
        # the last three are how ruamel.yaml answers some files that are no YAML; they become a sentence like the rest
        except (YAMLError, ValueError, IndexError, NotImplementedError) as error:
            raise PlanErrors(self.name, [syntax(self.text, 1, 1, str(error))]) from error

    def _node(self, event: Event, depth: int) -> Node:
        """The value that `event` begins, with all it holds."""
        if depth > MOST_DEPTH:
            self._stop(_mark(event), wrong.DEEP)
        if isinstance(event, AliasEvent):
            node = self._alias(event)
        else:
            node = self._new(event, depth)
            if anchor := getattr(event, "anchor", None):
                self.anchors[anchor] = node
        return node

    def _new(self, event: Event, depth: int) -> Node:
        self._count(event, 1)
        if (tag := getattr(event, "tag", None)) and not tag.startswith("tag:yaml.org,2002:str"):
            self._stop(_mark(event), wrong.TAG)
        if isinstance(event, ScalarEvent):
            return Node(_mark(event), self._text(event))
        node = Node(_mark(event), {} if isinstance(event, MappingStartEvent) else [])
        while not isinstance(child := next(self.events), CollectionEndEvent):
            self._add(node, child, depth + 1)
        return node

    def _add(self, parent: Node, event: Event, depth: int) -> None:
        if isinstance(parent.value, list):
            node = self._node(event, depth)
            parent.value.append(node)
        else:
            key, mark = self._key(event), _mark(event)
            node = self._node(next(self.events), depth)
            assert isinstance(parent.value, dict)  # noqa: S101 - a scalar has no children
            if key in parent.value:
                self.errors.append(PlanError(*mark, key, *duplicate(key, parent.keys[key][0])))
            else:
                parent.value[key], parent.keys[key] = node, mark
        parent.size += node.size

    def _key(self, event: Event) -> str:
        if not isinstance(event, ScalarEvent):
            self._stop(_mark(event), wrong.KEY)
        return self._text(event) or ""

    def _text(self, event: ScalarEvent) -> str | None:
        """What was typed; None when nothing, or only `null` or `~`, was."""
        text = str(event.value)
        for letter in text:
            if letter in TURNING or (unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t"):
                self._stop(_mark(event), wrong.CONTROL.of(code=f"U+{ord(letter):04X}"))
            if letter in LOST or unicodedata.category(letter) == "Co":
                self._stop(_mark(event), wrong.NO_LETTER.of(code=f"U+{ord(letter):04X}"))
        return None if event.style is None and text in ("", "~", "null") else unquoted(text)

    def _alias(self, event: AliasEvent) -> Node:
        node = self.anchors.get(str(event.anchor))
        if node is None:
            self._stop(_mark(event), wrong.ALIAS)
        self._count(event, node.size)
        return node

    def _count(self, event: Event, more: int) -> None:
        self.nodes += more
        if self.nodes > MOST_NODES:
            self._stop(_mark(event), wrong.MANY)

    def _stop(self, mark: Mark, pair: Pair) -> NoReturn:
        raise PlanErrors(self.name, [*self.errors, PlanError(*mark, "", *pair)])


def _mark(event: Event) -> Mark:
    return event.start_mark.line + 1, event.start_mark.column + 1
