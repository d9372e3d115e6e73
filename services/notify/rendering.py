"""A message in words, and the templates it is made from: plain text, which whoever shows it escapes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.kernel.words import Words

FOLDER = Path(__file__).parent / "messages"


@dataclass(frozen=True, slots=True)
class Text:
    """A message in one language, with the one thing to do about it."""

    subject: str
    """One line."""
    child: str
    """The masked name, as it stands in the other lines; empty: no child is spoken of."""
    about: str
    """Whom and what it concerns, for a list that shows the kind beside it."""
    site: str
    """Where it is held; tells groups apart that are called alike."""
    body: str
    """Paragraphs, with an empty line between."""
    action: str
    """What the button says."""
    path: str
    """Where the button leads, on this site."""
    until: datetime | None = None
    """By when it must be answered; None: there is nothing to answer."""
    at: datetime | None = None
    """When what it tells ahead begins."""

    @property
    def over_at(self) -> datetime | None:
        """From when on nobody need hear it any more; None: it stays news."""
        return self.until or self.at

    @property
    def paragraphs(self) -> list[list[str]]:
        """The body as lines in paragraphs, for pages that set them."""
        return [paragraph.split("\n") for paragraph in self.body.split("\n\n")]


def part(kind: str, name: str, language: str, **context: Any) -> str:
    """A template of a kind, filled in: `subject` or `body`."""
    template = _environment().get_template(f"{kind}/{name}.{language}.txt")
    return template.render(say=Words(language), **context).strip()


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=False,  # noqa: S701 — plain text; the page and the mail's layout escape it
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def one_line(value: Any) -> Any:
    """What people typed keeps to its line: a title cannot fake a paragraph or a header."""
    match value:
        case str():
            return " ".join(value.split())
        case list():
            return [one_line(item) for item in value]
        case Mapping():
            return {key: one_line(item) for key, item in value.items()}
        case _:
            return value
