"""An operation that goes says so with every answer: since when it is deprecated, and until when it answers (docs/api.md)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import Any, TypeVar

from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from shared.kernel.clock import ZONE

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
AT_LEAST = timedelta(days=365)
"""What programs have to move on."""


@dataclass(frozen=True, slots=True)
class Ending:
    """From the beginning of `since` on it is deprecated; from that of `until` on it may be gone."""

    since: date
    until: date

    @property
    def headers(self) -> dict[str, str]:
        """`Deprecation` as RFC 9745 writes an instant, `Sunset` as RFC 8594 does."""
        since, until = (datetime.combine(day, time.min, ZONE) for day in (self.since, self.until))
        return {
            "Deprecation": f"@{since.timestamp():.0f}",
            "Sunset": format_datetime(until.astimezone(UTC), usegmt=True),
        }


def ends(since: date, until: date) -> Callable[[Endpoint], Endpoint]:
    """Stands below the route's own decorator. Raises ValueError when programs would have less than a year."""
    if until - since < AT_LEAST:
        raise ValueError(f"deprecated on {since} it answers until {since + AT_LEAST} at least, not {until}")

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.ending = Ending(since, until)  # type: ignore[attr-defined]
        return endpoint

    return mark


class Operation(APIRoute):
    """A route that says when it goes, if it goes: in its document, and in whatever it answers, refusals too."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:
        self.ending: Ending | None = getattr(endpoint, "ending", None)
        if more.get("deprecated") and not self.ending:
            raise ValueError(f"{path} is deprecated: say since when and until when, by `ends`")
        super().__init__(path, endpoint, **more | {"deprecated": bool(self.ending) or None})

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As any route, with the two headers where it goes."""

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and self.ending:
                MutableHeaders(scope=message).update(self.ending.headers)
            await send(message)

        await super().handle(scope, receive, told)
