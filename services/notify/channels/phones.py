"""Where a person is to be reached, asked of accounts at the moment in which something is sent there."""

from uuid import UUID

from shared.calls import signed_call
from shared.kernel.sending import Away
from shared.providers.calling import Unanswered, client, post
from shared.settings import Settings

DEADLINE = 5.0
"""Seconds."""


class Phones:
    """What accounts knows of phones."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def of(self, person_id: UUID) -> str | None:
        """Eleven digits; None when accounts knows nobody of this id any more. Raises Away when it does not answer."""
        return await _told(self._settings, f"phones/{person_id}", f"phone/{person_id}", "phone")


class Bindings:
    """What accounts knows of names that another service has for people."""

    def __init__(self, settings: Settings, service: str) -> None:
        self._settings, self._service = settings, service

    async def of(self, person_id: UUID) -> str | None:
        """The name; None for whom the service does not know. Raises Away when accounts does not answer."""
        which = f"{self._service}/{person_id}"
        return await _told(self._settings, f"bindings/{which}", f"binding/{which}", "subject")


async def _told(settings: Settings, path: str, what: str, name: str) -> str | None:
    signed = {"authorization": signed_call(settings.keys_dir, "notify", f"accounts/{what}")}
    url = (settings.accounts_url or settings.public_url).rstrip("/")
    try:
        async with client() as web:
            answer = await post(web, f"{url}/accounts/inside/{path}", signed, deadline=DEADLINE)
    except Unanswered as silent:
        raise Away(f"accounts: {silent}") from None
    if answer.status != 200 or name not in answer.json:
        raise Away(f"accounts: {answer.status}")
    said = answer.json[name]
    return None if said is None else str(said)
