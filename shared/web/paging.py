"""A long list on a page, a part at a time, that says how long it is."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from fastapi import Request

SIZE = 100


@dataclass(frozen=True, slots=True)
class Page:
    """The `number`th part (from 1) of a list of `total` things, `size` at a time."""

    number: int
    total: int
    size: int = SIZE
    name: str = "page"
    """What the address calls it: of several lists on a page each has a name of its own."""
    kept: dict[str, str] = field(default_factory=dict)
    """What else stands in the address of each part: filter and order."""

    @classmethod
    def asked(
        cls, request: Request, total: int, *, size: int = SIZE, name: str = "page", kept: dict[str, str] | None = None, **more: str
    ) -> "Page":  # fmt: skip
        """The one that the address names; the last one when there are fewer."""
        kept = (kept or {}) | more
        text = request.query_params.get(name, "")[:9]
        page = cls(max(1, int(text)) if text.isdecimal() else 1, total, size, name, kept)
        return cls(min(page.number, page.pages), total, size, name, kept)

    @property
    def pages(self) -> int:
        """How many there are."""
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """How many things come before it."""
        return (self.number - 1) * self.size

    @property
    def last(self) -> int:
        """The number of its last thing."""
        return min(self.offset + self.size, self.total)

    def at(self, number: int) -> str:
        """The address of another part."""
        return "?" + urlencode({name: value for name, value in self.kept.items() if value} | {self.name: number})
