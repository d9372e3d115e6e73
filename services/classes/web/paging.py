"""A long list, a page at a time, that says how long it is."""

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request

SIZE = 100


@dataclass(frozen=True, slots=True)
class Page:
    """The `number`th page (from 1) of a list of `total` things."""

    number: int
    total: int
    kept: dict[str, str]
    """What else stands in the address of each page: filter and order."""

    @classmethod
    def asked(cls, request: Request, total: int, **kept: str) -> "Page":
        """The one that the address names; the last one when there are fewer."""
        number = request.query_params.get("page", "")[:9]
        page = cls(max(1, int(number)) if number.isdecimal() else 1, total, kept)
        return cls(min(page.number, page.pages), total, kept)

    @property
    def pages(self) -> int:
        """How many there are."""
        return max(1, -(-self.total // SIZE))

    @property
    def offset(self) -> int:
        """How many things come before it."""
        return (self.number - 1) * SIZE

    @property
    def last(self) -> int:
        """The number of its last thing."""
        return min(self.offset + SIZE, self.total)

    def at(self, number: int) -> str:
        """The address of another page."""
        return "?" + urlencode({name: value for name, value in self.kept.items() if value} | {"page": number})
