"""The groups a family has looked at, kept in its own browser and nowhere else: what it prepares for."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

_COOKIE, _MOST, _SECONDS = "looked-at", 6, 60 * 86_400


def looked_at(request: Request) -> list[UUID]:
    """The latest first."""
    return [id_ for text in request.cookies.get(_COOKIE, "").split(".")[:_MOST] if (id_ := _uuid(text))]


def remember(request: Request, response: Response, group_id: UUID) -> None:
    """Put a group first."""
    ids: Sequence[UUID] = [group_id, *(id_ for id_ in looked_at(request) if id_ != group_id)][:_MOST]
    secure = request.app.state.system.settings.secure
    value = ".".join(str(id_) for id_ in ids)
    response.set_cookie(_COOKIE, value, max_age=_SECONDS, secure=secure, httponly=True, samesite="lax")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
