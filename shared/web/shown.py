"""What a route of staff shows of people, said at the route; that it was read is kept before it answers. One that says nothing fails the tests."""

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from shared.db.readings import What

Route = TypeVar("Route", bound=Callable[..., Any])


def shows(*what: What | Literal["paper", "health"]) -> Callable[[Route], Route]:
    """Say what staff read of people here; nothing in brackets: nobody's data are shown."""

    def declare(route: Route) -> Route:
        route.shows = what  # type: ignore[attr-defined]
        return route

    return declare
