"""The phone of a person, asked of accounts at the moment in which something is sent there."""

from uuid import UUID

from shared.calls import signed_call
from shared.kernel.sending import Away
from shared.providers.accounts import client
from shared.providers.calling import Unanswered, post
from shared.settings import Settings

DEADLINE = 5.0
"""Seconds."""


class Phones:
    """What accounts knows of phones."""

    def __init__(self, settings: Settings) -> None:
        self._keys_dir = settings.keys_dir
        self._url = (settings.accounts_url or settings.public_url).rstrip("/")

    async def of(self, person_id: UUID) -> str | None:
        """Eleven digits; None when accounts knows nobody of this id any more. Raises Away when it does not answer."""
        signed = {"authorization": signed_call(self._keys_dir, "notify", f"accounts/phone/{person_id}")}
        try:
            async with client() as web:
                url = f"{self._url}/accounts/inside/phones/{person_id}"
                answer = await post(web, url, signed, deadline=DEADLINE)
        except Unanswered as silent:
            raise Away(f"accounts: {silent}") from None
        if answer.status != 200 or "phone" not in answer.json:
            raise Away(f"accounts: {answer.status}")
        phone = answer.json["phone"]
        return None if phone is None else str(phone)
