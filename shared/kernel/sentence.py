"""A sentence that people read, in Chinese and English: what the tables in a service's `words/` are made of."""

from collections.abc import Iterable
from typing import NamedTuple


class Sentence(NamedTuple):
    """Both halves; what is filled in stands in them as {name}."""

    zh: str
    en: str

    def of(self, **facts: object) -> "Sentence":
        """Filled in; a fact that is said in two ways itself goes into each half as that half says it."""
        zh, en = (
            {name: fact[half] if isinstance(fact, tuple) else fact for name, fact in facts.items()} for half in (0, 1)
        )
        return Sentence(self.zh.format(**zh), self.en.format(**en))

    @property
    def both(self) -> str:
        """必填 · required: beside a field, where either reader looks."""
        return f"{self.zh} · {self.en}"

    @property
    def line(self) -> str:
        """没有安装。 Not installed.: one after the other, on a terminal."""
        return f"{self.zh} {self.en}"

    @property
    def whole(self) -> "Sentence":
        """A hint as a sentence, with its full stop."""
        return Sentence(f"{self.zh}。", f"{self.en}.")


def listed(names: Iterable[str]) -> Sentence:
    """甲、乙 · 甲, 乙: names that are the same in both halves."""
    names = list(names)
    return Sentence("、".join(names), ", ".join(names))
