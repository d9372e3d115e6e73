"""A backup is put back: what was deleted since is deleted again, by what the system itself said of it; all else is as it was."""

from importlib import import_module
from uuid import uuid4

from aixin.backup.put_back import fill
from aixin.backup.tools import dump
from services.accounts.store import people
from shared.db.pool import transaction
from shared.events.accounts import AccountClosed
from shared.messaging import outbox
from tests.support.booking import book, broken, door, make_families, publish, sibling
from tests.support.eventually import eventually
from tests.support.owner import clerks, owners
from tests.support.writes import _PERSON

UNSENT = "SELECT count(*) = 0 FROM outbox WHERE published_at IS NULL"


async def put_back(databases, system, file, dumped):
    """Into a database of its own; its address, for the clerk."""
    dsn = await databases.empty(system.name)
    fresh = system.settings.model_copy(update={"database_url": dsn})
    await fill(import_module(f"services.{system.name}.bootstrap").build(fresh), file, dumped)
    return clerks(dsn)


async def test_a_child_that_was_deleted_since_goes_again_with_its_place(system, databases, tmp_path):
    names = "SELECT name FROM child WHERE id = $1"
    async with system("booking") as booking:
        group = await publish(booking, capacity=2)
        (family,) = await make_families(booking, 1)
        stays = await sibling(booking, family)
        place = await book(door(booking), family, group)
        dumped = await dump(owners(booking.settings.database_url), tmp_path / "booking")
        path, web = f"/booking/api/v1/enrollments/{place['enrollment_id']}/withdraw", door(booking)
        (await web.post(path, headers=family.with_key())).raise_for_status()
        gone = await web.delete(f"/booking/api/v1/children/{family.child_id}", headers=family.with_key())
        assert gone.is_success, gone.text
        await eventually(lambda: booking.pool.fetchval(UNSENT))
    dsn = await put_back(databases, booking, tmp_path / "booking", dumped)
    async with system("booking", dsn) as again:

        async def forgotten():
            return await again.pool.fetchval(names, family.child_id) == "*"

        await eventually(forgotten)
        assert await again.pool.fetchval(names, stays) == "张小红"
        assert await again.pool.fetchval("SELECT taken FROM ledger WHERE group_id = $1", group) == 0
        assert await broken(again) == set()
    await databases.drop(dsn)


async def test_an_account_that_was_closed_since_is_nobodys_again(system, databases, tmp_path):
    closed, stays, there = uuid4(), uuid4(), "SELECT id FROM person"
    async with system("accounts") as accounts:
        for person in (closed, stays):
            await accounts.pool.execute(_PERSON, person, person.bytes)
        dumped = await dump(owners(accounts.settings.database_url), tmp_path / "accounts")
        async with transaction(accounts.pool) as conn:
            await outbox.put(conn, AccountClosed(person_id=closed, revision=1))
            await people.forget(conn, closed)
        accounts.committed()
        await eventually(lambda: accounts.pool.fetchval(UNSENT))
    dsn = await put_back(databases, accounts, tmp_path / "accounts", dumped)
    async with system("accounts", dsn) as again:

        async def only_the_other():
            return [row["id"] for row in await again.pool.fetch(there)] == [stays]

        await eventually(only_the_other)
        told = "SELECT count(*) FROM outbox WHERE key = $1 AND type = $2"
        assert await again.pool.fetchval(told, str(closed), AccountClosed.TYPE) == 1  # above what was told anew of it
    await databases.drop(dsn)


async def test_without_a_backup_nothing_is_read(system, monkeypatch):
    """Whoever was never put back asks the broker nothing."""
    asked = []
    monkeypatch.setattr("shared.messaging.forget_again._all", lambda *given: asked.append(given))
    async with system("booking") as booking:
        await import_module("shared.messaging.forget_again").forget_again(booking)
    assert asked == []
