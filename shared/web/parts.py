"""Long lists, part by part: `?limit=…&after=…`, where `after` is the `next` of the part before; none is the last one's."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

import orjson
from pydantic import Field, TypeAdapter, ValidationError

from shared.errors import BadInput
from shared.web.shapes import Input
from shared.words.refusals import FIRST_PART_HINT

Next = Annotated[str | None, Field(description="The `after` of the following part; null: this is the last one.")]
Row = TypeVar("Row")


class Part(Input):
    """Which part of a list."""

    after: Annotated[str, Field(max_length=400)] = ""
    """The `next` of the part before; empty: the first part."""
    limit: Annotated[int, Field(ge=1, le=500)] = 100

    def of(self, rows: Sequence[Row], place: Callable[[Row], tuple[object, ...]]) -> tuple[Sequence[Row], str | None]:
        """The part, of `limit + 1` rows that were read, and where the next one begins: at the last row's `place` in the order."""
        if len(rows) <= self.limit:
            return rows, None
        shown = rows[: self.limit]
        return shown, cursor(*place(shown[-1]))


def cursor(*place: object) -> str:
    """A place in an order, opaque."""
    return base64.urlsafe_b64encode(orjson.dumps(place, default=str)).decode().rstrip("=")


def read_cursor(after: str, *kinds: type) -> tuple[Any, ...]:
    """The values of these kinds that `cursor` was made of; as many None for the beginning. Raises BadInput."""
    if not after:
        return (None,) * len(kinds)
    try:
        raw = base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True)
        return TypeAdapter(tuple[kinds]).validate_json(raw)  # type: ignore[valid-type]
    except (binascii.Error, ValidationError, ValueError) as bad:
        raise BadInput(*FIRST_PART_HINT.whole, fields={"after": FIRST_PART_HINT.both}) from bad
