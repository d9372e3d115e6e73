"""What the doors of webhooks have in common: for whom they open, and what is at hand behind them."""

from typing import Annotated

from fastapi import Depends, Request

from services.notify.usecases.webhooks import Tools, of_their_own
from shared.errors import NotFound, refuses
from shared.system import System
from shared.web.auth import Staff


def system_of(request: Request) -> System:
    """The running system."""
    system: System = request.app.state.system
    return system


def tools(request: Request) -> Tools:
    """What seals secrets, and what knows which addresses may be called."""
    kept: Tools = request.app.state.webhooks
    return kept


@refuses(NotFound)
async def own_union(request: Request, who: Staff, code: str) -> str:
    """A union that they organize. Raises NotFound."""
    return of_their_own(who, system_of(request).unions.tree, code)


OwnUnion = Annotated[str, Depends(own_union)]
AtSystem = Annotated[System, Depends(system_of)]
