"""What is wrong with a plan, in an organizer's words."""

from dataclasses import dataclass

Path = tuple[str | int, ...]
"""The way to a value: ("sessions", "care", "groups", "low", "places")."""


class BadValue(ValueError):
    """One value that is wrong, without its place: what is wrong and what to do, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and the value it concerns."""

    path: Path
    zh: str
    en: str
    lacks: tuple[str, ...] = ()
    """Keys that would make it right: while one of them cannot be read, nobody knows whether it is wrong."""
