"""Whoever is given a role, loses it, or has the second factor reset is told once; who logs in for the first time waits for nobody."""

import asyncio
import json
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from services.accounts.domain.phone import masked
from services.accounts.federation import appoint
from services.accounts.store import unions
from services.accounts.store.role_changes import RoleChange
from services.accounts.usecases.manage_unions import confirm_role
from services.accounts.usecases.second_factor import reset_at_server
from services.accounts.usecases.tell_roles import GIVEN, role_given, role_logged_in, tell_role
from shared.db.pool import transaction
from shared.errors import Unavailable
from shared.events.accounts import RoleChanged
from shared.kernel.identity import Identity
from tests.support.accounts import FEDERATION, ORGANIZER, accounts, api, office_of, token_of
from tests.support.eventually import eventually

NEW, SECOND = "13700005555", "13700006666"
SAID = "SELECT body FROM outbox WHERE type = $1 ORDER BY id"
KEPT = "SELECT what, role, union_code, person_id IS NOT NULL AS known FROM role_change ORDER BY id"
TEACHER = {"role": "teacher", "union": "gaoxin-lantian"}


@pytest.fixture
async def system(database, keys_dir):
    async with accounts(database, keys_dir) as running:
        yield running


async def said(system):
    return [
        (event["what"], event["role"], event["union"], event["of"])
        for event in (json.loads(row["body"]) for row in await system.pool.fetch(SAID, RoleChanged.TYPE))
    ]


async def kept(system):
    return [tuple(row) for row in await system.pool.fetch(KEPT)]


def hash_of(system, phone):
    return office_of(system).vault.hash(phone)


async def give(system, conn, phone, role, union):
    """As `grant_role` does, in a transaction of the caller's."""
    owner = hash_of(system, phone), masked(phone)
    assert await unions.grant(conn, owner, role, union, None)
    await tell_role(conn, RoleChange(owner, "given", role, union))


async def test_whoever_has_an_account_hears_at_once(system):
    await token_of(system, NEW)
    async with api(system, ORGANIZER) as web:
        assert (await web.post("/accounts/api/v1/grants", json=TEACHER | {"phone": NEW})).status_code == 201
        assert (await web.post("/accounts/api/v1/grants", json=TEACHER | {"phone": NEW})).status_code == 201
        back = TEACHER | {"phone_key": hash_of(system, NEW).hex()}
        assert (await web.post("/accounts/api/v1/grants/revoke", json=back)).status_code == 200
        assert (await web.post("/accounts/api/v1/grants/revoke", json=back)).status_code == 200
    assert await said(system) == [(what, "teacher", "gaoxin-lantian", "蓝天电子工会") for what in ("given", "taken")]
    assert await kept(system) == [(what, "teacher", "gaoxin-lantian", True) for what in ("given", "taken")]


async def test_whoever_logs_in_for_the_first_time_hears_then_and_once(system):
    async with api(system, ORGANIZER) as web:
        assert (await web.post("/accounts/api/v1/grants", json=TEACHER | {"phone": NEW})).status_code == 201
    assert await said(system) == []
    await token_of(system, NEW)
    await eventually(lambda: said(system))
    (change,) = await system.pool.fetch("SELECT subject FROM timer WHERE kind = $1", GIVEN)
    async with transaction(system.pool) as conn:
        await role_given(conn, change["subject"])
    assert await said(system) == [("given", "teacher", "gaoxin-lantian", "蓝天电子工会")]
    assert [(what, known) for what, _, _, known in await kept(system)] == [("given", False), ("met", True)]


async def test_a_role_that_was_being_given_while_its_owner_began_is_told_by_the_second_look(system):
    async with transaction(system.pool) as conn:
        await give(system, conn, NEW, "teacher", "gaoxin")
        await token_of(system, NEW)  # and waits for nobody
        person = await system.pool.fetchval("SELECT id FROM person WHERE phone_hash = $1", hash_of(system, NEW))
        async with transaction(system.pool) as other:
            await role_logged_in(other, str(person))
    assert await said(system) == []  # so without the second look nobody would hear of it
    subject = await system.pool.fetchval("SELECT subject FROM timer WHERE kind = $1", GIVEN)
    async with transaction(system.pool) as conn:
        await role_given(conn, subject)
    assert [what for what, *_ in await said(system)] == ["given"]


async def test_many_begin_while_roles_are_given_and_taken_and_each_log_in_is_answered(system):
    """Neither waits in a circle: `token_of` would fail at an answer of 500."""
    phones = [f"1370000{n:04}" for n in range(8)]

    async def given_and_taken(phone):
        async with transaction(system.pool) as conn:
            await give(system, conn, phone, "teacher", "gaoxin")
        async with transaction(system.pool) as conn:
            await give(system, conn, phone, "teacher", "lijiang")

    async with api(system, ORGANIZER):
        await asyncio.gather(*(do for phone in phones for do in (given_and_taken(phone), token_of(system, phone))))
    changes = [row["subject"] for row in await system.pool.fetch("SELECT subject FROM timer WHERE kind = $1", GIVEN)]

    async def look(change):
        async with transaction(system.pool) as conn:
            await role_given(conn, change)

    await asyncio.gather(*map(look, changes))
    assert sorted(await said(system)) == sorted(
        [("given", "teacher", union, name) for union, name in await named(system, "gaoxin", "lijiang") for _ in phones]
    )


async def named(system, *codes):
    rows = await system.pool.fetch("SELECT code, name FROM trade_union WHERE code = ANY ($1::text[])", codes)
    return [tuple(row) for row in rows]


async def test_a_role_that_waits_says_until_when_and_officers_read_it_all(system):
    await token_of(system, NEW)
    await system.pool.execute("UPDATE role_grant SET at = at - interval '25 hours'")
    async with api(system, FEDERATION) as web:
        grant = {"phone": NEW, "role": "organizer", "union": "gaoxin"}
        assert (await web.post("/accounts/api/v1/grants", json=grant)).status_code == 201
        (event,) = [json.loads(row["body"]) for row in await system.pool.fetch(SAID, RoleChanged.TYPE)]
        assert event["acts_at"]
        page = (await web.get("/accounts/console/", headers={"accept": "text/html"})).text
        assert "最近的职责变动" in page and "授予" in page and "137****5555" in page
    async with api(system, ORGANIZER) as web:
        assert "最近的职责变动" not in (await web.get("/accounts/console/", headers={"accept": "text/html"})).text


async def test_a_role_that_is_confirmed_is_told_once_more_as_it_acts_now(system):
    await token_of(system, NEW)
    await appoint(system.settings, SECOND)
    await system.pool.execute("UPDATE role_grant SET at = at - interval '25 hours'")
    grant = {"role": "organizer", "union": "gaoxin"}
    async with api(system, FEDERATION) as web, api(system, SECOND) as second:
        assert (await web.post("/accounts/api/v1/grants", json=grant | {"phone": NEW})).status_code == 201
        confirmed = grant | {"phone_key": hash_of(system, NEW).hex()}
        assert (await second.post("/accounts/api/v1/grants/confirm", json=confirmed)).status_code == 200
        assert (await second.post("/accounts/api/v1/grants/confirm", json=confirmed)).status_code == 409
        assert "<b>确认</b>" in (await second.get("/accounts/console/", headers={"accept": "text/html"})).text
    told = [json.loads(row["body"]) for row in await system.pool.fetch(SAID, RoleChanged.TYPE)]
    assert [(one["what"], one["acts_at"] is None) for one in told if one["role"] == "organizer"] == [
        ("given", False),
        ("given", True),
    ]


async def test_who_begins_while_a_role_is_confirmed_hears_that_it_acts_and_once(system):
    """Were it not seen that somebody is at it, they would hear that it waits, and never that it does not."""
    owner = hash_of(system, NEW), masked(NEW)
    async with transaction(system.pool) as conn:
        await unions.grant(conn, owner, "organizer", "gaoxin", None, delay=timedelta(hours=24))
        await tell_role(conn, RoleChange(owner, "given", "organizer", "gaoxin"))
    officer = await system.pool.fetchval("SELECT id FROM person WHERE phone_hash = $1", hash_of(system, FEDERATION))
    who = Identity(officer, "总工会", (), 0, frozenset({("federation", "*")}), expires=0)
    async with transaction(system.pool) as conn:
        await confirm_role(conn, who, owner[0].hex(), "organizer", "gaoxin")
        await token_of(system, NEW)
        person = str(await system.pool.fetchval("SELECT id FROM person WHERE phone_hash = $1", owner[0]))
        with pytest.raises(Unavailable):
            async with transaction(system.pool) as other:
                await role_logged_in(other, person)
    for look in (role_logged_in, role_logged_in):
        async with transaction(system.pool) as conn:
            await look(conn, person)
    (event,) = [json.loads(row["body"]) for row in await system.pool.fetch(SAID, RoleChanged.TYPE)]
    assert (event["what"], event["acts_at"]) == ("given", None)


async def test_when_a_union_becomes_a_part_of_another_its_organizers_hear_for_which_they_are_now(system):
    await token_of(system, NEW)
    async with transaction(system.pool) as conn:
        await give(system, conn, NEW, "teacher", "gaoxin-xinxing")
        await give(system, conn, NEW, "organizer", "gaoxin-xinxing")
        await give(system, conn, NEW, "organizer", "gaoxin-lantian")
    form = {"idempotency_key": str(uuid4()), "into": "gaoxin-lantian"}
    async with api(system, FEDERATION) as web:
        merged = await web.post(
            "/accounts/console/unions/gaoxin-xinxing/merge", data=form, headers={"accept": "text/html"}
        )
        assert merged.status_code == 303
    assert (await said(system))[3:] == [("given", "teacher", "gaoxin-lantian", "蓝天电子工会")]


async def test_a_reset_and_what_the_server_gives_are_told_too(system):
    await token_of(system, NEW)
    await appoint(system.settings, NEW)
    person = await system.pool.fetchval("SELECT id FROM person WHERE phone_hash = $1", hash_of(system, NEW))
    await system.pool.execute(
        "INSERT INTO second_factor (person_id, secret_sealed, enrolled_at) VALUES ($1, 'x', now())", person
    )
    async with transaction(system.pool) as conn:
        await reset_at_server(conn, hash_of(system, NEW), "手机丢失，已当面核实")
    assert [(what, role) for what, role, *_ in await said(system)] == [("given", "federation"), ("reset", "")]


async def test_when_a_union_is_closed_its_organizers_hear_it(system):
    await token_of(system, NEW)
    async with transaction(system.pool) as conn:
        await give(system, conn, NEW, "teacher", "gaoxin-xinxing")
    async with api(system, FEDERATION) as web:
        form = {"idempotency_key": str(uuid4()), "why": "企业已迁出园区"}
        closed = await web.post(
            "/accounts/console/unions/gaoxin-xinxing/close", data=form, headers={"accept": "text/html"}
        )
        assert closed.status_code == 303
    assert [what for what, *_ in await said(system)] == ["given", "taken"]


async def test_what_was_kept_is_only_added(system):
    async with transaction(system.pool) as conn:
        await give(system, conn, NEW, "teacher", "gaoxin")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await system.pool.execute("DELETE FROM role_change")
