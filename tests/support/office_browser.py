"""A browser without JavaScript, in the hands of an organizer."""

from uuid import uuid4

import httpx2

from shared.system import System
from tests.support.notify import ORIGIN
from tests.support.people import token_for


def office_browser(system: System, role: tuple[str, str] = ("organizer", "gaoxin")) -> httpx2.AsyncClient:
    """Somebody's who holds this role."""
    cookies = {"aixin": token_for(system.settings.keys_dir, uuid4(), roles=frozenset({role}))}
    headers = {"origin": ORIGIN, "accept": "text/html"}
    transport = httpx2.ASGITransport(system.app)
    return httpx2.AsyncClient(
        transport=transport, base_url=ORIGIN, headers=headers, cookies=cookies, follow_redirects=True
    )


def keyed(**form: object) -> dict[str, object]:
    """A form with its key."""
    return {"idempotency_key": str(uuid4()), **form}
