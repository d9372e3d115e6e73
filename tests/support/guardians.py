"""Guardians who invite each other, by the pages that they see."""

import re
from uuid import UUID, uuid4

import httpx2

from tests.support.booking import FamilyOfOne, door
from tests.support.outcomes import page
from tests.support.people import bearer, token_for


async def send(booking, who: FamilyOfOne, path: str, **form: object) -> httpx2.Response:
    """A form of a page."""
    fields = {"idempotency_key": str(uuid4())} | form
    return await door(booking).post(f"/booking/{path}", data=fields, headers=who.headers)


def somebody(booking) -> FamilyOfOne:
    """Who has logged in for the first time."""
    person_id = uuid4()
    return FamilyOfOne(person_id, uuid4(), bearer(token_for(booking.settings.keys_dir, person_id)))


async def family_of(booking, who: FamilyOfOne) -> UUID:
    return await booking.pool.fetchval("SELECT family_id FROM child WHERE id = $1", who.child_id)


async def invite(booking, who: FamilyOfOne) -> str:
    """The path of the page that shows the code."""
    sent = await send(booking, who, "family/invitations", family=await family_of(booking, who))
    assert sent.status_code == 303, sent.text
    return sent.headers["location"].removeprefix("/booking/")


def link_on(shown: str) -> str:
    """What stands there to be passed on: a path of this site."""
    return re.findall(r'value="http://127.0.0.1:8000/booking/(join/[^"]+)"', shown)[0]


async def invited(booking, who: FamilyOfOne) -> tuple[str, str]:
    """The page of the invitation, and the page that its code opens."""
    path = await invite(booking, who)
    return path, link_on(await page(door(booking), who, path))


async def joined(booking, mother: FamilyOfOne, father: FamilyOfOne) -> None:
    """The whole way."""
    path, code = await invited(booking, mother)
    assert (await send(booking, father, code, called="father", agreed="yes")).status_code == 303
    assert (await send(booking, mother, path, verdict="join")).status_code == 303
