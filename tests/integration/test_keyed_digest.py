"""Digests are kept with the system's key; one that a release before has kept without is known still: at the desk and everywhere else."""

from uuid import uuid4

import pytest

from shared.kernel.answer import digest
from tests.support.booking import book, door, make_families, publish
from tests.support.people import bearer, token_for

KEPT = "SELECT digest FROM idempotent_answer WHERE key = $1"
AS_BEFORE = "UPDATE idempotent_answer SET digest = $2 WHERE key = $1"


async def kept_before(system, key, what):
    """As if a release before had kept the answer."""
    assert await system.pool.fetchval(KEPT, key) == system.keyed(what)
    await system.pool.execute(AS_BEFORE, key, what)


async def test_the_desk_knows_one_of_before(booking):
    group, other = await publish(booking), await publish(booking)
    (family,) = await make_families(booking, 1)
    first = await book(door(booking), family, group, key="key-of-one")
    await kept_before(booking, "key-of-one", digest("enroll", (group, family.child_id), "|"))
    assert await book(door(booking), family, group, key="key-of-one") == first
    refused = await door(booking).post(
        "/booking/api/v1/enrollments",
        json={"group_id": str(other), "child_id": str(family.child_id)},
        headers=family.with_key("key-of-one"),
    )
    assert refused.json()["code"] == "idempotency-key-reused"


@pytest.mark.parametrize("wrong", [False, True])
async def test_so_does_every_other_write(notify, keys_dir, wrong):
    web, path = door(notify), "/notify/api/v1/preferences"
    headers = bearer(token_for(keys_dir, uuid4())) | {"idempotency-key": "key-of-two"}
    said = {"email": "", "language": "en"}
    first = await web.put(path, json=said, headers=headers)
    assert first.is_success
    await kept_before(notify, "key-of-two", digest("preferences", "", "en"))
    again = await web.put(path, json=said | ({"language": "zh"} if wrong else {}), headers=headers)
    assert again.is_success is not wrong
    assert again.json()["code"] == "idempotency-key-reused" if wrong else again.json() == first.json()
